"""A large network made small enough to read: groups for organisations, rows for barriers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from tracker.graph.sharing import (
    BarrierNode,
    Node,
    OrganisationNode,
    SharingEdge,
    count_organisations,
    least_advanced,
    organisations_in,
    own_barriers,
    shared_barriers,
    sharing_graph,
)

MAX_BOXES = 18
BOXES_BESIDE_ROWS = 15
MAX_DISCS = 14
MIN_BARRIERS_TO_GROUP = 300
OTHERS = "*"
"""The id of the disc for those that no other disc holds."""


@dataclass(frozen=True, slots=True)
class Remainder:
    """The shared barriers of one category that have no box of their own."""

    category: str
    barriers: int
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many barriers an organisation or a group meets, and how many nobody else does."""

    barriers: int
    own: int


@dataclass(frozen=True, slots=True)
class Folding:
    """What of a network is drawn: discs, boxes between them, and rows for the rest."""

    graph: nx.Graph
    boxes: tuple[Node, ...]
    rows: tuple[Remainder, ...]
    reach: dict[Node, Reach]


def folded(graph: nx.Graph) -> Folding:
    """Fold what is too much to read; leave a small network as it is.

    Up to 18 shared barriers and 14 organisations stay whole. Beyond 18 barriers the 15 most
    widely shared keep their boxes and the rest become one row a category. From 300 shared
    barriers each category becomes one box. Beyond 14 organisations each country becomes one
    disc; in a single country each kind; where that is one too, the 13 that meet most barriers
    stay and the others are one disc.

    >>> kent, medway = OrganisationNode("k", "Kent"), OrganisationNode("m", "Medway")
    >>> causes = [BarrierNode(str(n), f"Cause {n}", "Money") for n in range(19)]
    >>> met = [SharingEdge(o.id, b.id, "open") for o in (kent, medway) for b in causes]
    >>> folding = folded(sharing_graph([kent, medway], causes, met))
    >>> len(folding.boxes), folding.rows
    (15, (Remainder(category='Money', barriers=4, fewest=2, most=2),))
    """
    shared = shared_barriers(graph)
    discs, groups = _discs(graph)
    reach = {disc.node: _reach(graph, groups[disc.id]) for disc in discs}
    if len(shared) >= MIN_BARRIERS_TO_GROUP:
        graph = _by_category(graph, shared)
        shared = shared_barriers(graph)
    boxes = shared if len(shared) <= MAX_BOXES else shared[:BOXES_BESIDE_ROWS]
    rows = _remainders(graph, shared[len(boxes) :])
    drawn = _grouped(graph, discs, groups, boxes)
    return Folding(graph=drawn, boxes=tuple(boxes), rows=rows, reach=reach)


def _reach(graph: nx.Graph, members: Iterable[Node]) -> Reach:
    """Count the barriers that any of `members` meets."""
    met: set[Node] = set()
    own = 0
    for member in members:
        met.update(graph.adj[member])
        own += len(own_barriers(graph, member))
    return Reach(barriers=len(met), own=own)


def _by_category(graph: nx.Graph, shared: Sequence[Node]) -> nx.Graph:
    """Put one node for each category in the place of its shared barriers."""
    kinds: dict[str, list[Node]] = defaultdict(list)
    for barrier in shared:
        kinds[graph.nodes[barrier]["of"].category].append(barrier)
    categories = [
        BarrierNode(name, name, name, stands_for="category", barriers=len(members))
        for name, members in kinds.items()
    ]
    category_of = {barrier: name for name, members in kinds.items() for barrier in members}
    standings = [
        SharingEdge(node[1], category_of[barrier], met["state"], met["weight"], met["organisations"])
        for node in organisations_in(graph)
        for barrier, met in graph.adj[node].items()
        if barrier in category_of
    ]
    return sharing_graph(_bodies(graph), categories, standings)


def _remainders(graph: nx.Graph, barriers: Iterable[Node]) -> tuple[Remainder, ...]:
    """Close the barriers without a box into one row for each category, the longest first."""
    counts: dict[str, list[int]] = defaultdict(list)
    stands_for: dict[str, int] = defaultdict(int)
    for barrier in barriers:
        thing = graph.nodes[barrier]["of"]
        counts[thing.category].append(count_organisations(graph, barrier))
        stands_for[thing.category] += thing.barriers
    rows = (
        Remainder(name, stands_for[name], min(numbers), max(numbers))
        for name, numbers in counts.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.barriers, row.category.casefold())))


