"""Crossing minimisation between two columns of nodes."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=Hashable)

MAX_ROUNDS = 200


def crossing_counts(edges: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count, for each two nodes of a column, the crossings of their lines.

    Parameters
    ----------
    edges
        The biadjacency matrix: a row for each node of the column, a column for each node of the
        facing column, true if there is a line.

    Returns
    -------
    NDArray
        ``counts[u, v]``: how many lines of `u` cross lines of `v` if `u` is above `v`.

    >>> crossing_counts(np.array([[False, True], [True, False]])).tolist()
    [[0, 1], [0, 0]]
    """
    lines = edges.astype(np.int64)
    above = lines.cumsum(axis=1) - lines
    counts: NDArray[np.int64] = lines @ above.T
    return counts


def untangled(
    column: Sequence[T],
    counts: NDArray[np.int64],
    ranks: Mapping[T, int] | None = None,
) -> list[T]:
    """Return `column` with neighbours swapped while that removes crossings.

    Every swap leaves fewer crossings, so it ends; it stops after `MAX_ROUNDS` in any case.

    Parameters
    ----------
    column
        The nodes from top to bottom, in the order of the rows of `counts`.
    counts
        As `crossing_counts` returns it; several may be added up.
    ranks
        If given, only neighbours of the same rank are swapped.

    >>> untangled(["a", "b"], crossing_counts(np.array([[False, True], [True, False]])))
    ['b', 'a']
    """
    gains = (counts - counts.T).tolist()
    order = list(range(len(column)))
    may_swap = [0] * len(column) if ranks is None else [ranks[node] for node in column]
    for _ in range(MAX_ROUNDS):
        swapped = False
        for index in range(len(order) - 1):
            upper, lower = order[index], order[index + 1]
            if gains[upper][lower] > 0 and may_swap[upper] == may_swap[lower]:
                order[index : index + 2] = lower, upper
                swapped = True
        if not swapped:
            break
    return [column[index] for index in order]
