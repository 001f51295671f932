from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tracker.graph.circles import circles_of
from tracker.graph.closure import relation_of

RELATIONS = (
    st.integers(0, 6)
    .flatmap(lambda size: hnp.arrays(np.bool_, (size, size)))
    .map(lambda weights: relation_of(weights.astype(np.float64)))
)


def complete(size: int) -> np.ndarray:
    return relation_of(np.ones((size, size)))


@given(RELATIONS)
def test_they_are_all_there_are_and_in_order(related) -> None:
    size = len(related)
    expected = [
        [*circle]
        for length in range(2, size + 1)
        for circle in permutations(range(size), length)
        if circle[0] == min(circle)
        and all(related[a, b] for a, b in zip(circle, (*circle[1:], circle[0]), strict=True))
    ]

    circles = circles_of(related, number=1000)

    assert circles.rows == sorted(expected, key=lambda circle: (len(circle), circle))
    assert not circles.has_more


# Closed form: the sum over k of n! / (k (n - k)!).
@pytest.mark.parametrize(
    ("size", "length", "number"), [(3, 3, 5), (4, 4, 20), (5, 5, 84), (8, 8, 16064), (12, 4, 3476)]
)
def test_a_complete_relation_has_the_known_number(size, length, number) -> None:
    circles = circles_of(complete(size), length, 20_000)

    assert (len(circles.rows), circles.has_more) == (number, False)


def test_beyond_the_limit_the_shortest_are_given_and_more_are_announced() -> None:
    circles = circles_of(complete(60))

    assert len(circles.rows) == 200
    assert circles.has_more
    assert {len(circle) for circle in circles.rows} == {2}


def test_just_the_limit_is_not_more() -> None:
    assert not circles_of(complete(4), number=20).has_more
    assert circles_of(complete(4), number=19).has_more


def test_a_longer_circle_is_left_out() -> None:
    ring = nx.to_numpy_array(nx.cycle_graph(7, create_using=nx.DiGraph))

    assert circles_of(relation_of(ring)).rows == []
    assert circles_of(relation_of(ring), length=7).rows == [[0, 1, 2, 3, 4, 5, 6]]
