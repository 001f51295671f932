import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.graph.codes import codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kent Community Health NHS Foundation Trust", "KCH"),
        ("Medway", "MED"),
        ("La Vie Active", "VA"),
        ("United Kingdom", "UK"),
        ("Ö", "Ö"),
        ("!?", "X"),
    ],
)
def test_a_code_reminds_of_its_name(name, code) -> None:
    assert codes({"1": name}) == {"1": code}


@given(st.lists(st.sampled_from(["Kent", "Kent", "Kentish Town", "", "ADMR", "Admiral"])))
def test_no_two_codes_are_alike(names) -> None:
    given_codes = codes({str(n): name for n, name in enumerate(names)})

    assert len(set(given_codes.values())) == len(names)
    assert all(len(code) <= 4 for code in given_codes.values())
