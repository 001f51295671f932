"""Layout of the grid: a row per shared barrier, a column per organisation, as positions.

It cannot overlap, it prints, and it fits a phone. `y` is always a middle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

import networkx as nx

from tracker.graph.codes import codes
from tracker.graph.lettering import widest_of, wrapped
from tracker.graph.sharing import (
    BarrierNode,
    Node,
    OrganisationNode,
    State,
    count_organisations,
    organisations_in,
    shared_barriers,
)

PHONE, DESKTOP = 358, 1120
MAX_ROWS, MAX_COLUMNS = 50, 30
MIN_COLUMN_WIDTH = 24
HEAD_SIZE, HEAD_LINE, TITLE_LINE = 13, 16, 18
MARK, CAPSULE = 8, 13

_TITLE_COLUMN = 430
_TITLE_LEFT, _TITLE_GAP = 52, 16
_TITLE_LEFT_ON_PHONE = 24
_MARGIN = 8
_TOP, _ROW, _ROW_ON_PHONE = 34, 44, 46
_MAX_HEAD_LINES = 3
_HEAD_AIR, _TURNED_HEAD = 3, 44


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One organisation with its position and heading."""

    index: int
    of: OrganisationNode
    x: float
    code: str
    head: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """The columns of one country, from edge to edge; `label` is its name, or a code."""

    label: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class GridMark:
    """The state of one organisation, at the intersection of its column and the row."""

    column: GridColumn
    state: State


