import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tracker.graph.total_influence import scale_of, total_influence

WEIGHTS = st.integers(1, 6).flatmap(
    lambda size: hnp.arrays(np.float64, (size, size), elements=st.integers(0, 9))
)
# Published, of rounded weights: CRAN package dematel, medicaldevice (Celikbilek & Ozdemir 2020).
DEVICE = np.array(
    [[0, 2, 4, 3, 4], [3, 0, 2, 0, 0], [3, 3, 0, 0, 0], [3, 0, 4, 0, 2], [4, 0, 2, 0, 0]]
)


def test_published_figures() -> None:
    total = total_influence(DEVICE, scale=13)

    prominence = [4.860978, 2.43704, 3.603359, 2.658148, 2.738514]
    relation = [0.01399868, -0.14637765, -1.02666409, 1.07807102, 0.08097203]
    np.testing.assert_allclose(total.prominence, prominence, rtol=2e-5, atol=1e-5)
    np.testing.assert_allclose(total.relation, relation, rtol=2e-5, atol=1e-5)


def test_the_usual_scale_is_the_largest_sum_of_a_row_or_column() -> None:
    assert scale_of(DEVICE) == 13
    assert scale_of(DEVICE.T) == 13
    total, same = total_influence(DEVICE), total_influence(DEVICE, scale=13)
    assert (total.prominence == same.prominence).all()


@given(WEIGHTS)
def test_it_is_the_sum_over_paths_of_every_length(weights) -> None:
    scale = 2 * scale_of(weights) or 1
    np.fill_diagonal(weights, 0)
    summed, power = np.zeros_like(weights), np.eye(len(weights))
    for _ in range(60):
        power = power @ weights / scale
        summed += power

    total = total_influence(weights, scale)

    given, taken = summed.sum(axis=1), summed.sum(axis=0)
    np.testing.assert_allclose(total.prominence, given + taken, atol=1e-9)
    np.testing.assert_allclose(total.relation, given - taken, atol=1e-9)


@given(WEIGHTS, st.floats(0.1, 30))
def test_there_is_none_just_where_the_largest_root_is_one_or_more(weights, scale) -> None:
    np.fill_diagonal(weights, 0)
    root = max(abs(np.linalg.eigvals(weights / scale)), default=0)
    if abs(root - 1) > 1e-6:
        assert (total_influence(weights, scale) is None) == (root > 1)


@pytest.mark.parametrize(
    "weights",
    [
        [[0, 1], [1, 0]],
        [[0, 1, 2], [2, 0, 1], [1, 2, 0]],
        [[0, 0.1, 0.2], [0.2, 0, 0.1], [0.1, 0.2, 0]],
        [[0, 1, 0], [1, 0, 0], [0, 0, 0]],
    ],
)
def test_a_circle_whose_sums_all_reach_the_scale_has_none(weights) -> None:
    assert total_influence(np.array(weights)) is None


def test_nothing_and_what_is_not_related_have_no_influence() -> None:
    assert total_influence(np.zeros((0, 0))).prominence.tolist() == []
    assert total_influence(np.zeros((2, 2))).prominence.tolist() == [0, 0]
    assert total_influence(np.diag([3, 3])).prominence.tolist() == [0, 0]
