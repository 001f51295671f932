"""Layout of the spine: shared barriers in the middle, organisations at both sides, as positions.

Pixels from the top left, `WIDTH` wide. `y` is always a middle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

from tracker.graph.folding import Folding, Reach, Remainder, folded
from tracker.graph.lettering import Face, wrapped
from tracker.graph.sharing import BarrierNode, Node, OrganisationNode, State, count_organisations
from tracker.graph.sides import Columns, columns

WIDTH = 1120
PORT_LEFT, PORT_RIGHT = 370, 750
BOX_LEFT, BOX_RIGHT = 382, 738
DISC_LEFT, DISC_RIGHT = 196, 924
TITLE_LEFT, TITLE_WIDTH, TITLE_SIZE, TITLE_LINE = 434, 298, 16, 19
NAME_WIDTH, NAME_SIZE, NAME_LINE = 188, 15, 18
NOTE_WIDTH, NOTE_SIZE, NOTE_LINE = 188, 13.5, 17
ROW_WIDTH = 338
TOP, BOTTOM, GAP, PORT_STEP, MARK = 46, 14, 14, 15, 6

_MAX_RADIUS = 22
_MAX_TITLE_LINES, _MAX_NAME_LINES = 6, 3


@dataclass(frozen=True, slots=True)
class Box:
    """A shared barrier, or a category of them, with its position."""

    index: int
    of: BarrierNode
    y: float
    height: float
    lines: tuple[str, ...]
    organisations: int
    number_size: int


@dataclass(frozen=True, slots=True)
class RemainderRow:
    """One collapsed row: the shared barriers of a category that have no box."""

    index: int
    of: Remainder
    y: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disc:
    """An organisation or a group at one side, with its position."""

    index: int
    of: OrganisationNode
    is_left: bool
    y: float
    radius: float
    lines: tuple[str, ...]
    reach: Reach
    number: int
    shows_country: bool

    @property
    def x(self) -> int:
        """Return the middle of the disc."""
        return DISC_LEFT if self.is_left else DISC_RIGHT


@dataclass(frozen=True, slots=True)
class SpineLink:
    """One line, from the edge of a disc to its port next to a box."""

    disc: Disc
    box: Box
    state: State
    organisations: int
    obstacles: int
    port: float

    @property
    def start(self) -> float:
        """Return where the line leaves the disc."""
        return self.disc.x + (self.disc.radius if self.disc.is_left else -self.disc.radius)

    @property
    def end(self) -> float:
        """Return where the line ends in its mark."""
        return PORT_LEFT if self.disc.is_left else PORT_RIGHT


@dataclass(frozen=True, slots=True)
class Spine:
    """The whole picture; `index` numbers its nodes in reading order."""

    height: float
    left: tuple[Disc, ...]
    boxes: tuple[Box, ...]
    rows: tuple[RemainderRow, ...]
    right: tuple[Disc, ...]
    links: tuple[SpineLink, ...]

    @property
    def discs(self) -> tuple[Disc, ...]:
        """Return the discs of both sides."""
        return self.left + self.right


def spine(graph: nx.Graph) -> Spine:
    """Lay out a sharing graph as a spine; the layout is deterministic.

    A large network is folded first (see `folded`). No two labels overlap: boxes are as high as
    their titles and ports need, the sides as their names do, whichever is more.

    >>> from tracker.graph.sharing import SharingEdge, sharing_graph
    >>> kent = OrganisationNode("k", "Kent", "UK")
    >>> emmaus = OrganisationNode("z", "Emmaus", "France")
    >>> edges = [SharingEdge("k", "b", "open"), SharingEdge("z", "b", "resolved")]
    >>> picture = spine(sharing_graph([kent, emmaus], [BarrierNode("b", "Two sign-offs")], edges))
    >>> [(disc.of.name, disc.is_left) for disc in picture.discs]
    [('Emmaus', True), ('Kent', False)]
    >>> [(box.lines, box.organisations) for box in picture.boxes]
    [(('Two sign-offs',), 2)]
    """
    folding = folded(graph)
    order = columns(folding.graph, folding.boxes)
    drafts = _middle(folding, order)
    length = sum(draft.height for draft in drafts) + GAP * max(0, len(drafts) - 1)
    names = _Names(folding, order)
    inside = max(length, *(names.length(side) for side in (order.left, order.right)))
    middle = _stacked(drafts, TOP + (inside - length) / 2, first=len(order.left))
    boxes = tuple(thing for thing in middle if isinstance(thing, Box))
    left = names.placed(order.left, inside, first=0, is_left=True)
    right = names.placed(order.right, inside, first=len(left) + len(middle), is_left=False)
    return Spine(
        height=TOP + inside + BOTTOM,
        left=left,
        boxes=boxes,
        rows=tuple(thing for thing in middle if isinstance(thing, RemainderRow)),
        right=right,
        links=tuple(_links(folding.graph, boxes, left, right)),
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A box or row that has a size but no position yet."""

    of: BarrierNode | Remainder
    height: float
    lines: tuple[str, ...]
    organisations: int = 0