@dataclass(frozen=True, slots=True)
class GridRow:
    """One shared barrier; `title_y` is the baseline of the first line of its title."""

    index: int
    of: BarrierNode
    y: float
    title_y: float
    bottom: float
    lines: tuple[str, ...]
    organisations: int
    marks: tuple[GridMark, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of the grid; `index` numbers its nodes, columns first."""

    width: int
    height: float
    title_x: int
    column_width: float
    first_line: float
    heads_are_turned: bool
    groups: tuple[ColumnGroup, ...]
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    row_pages: int
    column_pages: int

    @property
    def is_narrow(self) -> bool:
        """Return whether titles are above their marks, as on a phone."""
        return _is_narrow(self.width)

    @property
    def has_codes(self) -> bool:
        """Return whether the headings are codes, which need a legend."""
        return any(column.head == (column.code,) for column in self.columns)


def grid(graph: nx.Graph, width: int, *, row_page: int = 1, column_page: int = 1) -> Grid:
    """Lay out one page of a sharing graph as a grid of `width` pixels.

    A page holds up to 50 rows and 30 columns, and at most as many columns as fit 24 pixels apart.
    A page number out of range gives the nearest page.

    >>> from tracker.graph.sharing import SharingEdge, sharing_graph
    >>> kent = OrganisationNode("k", "Kent", "UK")
    >>> emmaus = OrganisationNode("e", "Emmaus", "Belgium")
    >>> edges = [SharingEdge("k", "b", "open"), SharingEdge("e", "b", "resolved")]
    >>> graph = sharing_graph([kent, emmaus], [BarrierNode("b", "Two sign-offs")], edges)
    >>> page = grid(graph, PHONE)
    >>> [(mark.column.of.name, mark.state) for mark in page.rows[0].marks]
    [('Emmaus', 'resolved'), ('Kent', 'open')]
    """
    left = 0 if _is_narrow(width) else _TITLE_COLUMN
    organisations = _in_order(graph)
    room = (width - left - _MARGIN) // MIN_COLUMN_WIDTH - 1
    shown, column_pages = _page(organisations, min(MAX_COLUMNS, room), column_page)
    barriers, row_pages = _page(shared_barriers(graph), MAX_ROWS, row_page)
    columns, groups, column_width = _columns(
        graph, shown, _short(graph, organisations), left, width
    )
    turned = any(_too_wide(line, column_width) for column in columns for line in column.head)
    head = max((len(column.head) for column in columns), default=1)
    first_line = _TOP + (_TURNED_HEAD if turned else HEAD_LINE * head)
    rows, height = _rows(graph, barriers, columns, first_line + 22, width)
    return Grid(
        width=width,
        height=height,
        title_x=_TITLE_LEFT if left else _TITLE_LEFT_ON_PHONE,
        column_width=column_width,
        first_line=first_line,
        heads_are_turned=turned,
        groups=groups,
        columns=columns,
        rows=rows,
        row_pages=row_pages,
        column_pages=column_pages,
    )


def _is_narrow(width: int) -> bool:
    """Return whether there is no room for titles beside the marks."""
    return width < 2 * _TITLE_COLUMN


def _in_order(graph: nx.Graph) -> list[Node]:
    """Return the organisations by country, the largest first, then by number of barriers."""
    organisations = organisations_in(graph)
    countries = [graph.nodes[organisation]["of"].country for organisation in organisations]
    size = {country: countries.count(country) for country in set(countries)}

    def sort_key(organisation: Node) -> tuple[int, str, int, str, str]:
        thing: OrganisationNode = graph.nodes[organisation]["of"]
        busy = graph.degree(organisation)
        return -size[thing.country], thing.country, -busy, thing.name.casefold(), thing.id

    return sorted(organisations, key=sort_key)


def _page(things: Sequence[Node], length: int, page: int) -> tuple[Sequence[Node], int]:
    """Return the things of one page, and how many pages there are."""
    pages = max(1, ceil(len(things) / length))
    first = (min(max(page, 1), pages) - 1) * length
    return things[first : first + length], pages


def _short(graph: nx.Graph, organisations: Iterable[Node]) -> dict[str, str]:
    """Return a code for each organisation, the same on every page."""
    things = (graph.nodes[organisation]["of"] for organisation in organisations)
    return codes({thing.id: thing.name for thing in things})


def _columns(
    graph: nx.Graph, organisations: Sequence[Node], short: dict[str, str], left: float, width: int
) -> tuple[tuple[GridColumn, ...], tuple[ColumnGroup, ...], float]:
    """Place the columns, with a gap between countries; names as headings if all of them fit."""
    things: list[OrganisationNode] = [
        graph.nodes[organisation]["of"] for organisation in organisations
    ]
    runs = [list(run) for _, run in groupby(things, key=lambda thing: thing.country)]
    gap = min(18.0, MIN_COLUMN_WIDTH / max(1, len(runs) - 1))
    step = (width - left - _MARGIN - gap * max(0, len(runs) - 1)) / max(1, len(things))
    heads = _heads(things, short, step - 2 * _HEAD_AIR)
    columns: list[GridColumn] = []
    groups: list[ColumnGroup] = []
    x = left
    for run in runs:
        for thing in run:
            head = heads[thing.id]
            columns.append(GridColumn(len(columns), thing, x + step / 2, short[thing.id], head))
            x += step
        groups.append(_group(run[0].country, x - step * len(run) + 3, x - 3))
        x += gap
    return tuple(columns), tuple(groups), step


def _group(country: str, left: float, right: float) -> ColumnGroup:
    """Label the columns of a country with its name, or with a code if that is too wide."""
    fits = widest_of(country, HEAD_SIZE) <= right - left
    return ColumnGroup(country if fits or not country else codes({"": country})[""], left, right)


def _heads(
    things: Sequence[OrganisationNode], short: dict[str, str], width: float
) -> dict[str, tuple[str, ...]]:
    """Return every name wrapped, or every code if one name would not fit."""
    for thing in things:
        words = (widest_of(word, HEAD_SIZE) for word in thing.name.split())
        lines = wrapped(thing.name, width, HEAD_SIZE)
        if not lines or len(lines) > _MAX_HEAD_LINES or max(words) > width:
            return {other.id: (short[other.id],) for other in things}
    return {thing.id: wrapped(thing.name, width, HEAD_SIZE) for thing in things}


def _too_wide(line: str, column_width: float) -> bool:
    """Return whether `line` would touch the head of the next column."""
    return widest_of(line, HEAD_SIZE) > column_width - _HEAD_AIR


def _rows(
    graph: nx.Graph,
    barriers: Sequence[Node],
    columns: Sequence[GridColumn],
    top: float,
    width: int,
) -> tuple[tuple[GridRow, ...], float]:
    """Place the rows: titles left of their marks, on a phone above them."""
    is_narrow = _is_narrow(width)
    room = width - _TITLE_LEFT_ON_PHONE if is_narrow else _TITLE_COLUMN - _TITLE_LEFT - _TITLE_GAP
    size = 15 if is_narrow else 16
    rows: list[GridRow] = []
    for index, barrier in enumerate(barriers, start=len(columns)):
        thing: BarrierNode = graph.nodes[barrier]["of"]
        lines = wrapped(thing.title, room, size, face="serif", max_lines=6)
        text = TITLE_LINE * len(lines)
        height = text + _ROW_ON_PHONE if is_narrow else max(_ROW, text + 12)
        y = top + text + 22 if is_narrow else top + height / 2
        title_y = top + 12 if is_narrow else y - text / 2 + TITLE_LINE - 4
        rows.append(
            GridRow(
                index=index,
                of=thing,
                y=y,
                title_y=title_y,
                bottom=top + height,
                lines=lines,
                organisations=count_organisations(graph, barrier),
                marks=_marks(graph, barrier, columns),
            )
        )
        top += height
    return tuple(rows), top + _MARGIN


def _marks(graph: nx.Graph, barrier: Node, columns: Iterable[GridColumn]) -> tuple[GridMark, ...]:
    """Return the marks of one row, from left to right."""
    edges = graph.adj[barrier]
    return tuple(
        GridMark(column, edges[column.of.node]["state"])
        for column in columns
        if column.of.node in edges
    )
