"""Draw the grid as an SVG whose heads and rows are links."""

from xml.etree.ElementTree import Element

from tracker.graph import grid as measures
from tracker.graph.grid import Grid, GridColumn, GridRow
from tracker.insights.labels import barrier_in_words, states_in_words
from tracker.web.marks import draw_state
from tracker.web.svg import Address, Drawing, add, add_lines, add_node, drawing

_COLUMN, _ROW = 0, 1
_HALF = measures.CAPSULE


def grid_picture(grid: Grid, *, label: str, address: Address) -> Drawing:
    """Draw one page of a grid; `label` names the picture to those who do not see it.

    Nodes and marks carry the same numbers and classes as those of the spine.
    """
    picture = drawing(
        grid.width,
        grid.height,
        width=grid.width,
        height=grid.height,
        class_="net lines",
        overflow="visible",
        role="group",
        aria_label=label,
    )
    _groups(picture.root, grid)
    _rails(picture.root, grid)
    for column in grid.columns:
        _head(picture.root, grid, column, address)
    for row in grid.rows:
        _row(picture.root, grid, row, address)
    return picture


def _groups(root: Element, grid: Grid) -> None:
    """Rule off the countries at the head."""
    for group in grid.groups if len(grid.groups) > 1 else ():
        middle = (group.left + group.right) / 2
        add(root, "text", group.label, class_="hd", x=middle, y=14, text_anchor="middle")
        add(root, "path", class_="grp", d=f"M{group.left:.0f} 21H{group.right:.0f}")


def _rails(root: Element, grid: Grid) -> None:
    """Draw each column down to the last row that it meets."""
    last = {mark.column.index: row.y for row in grid.rows for mark in row.marks}
    for column in grid.columns:
        if column.index in last:
            line = f"M{column.x:.1f} {grid.first_line:.0f}V{last[column.index]:.1f}"
            add(root, "path", class_="rail", d=line)


def _head(root: Element, grid: Grid, column: GridColumn, address: Address) -> None:
    """Write an organisation's name or code at the head of its column."""
    states = [m.state for row in grid.rows for m in row.marks if m.column is column]
    words = column.of.name
    if states:
        words = f"{words}. {states_in_words(states)}"
    head = add_node(
        root,
        words,
        address(*column.of.node),
        class_="no",
        data_name=column.of.name,
        data_n=column.index,
        data_column=_COLUMN,
    )
    half = grid.column_width / 2
    bottom = grid.first_line
    add(
        head,
        "rect",
        class_="hit",
        fill="none",
        pointer_events="all",
        x=column.x - half,
        y=22,
        width=2 * half,
        height=max(measures.MIN_COLUMN_WIDTH, bottom - 22),
    )
    if grid.heads_are_turned:
        turn = f"rotate(-90 {column.x:.1f} {bottom - 6:.1f})"
        y = bottom - 1.5
        add(head, "text", column.code, class_="ch", x=column.x, y=y, transform=turn)
        return
    add_lines(
        head,
        column.head,
        x=column.x,
        middle=bottom - 10 - measures.HEAD_LINE * (len(column.head) - 1) / 2,
        step=measures.HEAD_LINE,
        class_="ch",
        text_anchor="middle",
    )


def _row(root: Element, grid: Grid, row: GridRow, address: Address) -> None:
    """Draw a barrier: its number, its title, and a capsule with its marks."""
    words = barrier_in_words(row.of, row.organisations, [mark.state for mark in row.marks])
    line = add_node(
        root, words, address(*row.of.node), class_="nb", data_n=row.index, data_column=_ROW
    )
    if grid.is_narrow:
        text = measures.TITLE_LINE * len(row.lines)
        add(line, "rect", class_="lb", x=0, y=row.title_y - 15, width=grid.width, height=text + 2)
        add(line, "text", str(row.organisations), class_="num sm", x=0, y=row.title_y)
    else:
        add(root, "path", class_="rule", d=f"M0 {row.bottom:.1f}H{grid.width}")
        count = str(row.organisations)
        size = min(15 + row.organisations, 26, 44 // len(count))
        y = row.y + 0.36 * size
        x = grid.title_x - 16
        add(line, "text", count, class_="num", x=x, y=y, font_size=size)
    add_lines(
        line,
        row.lines,
        x=grid.title_x,
        middle=row.title_y + measures.TITLE_LINE * (len(row.lines) - 1) / 2,
        step=measures.TITLE_LINE,
        class_="bt sm" if grid.is_narrow else "bt",
    )
    _capsule(line, row)


def _capsule(line: Element, row: GridRow) -> None:
    """Draw the marks of a row on a capsule from the first to the last."""
    if not row.marks:
        return
    left, right = row.marks[0].column.x - _HALF, row.marks[-1].column.x + _HALF
    add(
        line,
        "rect",
        class_="cap",
        x=left,
        y=row.y - _HALF,
        width=right - left,
        height=2 * _HALF,
        rx=_HALF,
    )
    for mark in row.marks:
        belongs = f"l of-{mark.column.index} of-{row.index}"
        group = add(line, "g", class_=belongs, data_state=mark.state)
        draw_state(group, mark.state, mark.column.x, row.y, measures.MARK)
