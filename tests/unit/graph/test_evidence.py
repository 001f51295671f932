"""What trials say for a workaround: outcomes, how many organisations, how recent, how near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.graph.evidence import HALF_LIFE_YEARS, TrialEvidence, strength

TRIALS = st.builds(
    TrialEvidence,
    organisation=st.sampled_from([None, "kent", "medway", "lille"]),
    outcome=st.sampled_from(["worked", "partly", "did-not", "too-early"]),
    years_ago=st.floats(-1, 50),
    is_same_level=st.booleans(),
    is_same_country=st.booleans(),
)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param([TrialEvidence("a", "worked")], [TrialEvidence("a", "partly")], id="outcome"),
        pytest.param([TrialEvidence("a", "partly")], [], id="partly beats unknown"),
        pytest.param([], [TrialEvidence("a", "did-not")], id="unknown beats failure"),
        pytest.param(
            [TrialEvidence("a", "worked"), TrialEvidence("b", "worked")],
            [TrialEvidence("a", "worked")],
            id="organisations",
        ),
        pytest.param(
            [TrialEvidence("a", "worked")],
            [TrialEvidence("a", "worked", years_ago=HALF_LIFE_YEARS)],
            id="recent",
        ),
        pytest.param(
            [TrialEvidence("a", "worked", is_same_level=True)],
            [TrialEvidence("a", "worked")],
            id="level",
        ),
        pytest.param(
            [TrialEvidence("a", "worked", is_same_country=True)],
            [TrialEvidence("a", "worked")],
            id="country",
        ),
        pytest.param(
            [TrialEvidence("a", "worked")],
            [TrialEvidence("a", "worked"), TrialEvidence("b", "did-not")],
            id="failure",
        ),
        pytest.param(
            [TrialEvidence("a", "did-not", years_ago=9)],
            [TrialEvidence("a", "did-not")],
            id="old failure",
        ),
        pytest.param(
            [TrialEvidence("a", "worked")], [TrialEvidence(None, "worked")], id="not to be counted"
        ),
    ],
)
def test_one_set_of_trials_speaks_more_strongly(better, worse) -> None:
    assert strength(better) > strength(worse)


def test_an_organisation_speaks_once_however_often_it_tries() -> None:
    assert strength([TrialEvidence("a", "worked")] * 5) == strength([TrialEvidence("a", "worked")])
    assert strength([TrialEvidence("a", "worked"), TrialEvidence("a", "did-not")]) == 0


def test_a_trial_to_come_weighs_no_more_than_one_of_today() -> None:
    assert TrialEvidence("a", "worked", years_ago=-3).weight == 1


@given(st.lists(TRIALS))
def test_it_stays_within_its_bounds_and_knows_no_order(trials) -> None:
    assert -1 < strength(trials) < 1
    assert strength(trials) == pytest.approx(strength(trials[::-1]))
