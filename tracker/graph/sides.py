"""Layout of organisations left and right of the shared barriers, with few crossings."""

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

    If they come from several countries, each country stays together: the largest is on the
    left, each next one joins the side with fewer organisations. Else the two halves are those
    that share least with each other (Kernighan and Lin), the busiest organisation left.

    >>> from tracker.graph.sharing import OrganisationNode, sharing_graph
    >>> organisations = [OrganisationNode("k", "Kent", "UK"), OrganisationNode("m", "Medway", "UK"),
    ...           OrganisationNode("e", "Emmaus", "Belgium")]
    >>> sides(sharing_graph(organisations, [], []))
    ([('organisation', 'k'), ('organisation', 'm')], [('organisation', 'e')])
    """
    organisations = organisations_in(graph)
    countries: dict[str, list[Node]] = defaultdict(list)
    for organisation in sorted(
        organisations, key=lambda organisation: _alphabetical(graph, organisation)
    ):
        countries[graph.nodes[organisation]["of"].country].append(organisation)
    single = len(countries) < 2 or any(kind != "organisation" for kind, _ in organisations)
    return _halves(graph, organisations) if single else _by_country(countries)


def columns(graph: nx.Graph, boxes: Sequence[Node]) -> Columns:
    """Return both sides and the boxes, ordered for few crossings; boxes stay in rank order.

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
    """Return the sort key of an organisation for ties."""
    return graph.nodes[organisation]["of"].name.casefold(), organisation[1]


def _by_country(countries: Mapping[str, Sequence[Node]]) -> tuple[list[Node], list[Node]]:
    """Keep each country together, the largest left."""
    left: list[Node] = []
    right: list[Node] = []
    for country in sorted(countries, key=lambda name: (-len(countries[name]), name)):
        (left if len(left) <= len(right) else right).extend(countries[country])
    return left, right


def _halves(graph: nx.Graph, organisations: Iterable[Node]) -> tuple[list[Node], list[Node]]:
    """Halve a single country between those that share least."""
    ranked = sorted(
        organisations,
        key=lambda organisation: (-graph.degree(organisation), *_alphabetical(graph, organisation)),
    )
    if len(ranked) < 3:
        return ranked[:1], ranked[1:]
    barriers = [set(graph.adj[organisation]) for organisation in ranked]
    common = nx.Graph()
    common.add_nodes_from(range(len(ranked)))
    common.add_weighted_edges_from(
        (first, second, len(barriers[first] & barriers[second]))
        for first in common
        for second in range(first)
        if barriers[first] & barriers[second]
    )
    start = (set(range(0, len(ranked), 2)), set(range(1, len(ranked), 2)))
    halves = nx.community.kernighan_lin_bisection(common, partition=start, seed=1)
    left = next(half for half in halves if 0 in half)
    return (
        [organisation for index, organisation in enumerate(ranked) if index in left],
        [organisation for index, organisation in enumerate(ranked) if index not in left],
    )


def _settled(graph: nx.Graph, side: Sequence[Node], boxes: Sequence[Node]) -> list[Node]:
    """Return one side ordered by the mean position of its barriers among `boxes`."""
    edges = _edges(graph, side, boxes)
    positions = np.arange(len(boxes))
    lines = edges.sum(axis=1)
    means = np.where(lines, edges @ positions / np.maximum(lines, 1), len(boxes))
    order = sorted(range(len(side)), key=lambda row: (means[row], *_alphabetical(graph, side[row])))
    return untangled([side[row] for row in order], crossing_counts(edges[order]))


def _settled_boxes(
    graph: nx.Graph,
    boxes: Sequence[Node],
    left: Sequence[Node],
    right: Sequence[Node],
    ranks: Mapping[Node, int],
) -> list[Node]:
    """Return equally shared boxes ordered by the positions of their organisations on both sides."""
    at_left, at_right = (crossing_counts(_edges(graph, boxes, side)) for side in (left, right))
    return untangled(boxes, at_left + at_right, ranks)


def _edges(graph: nx.Graph, column: Sequence[Node], facing: Sequence[Node]) -> NDArray[np.bool_]:
    """Return the biadjacency matrix of `column` (rows) and `facing` (columns)."""
    edges = np.zeros((len(column), len(facing)), dtype=np.bool_)
    positions = {node: index for index, node in enumerate(facing)}
    for row, node in enumerate(column):
        for other in graph.adj[node]:
            if other in positions:
                edges[row, positions[other]] = True
    return edges
