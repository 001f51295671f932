"""Whatever an address asks is answered soon, with a page, and with headers of our own alone."""

import time
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.browsing import Browser
from tests.factories import Factory
from tests.integration.security.every_rule import Things, make_things
from tests.integration.security.forms_of_pages import make_leader, pages

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.unmeasured,
]
Open = Callable[..., Browser]
NAMES = "q category organisation level status shared workaround sort page obstacle depth filename"


@pytest.fixture
def things(make: Factory) -> Things:
    return make_things(make)


@pytest.fixture
def ask(things: Things, make: Factory, open_browser: Open) -> Callable[[str], list[TestResponse]]:
    """Ask every page with this text in each of its questions."""
    browser = open_browser(make_leader(make))

    def ask_all(text: str) -> list[TestResponse]:
        query = "?" + "&".join(f"{name}={text}" for name in NAMES.split())
        return [answer for _, answer in pages(browser, things, query)]

    return ask_all


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a<h1>", id="headers"),
        pytest.param("%00%1b%ff%ef%bb%bf", id="controls"),
        pytest.param("' OR '1'='1' --", id="SQL"),
        pytest.param("%25_%22*(NEAR NOT^", id="wildcards and operators"),
        pytest.param("9" * 400, id="a huge number"),
        pytest.param("../../../../etc/passwd%00", id="a path"),
        pytest.param("{{7*'7'}}", id="a template"),
        pytest.param("1&q=2&page=3&organisation=4&sort=5&q=", id="questions asked twice"),
    ],
)
def test_no_page_fails_on_what_it_is_asked(
    ask: Callable[[str], list[TestResponse]], text: str
) -> None:
    answers = ask(text)

    assert len(answers) >= 40
    assert [one.request.path for one in answers if one.status_code >= 500] == []
    assert [one.request.path for one in answers if "evil" in str(one.headers)] == []
    assert [one.request.path for one in answers if b"7777777" in one.data] == []


def test_a_search_that_would_tie_a_pattern_in_knots_is_answered_at_once(
    open_browser: Open, make: Factory, things: Things
) -> None:
    browser = open_browser(make_leader(make))
    text = "(a%2b)%2b$" + "a" * 50_000
    took = []

    for page in ("obstacles", "workarounds"):
        began = time.process_time()
        assert browser.get(f"/programmes/{things.slug}/{page}?q={text}").status_code == 200
        took.append(time.process_time() - began)

    assert max(took) < 1
