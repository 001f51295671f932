"""The structure of a directed relation: closure, levels, driving power and dependence.

Rows influence columns: ``weights[a, b] > 0`` where ``a`` influences ``b``. The diagonal counts for
nothing, since nothing holds itself up.

With ``R`` the reflexive transitive closure, interpretive structural modelling peels off, round by
round, the rows whose every successor by ``R`` among what is left is also a predecessor: the first
level is the top, driven by those below. J. N. Warfield, "Developing interconnection matrices in
structural modeling", IEEE Transactions on Systems, Man, and Cybernetics 4 (1974), 81-87. *Driving
power* is the row sum and *dependence* the column sum of ``R``; MICMAC divides the plane of the two
into four kinds: M. Godet, "Introduction to la prospective", Futures 18 (1986), 134-157.
"""

from enum import StrEnum

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Relation = NDArray[np.bool_]
"""A square matrix: whether the row influences the column."""


class InfluenceKind(StrEnum):
    """MICMAC's four kinds, by whether driving power and dependence exceed the middle."""

    AUTONOMOUS = "autonomous"
    DEPENDENT = "dependent"
    LINKAGE = "linkage"
    DRIVING = "driving"


_KINDS = {
    (False, False): InfluenceKind.AUTONOMOUS,
    (False, True): InfluenceKind.DEPENDENT,
    (True, True): InfluenceKind.LINKAGE,
    (True, False): InfluenceKind.DRIVING,
}


def relation_of(weights: NDArray[np.float64]) -> Relation:
    """Return which row influences which column, without the diagonal.

    >>> relation_of(np.array([[3, 0.5], [0, 1]])).tolist()
    [[False, True], [False, False]]
    """
    related: Relation = weights > 0
    np.fill_diagonal(related, 0)
    return related


def closure_of(related: Relation) -> Relation:
    """Return the reflexive transitive closure of a square relation.

    Each strongly connected component is one set of bits, joined with those of its successors: it
    takes time in proportion to the pairs related, not to the cube of the rows.

    >>> closure_of(np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)).astype(int).tolist()
    [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    """
    components = nx.condensation(graph_of(related))
    reached: dict[int, Relation] = {}
    closure = np.zeros_like(related)
    for component in reversed(list(nx.topological_sort(components))):
        members = list(components.nodes[component]["members"])
        row = np.zeros(len(related), dtype=np.bool_)
        row[members] = True
        for successor in components.successors(component):
            row |= reached[successor]
        reached[component] = row
        closure[members] = row
    return closure


def graph_of(related: Relation) -> "nx.DiGraph[int]":
    """Return the relation as a graph over the indices of its rows.

    >>> sorted(graph_of(np.array([[0, 1], [1, 0]], dtype=bool)).edges)
    [(0, 1), (1, 0)]
    """
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(related)))
    graph.add_edges_from(np.argwhere(related).tolist())
    return graph


def closure_added(related: Relation, closure: Relation) -> int:
    """Return how many links between two different rows only the closure has.

    >>> chain = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)
    >>> closure_added(chain, closure_of(chain))
    1
    """
    added = closure & ~related
    return int(added.sum() - np.diagonal(added).sum())


def levels_of(related: Relation) -> list[list[int]]:
    """Return the levels from the top, each the indices of its rows in ascending order.

    A level holds whole circles, so the level of a component is one below the lowest of those that
    it influences.

    >>> levels_of(np.array([[0, 1, 0], [1, 0, 1], [0, 0, 0]], dtype=bool))
    [[2], [0, 1]]
    """
    components = nx.condensation(graph_of(related))
    depths: dict[int, int] = {}
    for component in reversed(list(nx.topological_sort(components))):
        below = (depths[successor] + 1 for successor in components.successors(component))
        depths[component] = max(below, default=0)
    levels: list[list[int]] = [[] for _ in range(max(depths.values(), default=-1) + 1)]
    for component, depth in depths.items():
        levels[depth].extend(components.nodes[component]["members"])
    return [sorted(level) for level in levels]


def driving_power(closure: Relation) -> NDArray[np.int64]:
    """Return how many rows each row influences, directly or through others, itself included.

    >>> driving_power(np.array([[1, 1], [0, 1]], dtype=bool)).tolist()
    [2, 1]
    """
    powers: NDArray[np.int64] = closure.sum(axis=1, dtype=np.int64)
    return powers


def dependence(closure: Relation) -> NDArray[np.int64]:
    """Return how many rows influence each row, directly or through others, itself included.

    >>> dependence(np.array([[1, 1], [0, 1]], dtype=bool)).tolist()
    [1, 2]
    """
    dependences: NDArray[np.int64] = closure.sum(axis=0, dtype=np.int64)
    return dependences


def kinds_of(closure: Relation) -> list[InfluenceKind]:
    """Return MICMAC's kind of each row; the middle is halfway between 1 and the number of rows.

    >>> [str(kind) for kind in kinds_of(np.array([[1, 1, 1], [0, 1, 0], [0, 1, 1]], dtype=bool))]
    ['driving', 'dependent', 'autonomous']
    """
    middle = (len(closure) + 1) / 2
    return [
        _KINDS[bool(drives > middle), bool(depends > middle)]
        for drives, depends in zip(driving_power(closure), dependence(closure), strict=True)
    ]
