import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tracker.graph.crossings import crossing_counts, untangled

LINES = hnp.arrays(np.bool_, st.tuples(st.integers(1, 7), st.integers(1, 9)))


def crossings(met, order) -> int:
    ends = [
        (place, int(other)) for place, row in enumerate(order) for other in np.flatnonzero(met[row])
    ]
    return sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[i + 1 :])


@given(LINES)
def test_crossings_of_pairs_add_up_to_those_of_the_picture(met) -> None:
    counts = crossing_counts(met)

    above = sum(counts[u, v] for v in range(len(met)) for u in range(v))

    assert above == crossings(met, range(len(met)))


@given(LINES)
def test_untangling_never_adds_a_crossing_and_ends(met) -> None:
    column = list(range(len(met)))

    order = untangled(column, crossing_counts(met))

    assert sorted(order) == column
    assert crossings(met, order) <= crossings(met, column)
    assert untangled(order, crossing_counts(met[order])) == order


def test_nodes_of_different_rank_keep_their_places() -> None:
    crossed = crossing_counts(np.array([[False, True], [True, False]]))

    assert untangled(["a", "b"], crossed, {"a": 1, "b": 2}) == ["a", "b"]
    assert untangled(["a", "b"], crossed, {"a": 1, "b": 1}) == ["b", "a"]


def test_after_the_last_round_it_stops_where_it_is(monkeypatch) -> None:
    monkeypatch.setattr("tracker.graph.crossings.MAX_ROUNDS", 1)
    crossed = crossing_counts(np.eye(4, dtype=np.bool_)[::-1])

    assert untangled([3, 2, 1, 0], crossed) == [2, 1, 0, 3]
