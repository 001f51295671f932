import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tracker.graph.overlap import overlap

COUNTS = hnp.arrays(
    np.int64, st.tuples(st.integers(2, 6), st.integers(1, 8)), elements=st.integers(0, 20)
)


def logged(size: int, profile: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """What an organisation logs that meets barriers as `profile` says."""
    return random.multinomial(size, profile)


@given(COUNTS, st.integers(2, 1000))
def test_logging_everything_many_times_over_changes_nothing(counts, times) -> None:
    larger = counts.copy()
    larger[0] *= times

    np.testing.assert_allclose(overlap(larger), overlap(counts), rtol=1e-9)


def test_sheer_size_shares_more_barriers_but_overlaps_no_more() -> None:
    random = np.random.default_rng(1)
    profile = random.dirichlet(np.ones(60))
    sizes = np.repeat([30, 300, 3000], 40)

    counts = np.array([logged(size, profile, random) for size in sizes])

    figures, met = overlap(counts), (counts > 0).astype(int)
    small, large = slice(0, 40), slice(80, 120)
    assert (met @ met.T)[large, large].mean() > 2 * (met @ met.T)[small, small].mean()
    assert np.nanmean(figures[small, small]) == pytest.approx(1, abs=0.05)
    assert np.nanmean(figures[large, large]) == pytest.approx(1, abs=0.05)


def test_where_all_share_everything_the_like_still_stand_out() -> None:
    random = np.random.default_rng(2)
    clinics, councils = random.dirichlet(np.ones(20), size=2)
    profiles = [clinics] * 3 + [councils] * 3
    counts = np.array([logged(1700, profile, random) + 1 for profile in profiles])

    figures = overlap(counts)

    assert (counts > 0).all()
    assert np.nanmin(figures[:3, :3]) > figures[:3, 3:].max()


@given(COUNTS)
def test_the_usual_pair_is_one_and_nobody_is_compared_with_itself(counts) -> None:
    figures = overlap(counts)

    known = figures[~np.isnan(figures)]
    assert np.isnan(np.diag(figures)).all()
    assert not known.any() or known.mean() == pytest.approx(1)
    np.testing.assert_array_equal(figures, figures.T)


def test_of_an_organisation_without_barriers_nothing_can_be_said() -> None:
    figures = overlap(np.array([[1, 0], [1, 0], [0, 0]]))

    assert np.isnan(figures[2]).all()
    assert figures[0, 1] == 1


def test_where_nobody_shares_anything_every_overlap_is_nought() -> None:
    assert overlap(np.eye(3, dtype=np.int64))[0, 1] == 0


def test_a_thousand_organisations_and_five_hundred_barriers_are_compared_at_once() -> None:
    counts = np.random.default_rng(3).poisson(0.2, (1000, 500))

    assert overlap(counts).shape == (1000, 1000)