def _middle(folding: Folding, order: Columns) -> list[_Draft]:
    """Measure the boxes and, under them, the collapsed rows."""
    left = set(order.left)
    return [_box(folding.graph, box, left) for box in order.boxes] + [
        _row(remainder) for remainder in folding.rows
    ]


def _box(graph: nx.Graph, box: Node, left: set[Node]) -> _Draft:
    """Measure a box: by how many share it, by its ports, by its title."""
    thing: BarrierNode = graph.nodes[box]["of"]
    count = count_organisations(graph, box)
    at_left = sum(organisation in left for organisation in graph.adj[box])
    ports = max(at_left, graph.degree(box) - at_left)
    is_category = thing.stands_for == "category"
    face: Face = "sans" if is_category else "serif"
    lines = wrapped(thing.title, TITLE_WIDTH, TITLE_SIZE, face=face, max_lines=_MAX_TITLE_LINES)
    text = TITLE_LINE * len(lines) + (NOTE_LINE if is_category else 0)
    height = max(34 + 4 * min(count, 9), (PORT_STEP + 1) * ports + 6, text + 16)
    return _Draft(thing, height, lines, count)


def _row(remainder: Remainder) -> _Draft:
    """Measure a collapsed row: the category's name, and a note under it."""
    lines = wrapped(remainder.category, ROW_WIDTH, NAME_SIZE, max_lines=2)
    return _Draft(remainder, NAME_LINE * max(1, len(lines)) + NOTE_LINE + 14, lines)


def _stacked(drafts: Iterable[_Draft], top: float, first: int) -> list[Box | RemainderRow]:
    """Place the boxes and rows in one column, from top to bottom."""
    stack: list[Box | RemainderRow] = []
    for index, draft in enumerate(drafts, start=first):
        y = top + draft.height / 2
        top += draft.height + GAP
        if isinstance(draft.of, BarrierNode):
            size = _number_size(draft.organisations)
            stack.append(
                Box(index, draft.of, y, draft.height, draft.lines, draft.organisations, size)
            )
        else:
            stack.append(RemainderRow(index, draft.of, y, draft.height, draft.lines))
    return stack


def _number_size(count: int) -> int:
    """Return the letter size of a box's number: larger for more, and never too wide."""
    return int(min(14 + 2.2 * count, 28, 50 / len(str(count))))


class _Names:
    """The organisations' labels and the spacing that they need."""

    def __init__(self, folding: Folding, order: Columns) -> None:
        self._folding = folding
        self._things: dict[Node, OrganisationNode] = {
            node: folding.graph.nodes[node]["of"] for node in (*order.left, *order.right)
        }
        self._lines = {
            node: wrapped(thing.name, NAME_WIDTH, NAME_SIZE, max_lines=_MAX_NAME_LINES)
            for node, thing in self._things.items()
        }

    def length(self, side: Sequence[Node]) -> float:
        """Return how much height the labels of one side need."""
        return self._step(side) * len(side)

    def placed(
        self, side: Sequence[Node], inside: float, *, first: int, is_left: bool
    ) -> tuple[Disc, ...]:
        """Spread one side evenly over `inside` pixels."""
        step = inside / max(1, len(side))
        shows_country = self._shows_country(side)
        return tuple(
            Disc(
                index=first + position,
                of=self._things[node],
                is_left=is_left,
                y=TOP + step * (position + 0.5),
                radius=min(9 + 0.8 * self._number(node), _MAX_RADIUS),
                lines=self._lines[node],
                reach=self._folding.reach[node],
                number=self._number(node),
                shows_country=shows_country and node[0] == "organisation",
            )
            for position, node in enumerate(side)
        )

    def _number(self, node: Node) -> int:
        """Return the number in a disc: its barriers, or for a group its organisations."""
        thing = self._things[node]
        is_single = thing.stands_for == "organisation"
        return self._folding.reach[node].barriers if is_single else thing.members

    def _step(self, side: Sequence[Node]) -> float:
        """Return the height of the tallest label, including its two notes."""
        lines = max((len(self._lines[node]) for node in side), default=1)
        return max(lines * NAME_LINE + 2 * NOTE_LINE + 8, 2 * _MAX_RADIUS + 8)

    def _shows_country(self, side: Sequence[Node]) -> bool:
        """Return whether the heading of this side leaves the countries open."""
        singles = (self._things[node] for node in side if node[0] == "organisation")
        return len({thing.country for thing in singles}) > 1


def _links(
    graph: nx.Graph, boxes: Iterable[Box], left: Sequence[Disc], right: Sequence[Disc]
) -> Iterable[SpineLink]:
    """Yield a line for each edge, its ports in the order of the discs."""
    for box in boxes:
        for side in (left, right):
            meeting = [disc for disc in side if graph.has_edge(disc.of.node, box.of.node)]
            top = box.y - PORT_STEP * (len(meeting) - 1) / 2
            for position, disc in enumerate(meeting):
                edge = graph[disc.of.node][box.of.node]
                yield SpineLink(
                    disc=disc,
                    box=box,
                    state=edge["state"],
                    organisations=edge["organisations"],
                    obstacles=edge["weight"],
                    port=top + PORT_STEP * position,
                )
