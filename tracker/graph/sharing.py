"""The sharing graph: which organisation meets which barrier, and with which state."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import networkx as nx

State = Literal["open", "being-worked-on", "worked-round", "resolved", "accepted-as-immovable"]
STATES: tuple[State, ...] = get_args(State)
CLEARED_STATES: frozenset[State] = frozenset({"worked-round", "resolved"})
BLOCKING_STATES: frozenset[State] = frozenset({"open", "being-worked-on"})

Node = tuple[str, str]
"""The kind of a node (`organisation`, `barrier`, ...) and its id within that kind."""

_ADVANCE: dict[State, int] = {
    "open": 0,
    "being-worked-on": 1,
    "accepted-as-immovable": 2,
    "worked-round": 3,
    "resolved": 4,
}


@dataclass(frozen=True, slots=True)
class OrganisationNode:
    """An organisation, or a group of several that is drawn as one node.

    `stands_for` is the kind of the node: an `organisation`; a `country` or a `kind` of
    participation with `members` organisations in it; or the `others`, which belong to no group.
    """

    id: str
    name: str
    country: str = ""
    kind: str = ""
    stands_for: str = "organisation"
    members: int = 1

    @property
    def node(self) -> Node:
        """Return its node in the sharing graph."""
        return (self.stands_for, self.id)


@dataclass(frozen=True, slots=True)
class BarrierNode:
    """A barrier, or a `category` that represents `barriers` of them."""

    id: str
    title: str
    category: str = ""
    stands_for: str = "barrier"
    barriers: int = 1

    @property
    def node(self) -> Node:
        """Return its node in the sharing graph."""
        return (self.stands_for, self.id)


@dataclass(frozen=True, slots=True)
class SharingEdge:
    """The state of one organisation at one barrier.

    `obstacles` is the number it logged there, `organisations` how many of a group meet it.
    """

    organisation_id: str
    barrier_id: str
    state: State
    obstacles: int = 1
    organisations: int = 1


def least_advanced(states: Iterable[State]) -> State:
    """Return the state that is furthest from resolved.

    >>> least_advanced(["resolved", "open", "accepted-as-immovable"])
    'open'
    """
    return min(states, key=_ADVANCE.__getitem__)


def sharing_graph(
    organisations: Iterable[OrganisationNode],
    barriers: Iterable[BarrierNode],
    edges: Iterable[SharingEdge],
) -> nx.Graph:
    """Return the two-sided graph of organisations and the barriers they meet.

    Parameters
    ----------
    organisations, barriers
        Nodes, with `side` ``"organisation"`` or ``"barrier"`` and the given thing as `of`.
    edges
        An edge means that the organisation meets the barrier; it has `state`,
        `weight` (obstacles) and `organisations`. Several for one pair are joined: their
        obstacles add up, the least advanced state wins. An edge of an organisation or a barrier
        that is missing leaves no trace.

    >>> kent, barrier = OrganisationNode("k", "Kent"), BarrierNode("b", "Two sign-offs")
    >>> graph = sharing_graph([kent], [barrier], [SharingEdge("k", "b", "open", obstacles=3)])
    >>> graph[kent.node][barrier.node]["weight"]
    3
    """
    graph = nx.Graph()
    organisation_nodes, barrier_nodes = {}, {}
    for organisation in organisations:
        organisation_nodes[organisation.id] = organisation.node
        graph.add_node(organisation.node, side="organisation", of=organisation)
    for barrier in barriers:
        barrier_nodes[barrier.id] = barrier.node
        graph.add_node(barrier.node, side="barrier", of=barrier)
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for edge in edges:
        if edge.organisation_id in organisation_nodes and edge.barrier_id in barrier_nodes:
            _join(pairs, edge)
    graph.add_edges_from(
        (organisation_nodes[organisation_id], barrier_nodes[barrier_id], attributes)
        for (organisation_id, barrier_id), attributes in pairs.items()
    )
    return graph


def _join(pairs: dict[tuple[str, str], dict[str, Any]], edge: SharingEdge) -> None:
    """Add `edge` to the attributes of its pair."""
    pair = edge.organisation_id, edge.barrier_id
    attributes = pairs.get(pair)
    if attributes is None:
        pairs[pair] = {
            "state": edge.state,
            "weight": edge.obstacles,
            "organisations": edge.organisations,
        }
        return
    attributes["state"] = least_advanced([attributes["state"], edge.state])
    attributes["weight"] += edge.obstacles
    attributes["organisations"] = max(attributes["organisations"], edge.organisations)


def organisations_in(graph: nx.Graph) -> list[Node]:
    """Return the nodes of organisations, in the order given."""
    return [node for node, side in graph.nodes(data="side") if side == "organisation"]


def barriers_in(graph: nx.Graph) -> list[Node]:
    """Return the nodes of barriers, in the order given."""
    return [node for node, side in graph.nodes(data="side") if side == "barrier"]


def count_organisations(graph: nx.Graph, barrier: Node) -> int:
    """Return how many organisations meet `barrier`, including members of groups."""
    return sum(edge["organisations"] for edge in graph.adj[barrier].values())


def shared_barriers(graph: nx.Graph) -> list[Node]:
    """Return the barriers that two organisations or more meet, most widely shared first.

    Ties are sorted by title, so that no id reveals the order of creation.

    >>> graph = sharing_graph(
    ...     [OrganisationNode("k", "Kent"), OrganisationNode("m", "Medway")],
    ...     [BarrierNode("b", "Two sign-offs"), BarrierNode("c", "No core money")],
    ...     [SharingEdge(*pair, "open") for pair in ("kb", "mb", "kc")],
    ... )
    >>> shared_barriers(graph)
    [('barrier', 'b')]
    """
    counts = {barrier: count_organisations(graph, barrier) for barrier in barriers_in(graph)}
    shared = (barrier for barrier, count in counts.items() if count > 1)
    return sorted(shared, key=lambda barrier: (-counts[barrier], *_alphabetical(graph, barrier)))


def own_barriers(graph: nx.Graph, organisation: Node) -> list[Node]:
    """Return the barriers that only `organisation` meets, sorted by title."""
    alone = [
        barrier
        for barrier in graph.adj[organisation]
        if len(graph.adj[barrier]) == 1 and count_organisations(graph, barrier) == 1
    ]
    return sorted(alone, key=lambda barrier: _alphabetical(graph, barrier))


def _alphabetical(graph: nx.Graph, barrier: Node) -> tuple[str, str]:
    """Return the sort key of a barrier for ties."""
    return graph.nodes[barrier]["of"].title.casefold(), barrier[1]
