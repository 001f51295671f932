"""Whatever stands in the address, the list answers, and shows nothing it would not show."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import titles
from tracker.register.criteria import FILTERS, Sort

pytestmark = pytest.mark.on_postgresql


NAMES = st.sampled_from([*FILTERS, "q", "sort", "page", "drafts", "slug"])
VALUES = st.one_of(
    st.sampled_from(
        ["open", "yes", "no", "kent", "team", *Sort, "1", "0", "-1", "1e9", "%", "\x00"]
    ),
    st.text(max_size=60),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=6), ending=st.sampled_from(["", ".csv"]))
@example(pairs=[("q", "\x00"), ("status", "\x00"), ("page", "²")], ending="")
@example(pairs=[("q", "\U0010ffff a"), ("category", "\U0010ffff")], ending="")
def test_no_question_fails(kents: FlaskClient, pairs: list[tuple[str, str]], ending: str) -> None:
    asked = "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in pairs)

    answer = kents.get(f"{AT}{ending}?{asked}")

    assert answer.status_code in ({200} if not ending else {200, 404})


@pytest.mark.parametrize(
    "asked",
    [
        "?status=open&" + "&".join(f"category=nothing-{place}" for place in range(3000)),
        "?q=%ff%fe",
        "?status=%f0%28%8c%28",
        "?status[]=open",
        "?q=" + "(zz%2b)%2b%24" * 900,
        "?page=1&page=2",
    ],
)
def test_odd_addresses_are_answered(make: Factory, kents: FlaskClient, asked: str) -> None:
    make.obstacle("No mandate")

    answer = kents.get(f"{AT}{asked}")

    names_nothing = "q=" in asked or "nothing" in asked or "status=%f0" in asked
    assert titles(answer) == ([] if names_nothing else ["No mandate"])
    assert answer.data.count(b"nothing-2999") <= 1
