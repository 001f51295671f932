"""Vicious circles: the elementary circles of a directed relation, shortest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import networkx as nx

from tracker.graph.closure import Relation, graph_of

MAX_CIRCLE_LENGTH, MAX_CIRCLES = 6, 200

Successors = dict[int, list[int]]


@dataclass(frozen=True)
class Circles:
    """The first circles of a relation, shortest first, and whether there are more."""

    rows: list[list[int]]
    has_more: bool


def circles_of(
    related: Relation, length: int = MAX_CIRCLE_LENGTH, number: int = MAX_CIRCLES
) -> Circles:
    """Return the circles of up to `length` rows, at most `number`, shortest first.

    Each starts at its lowest index; circles of one length are in ascending order.

    >>> import numpy as np
    >>> circles_of(np.array([[0, 1, 0], [1, 0, 1], [1, 0, 0]], dtype=bool)).rows
    [[0, 1], [0, 1, 2]]
    """
    found: list[list[int]] = []
    successors = _within_components(graph_of(related))
    for size in range(2, length + 1):
        found.extend(islice(_of_size(successors, size), number + 1 - len(found)))
        if len(found) > number:
            break
    return Circles(found[:number], len(found) > number)


def _within_components(graph: "nx.DiGraph[int]") -> Successors:
    """Return the successors of each row in a circle, within its strongly connected component."""
    return {
        row: sorted(members & set(graph.successors(row)))
        for members in nx.strongly_connected_components(graph)
        if len(members) > 1
        for row in members
    }


def _of_size(successors: Successors, size: int) -> Iterator[list[int]]:
    """Yield the circles of exactly this size, in ascending order.

    A path is followed only while a walk of the right length may still lead back. The bounded search
    of networkx looks back from nowhere, so that 3,000 rows with 5 successors each took minutes.
    """
    predecessors: Successors = {row: [] for row in successors}
    for row in successors:
        for successor in successors[row]:
            predecessors[successor].append(row)
    for start in sorted(successors):
        steps_back = _steps_back(predecessors, start, size - 1)
        yield from _extended([start], size, successors, steps_back)


def _steps_back(predecessors: Successors, start: int, most: int) -> dict[int, int]:
    """Return by how many steps `start` is reached from each higher row, if by `most` or fewer."""
    steps, reached = {start: 0}, [start]
    for step in range(1, most + 1):
        next_rows = {row for one in reached for row in predecessors[one] if row > start}
        reached = [row for row in next_rows if row not in steps]
        steps.update(dict.fromkeys(reached, step))
    return steps


def _extended(
    path: list[int], size: int, successors: Successors, steps_back: dict[int, int]
) -> Iterator[list[int]]:
    if len(path) == size:  # The last row was followed because one step leads back from it.
        yield [*path]
        return
    for row in successors[path[-1]]:
        left = size - len(path)
        if row not in path and steps_back.get(row, size) <= left:
            path.append(row)
            yield from _extended(path, size, successors, steps_back)
            path.pop()
