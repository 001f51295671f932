from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tracker.graph.closure import (
    InfluenceKind,
    closure_added,
    closure_of,
    dependence,
    driving_power,
    graph_of,
    kinds_of,
    levels_of,
    relation_of,
)

RELATIONS = (
    st.integers(0, 7)
    .flatmap(lambda size: hnp.arrays(np.bool_, (size, size)))
    .map(lambda weights: relation_of(weights.astype(np.float64)))
)

PUBLISHED = [
    pytest.param(
        "11111 01111 00100 01111 01101",
        [5, 4, 1, 4, 4],
        [1, 4, 5, 4, 4],
        [[3], [2, 4, 5], [1]],
        id="CRAN package ISM 0.1.0 (Anand & Bansal 2017)",
    ),
    pytest.param(
        "0111 1010 0001 0000",
        [4, 4, 2, 1],
        [2, 2, 3, 4],
        [[4], [3], [1, 2]],
        id="Chainplain/Interpretive-Structure-Model-with-MICMAC, test.xlsx",
    ),
]


def relation(rows: str) -> np.ndarray:
    """Return the relation written as rows of digits."""
    return relation_of(np.array([[float(digit) for digit in row] for row in rows.split()]))


@pytest.mark.parametrize(("rows", "driving", "depends", "levels"), PUBLISHED)
def test_published_figures(rows, driving, depends, levels) -> None:
    related = relation(rows)
    closure = closure_of(related)

    assert driving_power(closure).tolist() == driving
    assert dependence(closure).tolist() == depends
    assert [[row + 1 for row in level] for level in levels_of(related)] == levels


@given(RELATIONS)
def test_the_closure_holds_what_a_path_reaches(related) -> None:
    graph = graph_of(related)

    closure = closure_of(related)

    pairs = product(range(len(related)), repeat=2)
    assert all(closure[pair] == nx.has_path(graph, *pair) for pair in pairs)


@given(RELATIONS)
def test_the_levels_are_those_of_the_rounds_of_warfield(related) -> None:
    closure = closure_of(related)
    left = set(range(len(related)))
    rounds = []
    while left:
        top = {
            row
            for row in left
            if {other for other in left if closure[row, other]}
            <= {other for other in left if closure[other, row]}
        }
        rounds.append(sorted(top))
        left -= top

    assert levels_of(related) == rounds


@given(RELATIONS)
def test_the_closure_of_a_closure_adds_nothing(related) -> None:
    closure = closure_of(related)

    assert closure_added(relation_of(closure.astype(np.float64)), closure_of(closure)) == 0
    assert (closure_of(closure) == closure).all()


def test_a_weight_of_something_on_itself_is_no_influence() -> None:
    assert levels_of(relation("10 01")) == [[0, 1]]
    assert driving_power(closure_of(relation("10 01"))).tolist() == [1, 1]


def test_nothing_has_no_levels() -> None:
    empty = relation_of(np.zeros((0, 0)))

    assert closure_of(empty).shape == (0, 0)
    assert levels_of(empty) == []
    assert kinds_of(empty) == []


def test_who_all_hang_together_are_linkage_and_who_stand_alone_autonomous() -> None:
    assert set(kinds_of(closure_of(relation("0100 0010 0001 1000")))) == {InfluenceKind.LINKAGE}
    assert set(kinds_of(closure_of(relation("0000 0000 0000 0000")))) == {InfluenceKind.AUTONOMOUS}