def _bodies(graph: nx.Graph) -> list[OrganisationNode]:
    """Return the organisations and groups of `graph`."""
    return [graph.nodes[node]["of"] for node in organisations_in(graph)]


def _discs(graph: nx.Graph) -> tuple[list[OrganisationNode], dict[str, list[Node]]]:
    """Return what stands at the sides, and which organisations each of them holds."""
    bodies = _bodies(graph)
    if len(bodies) <= MAX_DISCS:
        return bodies, {body.id: [body.node] for body in bodies}
    for group, name_of in _GROUPINGS:
        if len({name_of(body) for body in bodies}) > 1:
            return _groups(bodies, group, name_of)
    return _busiest(graph, bodies)


_GROUPINGS: tuple[tuple[str, Callable[[OrganisationNode], str]], ...] = (
    ("country", lambda body: body.country),
    ("kind", lambda body: body.kind),
)


def _groups(
    bodies: Sequence[OrganisationNode], group: str, name_of: Callable[[OrganisationNode], str]
) -> tuple[list[OrganisationNode], dict[str, list[Node]]]:
    """Gather `bodies` under their country or kind; the smallest beyond 13 go together.

    Who would be alone in a group stands as itself.
    """
    members: dict[str, list[OrganisationNode]] = defaultdict(list)
    for body in bodies:
        members[name_of(body)].append(body)
    names = sorted(members, key=lambda name: (-len(members[name]), name))
    kept = names if len(names) <= MAX_DISCS else names[: MAX_DISCS - 1]
    discs = [
        _group(name, group, members[name]) if len(members[name]) > 1 else members[name][0]
        for name in kept
    ]
    nodes = {
        disc.id: [body.node for body in members[name]]
        for disc, name in zip(discs, kept, strict=True)
    }
    left_over = [body for name in names[len(kept) :] for body in members[name]]
    return _with_others(discs, nodes, left_over)


def _busiest(
    graph: nx.Graph, bodies: Sequence[OrganisationNode]
) -> tuple[list[OrganisationNode], dict[str, list[Node]]]:
    """Keep the organisations that meet most barriers; gather the others."""
    ranked = sorted(bodies, key=lambda body: (-graph.degree(body.node), body.name.casefold()))
    kept, left_over = ranked[: MAX_DISCS - 1], ranked[MAX_DISCS - 1 :]
    return _with_others(list(kept), {body.id: [body.node] for body in kept}, left_over)


def _with_others(
    discs: list[OrganisationNode], nodes: dict[str, list[Node]], left_over: Sequence[OrganisationNode]
) -> tuple[list[OrganisationNode], dict[str, list[Node]]]:
    """Add one disc for those that no other disc holds."""
    if left_over:
        others = _group(OTHERS, "others", left_over)
        discs, nodes = [*discs, others], {**nodes, OTHERS: [body.node for body in left_over]}
    return discs, nodes


def _group(name: str, group: str, members: Sequence[OrganisationNode]) -> OrganisationNode:
    """Return the disc for `members`."""
    country = name if group == "country" else ""
    count = sum(body.members for body in members)
    called = "" if group == "others" else name
    return OrganisationNode(name, called, country, stands_for=group, members=count)


def _grouped(
    graph: nx.Graph,
    discs: Sequence[OrganisationNode],
    groups: dict[str, list[Node]],
    boxes: Sequence[Node],
) -> nx.Graph:
    """Return the graph of `discs` and `boxes`, each group standing as its furthest back."""
    standings = []
    for disc in discs:
        met: dict[Node, list[dict[str, Any]]] = defaultdict(list)
        for member in groups[disc.id]:
            for barrier, edge in graph.adj[member].items():
                met[barrier].append(edge)
        standings += [_standing(disc.id, box, met[box]) for box in boxes if box in met]
    things = [graph.nodes[box]["of"] for box in boxes]
    return sharing_graph(discs, things, standings)


def _standing(disc_id: str, box: Node, edges: Sequence[dict[str, Any]]) -> SharingEdge:
    """Sum up how it stands with the members of a group under one barrier."""
    return SharingEdge(
        disc_id,
        box[1],
        least_advanced(edge["state"] for edge in edges),
        obstacles=sum(edge["weight"] for edge in edges),
        organisations=sum(edge["organisations"] for edge in edges),
    )
