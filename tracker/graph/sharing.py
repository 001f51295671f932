"""The sharing graph: which organisation meets which barrier, and how it stands there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import networkx as nx

State = Literal["open", "being-worked-on", "worked-round", "resolved", "accepted-as-immovable"]
STATES: tuple[State, ...] = get_args(State)
CLEARED_STATES: frozenset[State] = frozenset({"worked-round", "resolved"})
BLOCKING_STATES: frozenset[State] = frozenset({"open", "being-worked-on"})

Node = tuple[str, str]
"""What a node is (`organisation`, `barrier`, ...) and its id among its like."""

_ADVANCE: dict[State, int] = {
    "open": 0,
    "being-worked-on": 1,
    "accepted-as-immovable": 2,
    "worked-round": 3,
    "resolved": 4,
}


@dataclass(frozen=True, slots=True)
class OrganisationNode:
    """One body taking part, or several drawn as one.

    `stands_for` says what the node is: an `organisation`; a `country` or a `kind` of
    participation with `members` organisations in it; or the `others`, whom no group names.
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
    """One cause that obstacles share, or a `category` that stands for `barriers` of them."""

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
    """How it stands with one organisation under one barrier.

    `obstacles` is how many it logged there, `organisations` how many of a group meet it.
    """

    organisation_id: str
    barrier_id: str
    state: State
    obstacles: int = 1
    organisations: int = 1


def least_advanced(states: Iterable[State]) -> State:
    """Return the state that is furthest from being past it.

    >>> least_advanced(["resolved", "open", "accepted-as-immovable"])
    'open'
    """
    return min(states, key=_ADVANCE.__getitem__)


def sharing_graph(
    organisations: Iterable[OrganisationNode],
    barriers: Iterable[BarrierNode],
    standings: Iterable[SharingEdge],
) -> nx.Graph:
    """Return the two-sided graph of organisations and the barriers they meet.

    Parameters
    ----------
    organisations, barriers
        Nodes, with `side` ``"organisation"`` or ``"barrier"`` and the given thing as `of`.
    standings
        Edges: an edge says that the organisation meets the barrier; it carries `state`,
        `weight` (obstacles) and `organisations`. Several for one pair are joined: their
        obstacles add up, the least advanced state stands. A standing of an organisation or
        a barrier that is not given leaves no trace.

    >>> kent, barrier = OrganisationNode("k", "Kent"), BarrierNode("b", "Two sign-offs")
    >>> graph = sharing_graph([kent], [barrier], [SharingEdge("k", "b", "open", obstacles=3)])
    >>> graph[kent.node][barrier.node]["weight"]
    3
    """
    graph = nx.Graph()
    bodies, causes = {}, {}
    for body in organisations:
        bodies[body.id] = body.node
        graph.add_node(body.node, side="organisation", of=body)
    for cause in barriers:
        causes[cause.id] = cause.node
        graph.add_node(cause.node, side="barrier", of=cause)
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for standing in standings:
        if standing.organisation_id in bodies and standing.barrier_id in causes:
            _join(pairs, standing)
    graph.add_edges_from((bodies[body], causes[cause], met) for (body, cause), met in pairs.items())
    return graph


def _join(pairs: dict[tuple[str, str], dict[str, Any]], standing: SharingEdge) -> None:
    """Add `standing` to what is known of its pair."""
    pair = standing.organisation_id, standing.barrier_id
    met = pairs.get(pair)
    if met is None:
        pairs[pair] = {
            "state": standing.state,
            "weight": standing.obstacles,
            "organisations": standing.organisations,
        }
        return
    met["state"] = least_advanced([met["state"], standing.state])
    met["weight"] += standing.obstacles
    met["organisations"] = max(met["organisations"], standing.organisations)


def organisations_in(graph: nx.Graph) -> list[Node]:
    """Return the nodes of organisations, in the order given."""
    return [node for node, side in graph.nodes(data="side") if side == "organisation"]


def barriers_in(graph: nx.Graph) -> list[Node]:
    """Return the nodes of barriers, in the order given."""
    return [node for node, side in graph.nodes(data="side") if side == "barrier"]


def count_organisations(graph: nx.Graph, barrier: Node) -> int:
    """Return how many organisations meet `barrier`, those within a group included."""
    return sum(met["organisations"] for met in graph.adj[barrier].values())


def shared_barriers(graph: nx.Graph) -> list[Node]:
    """Return the barriers that two organisations or more meet, most widely shared first.

    Ties stand in the order of their titles, so that no id tells when a thing was made.

    >>> graph = sharing_graph(
    ...     [OrganisationNode("k", "Kent"), OrganisationNode("m", "Medway")],
    ...     [BarrierNode("b", "Two sign-offs"), BarrierNode("c", "No core money")],
    ...     [SharingEdge("k", "b", "open"), SharingEdge("m", "b", "open"), SharingEdge("k", "c", "open")],
    ... )
    >>> shared_barriers(graph)
    [('barrier', 'b')]
    """
    counts = {barrier: count_organisations(graph, barrier) for barrier in barriers_in(graph)}
    shared = (barrier for barrier, count in counts.items() if count > 1)
    return sorted(shared, key=lambda barrier: (-counts[barrier], *_alphabetical(graph, barrier)))


def own_barriers(graph: nx.Graph, organisation: Node) -> list[Node]:
    """Return the barriers that `organisation` alone meets, in the order of their titles."""
    alone = [
        met
        for met in graph.adj[organisation]
        if len(graph.adj[met]) == 1 and count_organisations(graph, met) == 1
    ]
    return sorted(alone, key=lambda barrier: _alphabetical(graph, barrier))


def _alphabetical(graph: nx.Graph, barrier: Node) -> tuple[str, str]:
    """Return what to sort a barrier by where nothing else tells two apart."""
    return graph.nodes[barrier]["of"].title.casefold(), barrier[1]
