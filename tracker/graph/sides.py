"""Who stands left and who right of the shared barriers, and in which order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from tracker.graph.crossings import crossing_counts, untangled
from tracker.graph.sharing import Node, count_organisations, organisations_in

_PASSES = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """The three columns of the picture, each from top to bottom."""

    left: list[Node]
    boxes: list[Node]
    right: list[Node]


def sides(graph: nx.Graph) -> tuple[list[Node], list[Node]]:
    """Divide the organisations into a left and a right side.

    Where they come from several countries, each country stays together: the largest stands
    left, each next one joins the side with fewer organisations. Else the two halves are those
    that share least with each other (Kernighan and Lin), the busiest organisation left.

    >>> from tracker.graph.sharing import OrganisationNode, sharing_graph
    >>> bodies = [OrganisationNode("k", "Kent", "UK"), OrganisationNode("m", "Medway", "UK"),
    ...           OrganisationNode("e", "Emmaus", "Belgium")]
    >>> sides(sharing_graph(bodies, [], []))
    ([('organisation', 'k'), ('organisation', 'm')], [('organisation', 'e')])
    """
    bodies = organisations_in(graph)
    countries: dict[str, list[Node]] = defaultdict(list)
    for body in sorted(bodies, key=lambda body: _alphabetical(graph, body)):
        countries[graph.nodes[body]["of"].country].append(body)
    single = len(countries) < 2 or any(kind != "organisation" for kind, _ in bodies)
    return _halves(graph, bodies) if single else _by_country(countries)


def columns(graph: nx.Graph, boxes: Sequence[Node]) -> Columns:
    """Order both sides, and boxes that as many organisations meet, for few crossings.

    Each side starts in the order of the middle of its barriers; then neighbours are swapped
    while crossings fall, on the sides and among equally shared boxes in turn.
    """
    left, right = sides(graph)
    ranks = {box: count_organisations(graph, box) for box in boxes}
    order = Columns(left, list(boxes), right)
    for _ in range(_PASSES):
        left, right = (_settled(graph, side, order.boxes) for side in (order.left, order.right))
        order = Columns(left, _settled_boxes(graph, order.boxes, left, right, ranks), right)
    return order


def _alphabetical(graph: nx.Graph, organisation: Node) -> tuple[str, str]:
    """Return what to sort an organisation by where nothing else tells two apart."""
    return graph.nodes[organisation]["of"].name.casefold(), organisation[1]


def _by_country(countries: Mapping[str, Sequence[Node]]) -> tuple[list[Node], list[Node]]:
    """Keep each country together, the largest left."""
    left: list[Node] = []
    right: list[Node] = []
    for country in sorted(countries, key=lambda name: (-len(countries[name]), name)):
        (left if len(left) <= len(right) else right).extend(countries[country])
    return left, right


def _halves(graph: nx.Graph, bodies: Iterable[Node]) -> tuple[list[Node], list[Node]]:
    """Halve a single country between those that share least."""
    ranked = sorted(bodies, key=lambda body: (-graph.degree(body), *_alphabetical(graph, body)))
    if len(ranked) < 3:
        return ranked[:1], ranked[1:]
    met = [set(graph.adj[body]) for body in ranked]
    common = nx.Graph()
    common.add_nodes_from(range(len(ranked)))
    common.add_weighted_edges_from(
        (one, other, len(met[one] & met[other]))
        for one in common
        for other in range(one)
        if met[one] & met[other]
    )
    start = (set(range(0, len(ranked), 2)), set(range(1, len(ranked), 2)))
    halves = nx.community.kernighan_lin_bisection(common, partition=start, seed=1)
    first = next(half for half in halves if 0 in half)
    return (
        [body for place, body in enumerate(ranked) if place in first],
        [body for place, body in enumerate(ranked) if place not in first],
    )


def _settled(graph: nx.Graph, side: Sequence[Node], boxes: Sequence[Node]) -> list[Node]:
    """Order one side after the places of its barriers among `boxes`."""
    met = _met(graph, side, boxes)
    places = np.arange(len(boxes))
    lines = met.sum(axis=1)
    middles = np.where(lines, met @ places / np.maximum(lines, 1), len(boxes))
    order = sorted(
        range(len(side)), key=lambda row: (middles[row], *_alphabetical(graph, side[row]))
    )
    return untangled([side[row] for row in order], crossing_counts(met[order]))


def _settled_boxes(
    graph: nx.Graph,
    boxes: Sequence[Node],
    left: Sequence[Node],
    right: Sequence[Node],
    ranks: Mapping[Node, int],
) -> list[Node]:
    """Order equally shared boxes after the places of their organisations on both sides."""
    at_left, at_right = (crossing_counts(_met(graph, boxes, side)) for side in (left, right))
    return untangled(boxes, at_left + at_right, ranks)


def _met(graph: nx.Graph, column: Sequence[Node], facing: Sequence[Node]) -> NDArray[np.bool_]:
    """Return which nodes of `column` (rows) have a line to which of `facing`."""
    met = np.zeros((len(column), len(facing)), dtype=np.bool_)
    places = {node: place for place, node in enumerate(facing)}
    for row, node in enumerate(column):
        for other in graph.adj[node]:
            if other in places:
                met[row, places[other]] = True
    return met
