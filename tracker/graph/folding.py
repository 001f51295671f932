"""Reduce a large network to a readable size: group organisations and collapse barriers."""

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
BOXES_WITH_ROWS = 15
MAX_DISCS = 14
MIN_BARRIERS_TO_GROUP = 300
OTHERS = "*"
"""The id of the disc for the organisations that no other disc contains."""


@dataclass(frozen=True, slots=True)
class Remainder:
    """The shared barriers of one category that have no box of their own."""

    category: str
    barriers: int
    min_organisations: int
    max_organisations: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many barriers an organisation or a group meets, and how many only it meets."""

    barriers: int
    own: int


@dataclass(frozen=True, slots=True)
class Folding:
    """The reduced network: discs, boxes between them, and rows for the remaining barriers."""

    graph: nx.Graph
    boxes: tuple[Node, ...]
    rows: tuple[Remainder, ...]
    reach: dict[Node, Reach]


def folded(graph: nx.Graph) -> Folding:
    """Return the network reduced to a readable size; a small one is unchanged.

    Up to 18 shared barriers and 14 organisations are drawn singly. Beyond 18 barriers the 15 most
    widely shared keep their boxes and the rest become one row per category. From 300 shared
    barriers each category becomes one box. Beyond 14 organisations each country becomes one
    disc; in a single country each kind; if there is one kind too, the 13 that meet most barriers
    keep their discs and the others share one.

    >>> kent, medway = OrganisationNode("k", "Kent"), OrganisationNode("m", "Medway")
    >>> causes = [BarrierNode(str(n), f"Cause {n}", "Money") for n in range(19)]
    >>> met = [SharingEdge(o.id, b.id, "open") for o in (kent, medway) for b in causes]
    >>> folding = folded(sharing_graph([kent, medway], causes, met))
    >>> len(folding.boxes), folding.rows
    (15, (Remainder(category='Money', barriers=4, min_organisations=2, max_organisations=2),))
    """
    shared = shared_barriers(graph)
    discs, groups = _discs(graph)
    reach = {disc.node: _reach(graph, groups[disc.id]) for disc in discs}
    if len(shared) >= MIN_BARRIERS_TO_GROUP:
        graph = _by_category(graph, shared)
        shared = shared_barriers(graph)
    boxes = shared if len(shared) <= MAX_BOXES else shared[:BOXES_WITH_ROWS]
    rows = _remainders(graph, shared[len(boxes) :])
    drawn = _grouped(graph, discs, groups, boxes)
    return Folding(graph=drawn, boxes=tuple(boxes), rows=rows, reach=reach)


def _reach(graph: nx.Graph, members: Iterable[Node]) -> Reach:
    """Count the barriers that any of `members` meets."""
    barriers: set[Node] = set()
    own = 0
    for member in members:
        barriers.update(graph.adj[member])
        own += len(own_barriers(graph, member))
    return Reach(barriers=len(barriers), own=own)


def _by_category(graph: nx.Graph, shared: Sequence[Node]) -> nx.Graph:
    """Replace the shared barriers of each category by one node."""
    by_category: dict[str, list[Node]] = defaultdict(list)
    for barrier in shared:
        by_category[graph.nodes[barrier]["of"].category].append(barrier)
    categories = [
        BarrierNode(name, name, name, stands_for="category", barriers=len(members))
        for name, members in by_category.items()
    ]
    category_of = {barrier: name for name, members in by_category.items() for barrier in members}
    edges = [
        SharingEdge(
            node[1], category_of[barrier], edge["state"], edge["weight"], edge["organisations"]
        )
        for node in organisations_in(graph)
        for barrier, edge in graph.adj[node].items()
        if barrier in category_of
    ]
    return sharing_graph(_organisations_of(graph), categories, edges)


def _remainders(graph: nx.Graph, barriers: Iterable[Node]) -> tuple[Remainder, ...]:
    """Collapse the barriers without a box into one row per category, the largest first."""
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


def _organisations_of(graph: nx.Graph) -> list[OrganisationNode]:
    """Return the organisations and groups of `graph`."""
    return [graph.nodes[node]["of"] for node in organisations_in(graph)]


def _discs(graph: nx.Graph) -> tuple[list[OrganisationNode], dict[str, list[Node]]]:
    """Return the discs at the sides, and the organisations that each contains."""
    organisations = _organisations_of(graph)
    if len(organisations) <= MAX_DISCS:
        return organisations, {
            organisation.id: [organisation.node] for organisation in organisations
        }
    for group, name_of in _GROUPINGS:
        if len({name_of(organisation) for organisation in organisations}) > 1:
            return _groups(organisations, group, name_of)
    return _busiest(graph, organisations)


_GROUPINGS: tuple[tuple[str, Callable[[OrganisationNode], str]], ...] = (
    ("country", lambda organisation: organisation.country),
    ("kind", lambda organisation: organisation.kind),
)


def _groups(
    organisations: Sequence[OrganisationNode],
    group: str,
    name_of: Callable[[OrganisationNode], str],
) -> tuple[list[OrganisationNode], dict[str, list[Node]]]:
    """Group organisations by country or kind; the smallest groups beyond 13 share one disc.

    An organisation that would be alone in its group keeps its own disc.
    """
    members: dict[str, list[OrganisationNode]] = defaultdict(list)
    for organisation in organisations:
        members[name_of(organisation)].append(organisation)
    names = sorted(members, key=lambda name: (-len(members[name]), name))
    shown = names if len(names) <= MAX_DISCS else names[: MAX_DISCS - 1]
    discs = [
        _group(name, group, members[name]) if len(members[name]) > 1 else members[name][0]
        for name in shown
    ]
    nodes = {
        disc.id: [organisation.node for organisation in members[name]]
        for disc, name in zip(discs, shown, strict=True)
    }
    remaining = [organisation for name in names[len(shown) :] for organisation in members[name]]
    return _with_others(discs, nodes, remaining)


def _busiest(
    graph: nx.Graph, organisations: Sequence[OrganisationNode]
) -> tuple[list[OrganisationNode], dict[str, list[Node]]]:
    """Return discs of the organisations that meet most barriers, and one for the others."""
    ranked = sorted(
        organisations,
        key=lambda organisation: (-graph.degree(organisation.node), organisation.name.casefold()),
    )
    shown, remaining = ranked[: MAX_DISCS - 1], ranked[MAX_DISCS - 1 :]
    return _with_others(
        list(shown), {organisation.id: [organisation.node] for organisation in shown}, remaining
    )


def _with_others(
    discs: list[OrganisationNode],
    nodes: dict[str, list[Node]],
    remaining: Sequence[OrganisationNode],
) -> tuple[list[OrganisationNode], dict[str, list[Node]]]:
    """Add one disc for the organisations that no other disc contains."""
    if remaining:
        others = _group(OTHERS, "others", remaining)
        discs, nodes = (
            [*discs, others],
            {**nodes, OTHERS: [organisation.node for organisation in remaining]},
        )
    return discs, nodes


def _group(name: str, group: str, members: Sequence[OrganisationNode]) -> OrganisationNode:
    """Return the disc for `members`."""
    country = name if group == "country" else ""
    count = sum(organisation.members for organisation in members)
    label = "" if group == "others" else name
    return OrganisationNode(name, label, country, stands_for=group, members=count)


def _grouped(
    graph: nx.Graph,
    discs: Sequence[OrganisationNode],
    groups: dict[str, list[Node]],
    boxes: Sequence[Node],
) -> nx.Graph:
    """Return the graph of `discs` and `boxes`, each group with its least advanced state."""
    edges = []
    for disc in discs:
        member_edges: dict[Node, list[dict[str, Any]]] = defaultdict(list)
        for member in groups[disc.id]:
            for barrier, edge in graph.adj[member].items():
                member_edges[barrier].append(edge)
        edges += [
            _combined(disc.id, box, member_edges[box]) for box in boxes if box in member_edges
        ]
    things = [graph.nodes[box]["of"] for box in boxes]
    return sharing_graph(discs, things, edges)


def _combined(disc_id: str, box: Node, edges: Sequence[dict[str, Any]]) -> SharingEdge:
    """Return one edge for the members of a group that meet one barrier."""
    return SharingEdge(
        disc_id,
        box[1],
        least_advanced(edge["state"] for edge in edges),
        obstacles=sum(edge["weight"] for edge in edges),
        organisations=sum(edge["organisations"] for edge in edges),
    )
