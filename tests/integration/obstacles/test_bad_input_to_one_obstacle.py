"""Whatever is sent to an obstacle's forms is answered with a page, never with a failure."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.integration.conftest import AT

FIELDS = [
    "title",
    "visibility",
    "is_unnamed",
    "organisation",
    "details",
    "since",
    "categories",
    "level",
    "team",
    "people_supported",
    "staff_hours_a_week",
    "sickness_days_a_year",
    "budget_a_year",
    "budget_currency",
    "version",
    "act",
    "status",
    "reason",
    "look_again_on",
    "barrier",
    "other",
    "direction",
]
NASTY = [
    "\x00",
    "\ud7ff\ufffe",
    "٣ ٢٠١٨",
    "1" * 400,
    "9999-99-99",
    "0000-00-00",
    "99999-01-01",
    "' OR 1=1 --",
    "%s%n{0}{{7*7}}",
    "\u202egnp.exe",
    "accepted-as-immovable",
    "holds-up",
    "log",
    "partners",
    "1",
    "3 2018",
    "13 2018",
    "-1",
    "1e9",
    "NaN",
]
sent = st.lists(
    st.tuples(
        st.sampled_from(FIELDS),
        st.one_of(
            st.sampled_from(NASTY),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
        ),
    ),
    max_size=30,
)


@pytest.mark.parametrize("act", ["log", "edit", "status", "group", "hinder", "stop-hindering"])
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(fields=sent)
def test_no_form_fails_on_what_it_is_sent(kents, obstacle, act, fields):
    at = f"{AT}/log" if act == "log" else f"{AT}/{obstacle.reference}/{act}"

    answer = kents.post(at, data=MultiDict(fields))

    assert answer.status_code in {303, 404, 409, 422}


@pytest.fixture
def obstacle(make, kent):
    return make.obstacle(organisation=kent)


@pytest.mark.parametrize(
    "reference",
    ["TICC-ZZZZ", "x", "1", "999999999999999999999999", "TICC-7KQ4%00", "..%2f", "ł-2222"],
)
@pytest.mark.parametrize("page", ["", "/edit", "/logged", "/status", "/group", "/hinder"])
def test_an_unknown_reference_is_not_found(kents, reference, page):
    assert kents.get(f"{AT}/{reference}{page}").status_code == 404


def test_a_form_too_large_is_refused_with_a_page(kents):
    answer = kents.post(f"{AT}/log", data={"title": "x" * 2_000_000})

    assert answer.status_code == 413
