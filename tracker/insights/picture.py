"""Draw the spine as an SVG whose nodes are links, in reading order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

from tracker.graph import spine as measures
from tracker.graph.lettering import width_of, wrapped
from tracker.graph.spine import Box, Disc, RemainderRow, Spine, SpineLink
from tracker.insights.labels import (
    barrier_in_words,
    count_of_barriers,
    count_of_organisations,
    disc_in_words,
    link_in_words,
    name_of,
    own_in_words,
    row_in_words,
    title_of,
)
from tracker.models.labels import listed
from tracker.web.marks import draw_state
from tracker.web.svg import Address, Drawing, add, add_lines, add_node, drawing

LINE_CLASSES = {
    "open": "e-o",
    "being-worked-on": "e-w",
    "worked-round": "e-r",
    "resolved": "e-s",
    "accepted-as-immovable": "e-i",
}
_LONGEST_HEADING, _EDGE = 380, 4
_AIR, _RIM = 10, 3
_LEFT, _MIDDLE, _RIGHT = 0, 1, 2


def spine_picture(spine: Spine, *, label: str, address: Address) -> Drawing:
    """Draw a spine; `label` names the picture to those who do not see it.

    Every node carries `data-n`, its number in reading order, and every line the classes
    `of-<n>` of its two ends, so that a script can find what belongs together.
    """
    picture = drawing(
        measures.WIDTH,
        spine.height,
        width=measures.WIDTH,
        height=spine.height,
        class_="net",
        overflow="visible",
        role="group",
        aria_label=label,
    )
    states: dict[int, list[str]] = defaultdict(list)
    for link in spine.links:
        states[link.disc.index].append(link.state)
        states[link.box.index].append(link.state)
    _headings(picture.root, spine)
    lines = add(picture.root, "g", class_="es", aria_hidden="true")
    for link in spine.links:
        _link(lines, link)
    for link in spine.links:
        _share(lines, link)
    for disc in spine.left:
        _disc(picture.root, disc, states[disc.index], address)
    for box in spine.boxes:
        _box(picture.root, box, states[box.index], address)
    for row in spine.rows:
        _row(picture.root, row, address)
    for disc in spine.right:
        _disc(picture.root, disc, states[disc.index], address)
    return picture


def _headings(root: Element, spine: Spine) -> None:
    """Write what each column holds."""
    for side, facing in ((spine.left, spine.right), (spine.right, spine.left)):
        countries = _countries(side)
        if countries and countries != _countries(facing):
            _side_heading(root, listed(countries), is_left=side is spine.left)
    if spine.boxes:
        is_whole = spine.boxes[0].of.stands_for == "barrier"
        text = (
            _("Shared barriers, those shared by most organisations first")
            if is_whole
            else _("Shared barriers by category, those shared by most organisations first")
        )
        add(root, "text", text, class_="hd", x=measures.WIDTH / 2, y=20, text_anchor="middle")


def _side_heading(root: Element, text: str, *, is_left: bool) -> None:
    """Write a heading over the discs; from the edge where it is long, not at all beyond that."""
    width = width_of(text, measures.NOTE_SIZE)
    if width > _LONGEST_HEADING:
        return
    fits = width < measures.DISC_LEFT - _EDGE
    inner = measures.DISC_LEFT if is_left else measures.DISC_RIGHT
    outer = _EDGE if is_left else measures.WIDTH - _EDGE
    anchor = "end" if is_left == fits else "start"
    add(root, "text", text, class_="hd", x=inner if fits else outer, y=20, text_anchor=anchor)


def _countries(side: Iterable[Disc]) -> list[str]:
    """Return the countries of one side's organisations, most frequent first."""
    found = [disc.of.country for disc in side if disc.of.stands_for == "organisation"]
    return sorted({name for name in found if name}, key=lambda name: (-found.count(name), name))


def _link(lines: Element, link: SpineLink) -> None:
    """Draw one line and, where it ends, the mark of its state."""
    group = add(lines, "g", class_=_belonging(link), data_state=link.state)
    start, end, y, port = link.start, link.end, link.disc.y, link.port
    half = (start + end) / 2
    path = f"M{start:.1f} {y:.1f}C{half:.0f} {y:.1f} {half:.0f} {port:.1f} {end:.0f} {port:.1f}"
    add(group, "path", class_=f"e {LINE_CLASSES[link.state]}", d=path)
    draw_state(group, link.state, end, port, measures.MARK)


def _share(lines: Element, link: SpineLink) -> None:
    """Write, above all lines, how many of a group meet a barrier."""
    if link.disc.of.members > 1:
        away, anchor = (-10, "end") if link.disc.is_left else (10, "start")
        add(
            lines,
            "text",
            link_in_words(link),
            class_=f"pt {_belonging(link)}",
            data_state=link.state,
            x=link.end + away,
            y=link.port + 4.5,
            text_anchor=anchor,
        )


def _belonging(link: SpineLink) -> str:
    """Return the classes by which a script finds the line of two nodes."""
    return f"l of-{link.disc.index} of-{link.box.index}"


