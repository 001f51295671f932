"""What trials say for a workaround: outcomes, how many organisations, how recent, how near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.graph.evidence import HALVED_AFTER, Trial, strength

TRIALS = st.builds(
    Trial,
    organisation=st.sampled_from([None, "kent", "medway", "lille"]),
    outcome=st.sampled_from(["worked", "partly", "did-not", "too-early"]),
    years_ago=st.floats(-1, 50),
    is_same_level=st.booleans(),
    is_same_country=st.booleans(),
)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param([Trial("a", "worked")], [Trial("a", "partly")], id="outcome"),
        pytest.param([Trial("a", "partly")], [], id="partly beats unknown"),
        pytest.param([], [Trial("a", "did-not")], id="unknown beats failure"),
        pytest.param(
            [Trial("a", "worked"), Trial("b", "worked")], [Trial("a", "worked")], id="organisations"
        ),
        pytest.param(
            [Trial("a", "worked")], [Trial("a", "worked", years_ago=HALVED_AFTER)], id="recent"
        ),
        pytest.param(
            [Trial("a", "worked", is_same_level=True)], [Trial("a", "worked")], id="level"
        ),
        pytest.param(
            [Trial("a", "worked", is_same_country=True)], [Trial("a", "worked")], id="country"
        ),
        pytest.param(
            [Trial("a", "worked")], [Trial("a", "worked"), Trial("b", "did-not")], id="failure"
        ),
        pytest.param(
            [Trial("a", "did-not", years_ago=9)], [Trial("a", "did-not")], id="old failure"
        ),
        pytest.param([Trial("a", "worked")], [Trial(None, "worked")], id="not to be counted"),
    ],
)
def test_one_set_of_trials_speaks_more_strongly(better, worse) -> None:
    assert strength(better) > strength(worse)


def test_an_organisation_speaks_once_however_often_it_tries() -> None:
    assert strength([Trial("a", "worked")] * 5) == strength([Trial("a", "worked")])
    assert strength([Trial("a", "worked"), Trial("a", "did-not")]) == 0


def test_a_trial_to_come_weighs_no_more_than_one_of_today() -> None:
    assert Trial("a", "worked", years_ago=-3).weight == 1


@given(st.lists(TRIALS))
def test_it_stays_within_its_bounds_and_knows_no_order(trials) -> None:
    assert -1 < strength(trials) < 1
    assert strength(trials) == pytest.approx(strength(trials[::-1]))