def _disc(root: Element, disc: Disc, states: list[str], address: Address) -> None:
    """Draw an organisation or a group, its name outside."""
    node = add_node(
        root,
        disc_in_words(disc, states),
        address(*disc.of.node),
        class_="no",
        data_name=name_of(disc.of),
        data_n=disc.index,
        data_column=_LEFT if disc.is_left else _RIGHT,
    )
    name = disc.lines or wrapped(
        name_of(disc.of), measures.NAME_WIDTH, measures.NAME_SIZE, max_lines=1
    )
    notes = _notes(disc)
    _target(node, disc, name, notes)
    add(node, "circle", class_="oc", cx=disc.x, cy=disc.y, r=disc.radius)
    add(node, "text", str(disc.number), class_="on", x=disc.x, y=disc.y + 4.5, text_anchor="middle")
    away = disc.radius + _AIR
    place = {"x": disc.x - away if disc.is_left else disc.x + away}
    anchor = "end" if disc.is_left else "start"
    names_height = measures.NAME_LINE * len(name)
    top = disc.y - (names_height + measures.NOTE_LINE * len(notes)) / 2
    add_lines(
        node,
        name,
        **place,
        middle=top + names_height / 2 + 5,
        step=measures.NAME_LINE,
        class_="ot",
        text_anchor=anchor,
    )
    add_lines(
        node,
        notes,
        **place,
        middle=top + names_height + measures.NOTE_LINE * len(notes) / 2 + 4,
        step=measures.NOTE_LINE,
        class_="os",
        text_anchor=anchor,
    )


def _target(node: Element, disc: Disc, name: Sequence[str], notes: Sequence[str]) -> None:
    """Let disc, name and the air between be one thing to point at and press."""
    widths = [width_of(line, measures.NAME_SIZE) for line in name]
    widths += [width_of(line, measures.NOTE_SIZE) for line in notes]
    text = measures.NAME_LINE * len(name) + measures.NOTE_LINE * len(notes)
    width = 2 * disc.radius + _AIR + max(widths, default=0) + 2 * _RIM
    height = max(text, 2 * disc.radius, 20) + 2 * _RIM
    inner = disc.radius + _RIM
    add(
        node,
        "rect",
        class_="hit",
        fill="none",
        pointer_events="all",
        x=disc.x + inner - width if disc.is_left else disc.x - inner,
        y=disc.y - height / 2,
        width=width,
        height=height,
        rx=4,
    )


def _notes(disc: Disc) -> list[str]:
    """Return what stands under a name: the country, then what nobody shares, one line each."""
    notes = []
    if disc.of.stands_for != "organisation":
        notes.append(count_of_organisations(disc.of.members))
    elif disc.shows_country and disc.of.country:
        notes.append(disc.of.country)
    if disc.reach.own and disc.of.stands_for == "organisation":
        notes.append(own_in_words(disc.reach.own))
    return [
        line
        for note in notes
        for line in wrapped(note, measures.NOTE_WIDTH, measures.NOTE_SIZE, max_lines=1)
    ]


def _box(root: Element, box: Box, states: list[str], address: Address) -> None:
    """Draw a barrier or a category: how many organisations meet it, and its title."""
    words = barrier_in_words(box.of, box.organisations, states)
    node = add_node(
        root, words, address(*box.of.node), class_="nb", data_n=box.index, data_column=_MIDDLE
    )
    _frame(node, box.y, box.height)
    add(
        node,
        "text",
        str(box.organisations),
        class_="num",
        x=measures.BOX_LEFT + 26,
        y=box.y + 0.36 * box.number_size,
        font_size=box.number_size,
    )
    is_category = box.of.stands_for == "category"
    note = count_of_barriers(box.of.barriers) if is_category else ""
    lines = box.lines or (title_of(box.of),)
    middle = box.y - (measures.NOTE_LINE / 2 if note else 0)
    add_lines(
        node,
        lines,
        x=measures.TITLE_LEFT,
        middle=middle + 5,
        step=measures.TITLE_LINE,
        class_="ot" if is_category else "bt",
    )
    if note:
        below = middle + measures.TITLE_LINE * len(lines) / 2 + measures.NOTE_LINE / 2 + 4
        add(node, "text", note, class_="os", x=measures.TITLE_LEFT, y=below)


def _row(root: Element, row: RemainderRow, address: Address) -> None:
    """Draw a closed row: a category, and how many more barriers of it are shared."""
    lines = row.lines or (_("No category"),)
    note = row_in_words(row.of)
    words = f"{row.of.category or lines[0]}: {note}"
    node = add_node(
        root,
        words,
        address("category", row.of.category),
        class_="nb more",
        data_n=row.index,
        data_column=_MIDDLE,
    )
    _frame(node, row.y, row.height)
    x = measures.BOX_LEFT + 14
    middle = row.y - measures.NOTE_LINE / 2
    add_lines(node, lines, x=x, middle=middle + 5, step=measures.NAME_LINE, class_="ot")
    below = middle + measures.NAME_LINE * len(lines) / 2 + measures.NOTE_LINE / 2 + 4
    add(node, "text", note, class_="os", x=x, y=below)


def _frame(node: Element, y: float, height: float) -> None:
    """Draw the box around a node of the middle column."""
    add(
        node,
        "rect",
        class_="bx",
        x=measures.BOX_LEFT,
        y=y - height / 2,
        width=measures.BOX_RIGHT - measures.BOX_LEFT,
        height=height,
        rx=8,
    )
