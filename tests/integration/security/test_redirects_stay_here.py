"""`next` leads to our own pages and nowhere else."""

from collections.abc import Callable
from urllib.parse import quote, unquote, urlencode

import pytest

from tests.browsing import PASSWORD, Browser
from tests.unit.sessions.test_safe_redirects import ELSEWHERE
from tracker.models import Person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Open = Callable[..., Browser]
NAMES = [quote(address) for address in ELSEWHERE]


@pytest.mark.parametrize("address", ELSEWHERE, ids=NAMES)
def test_a_sign_in_never_leads_away(browser: Browser, ann: Person, address: str) -> None:
    in_form, in_address = Browser(browser.client.application), browser

    by_form = in_form.sign_in(ann.email, next=address)
    in_address.get("/login")
    by_address = in_address.post(
        "/login?" + urlencode({"next": address}), {"email": ann.email, "password": PASSWORD}
    )

    assert (by_form.status_code, by_address.status_code) == (302, 302)
    assert is_ours(by_form.location)
    assert is_ours(by_address.location)


def is_ours(location: str | None) -> bool:
    return location is not None and (
        location.startswith("/") and not location.startswith(("//", "/\\")) and "\n" not in location
    )


@pytest.mark.parametrize("address", ELSEWHERE, ids=NAMES)
def test_a_sign_out_never_leads_away(open_browser: Open, ann: Person, address: str) -> None:
    browser = open_browser(ann)

    answer = browser.post("/logout?" + urlencode({"next": address}), {"next": address})

    assert is_ours(answer.location)


@pytest.mark.parametrize("address", ELSEWHERE, ids=NAMES)
def test_a_choice_of_theme_never_leads_away(browser: Browser, address: str) -> None:
    browser.get("/login")

    answer = browser.post("/preferences/theme", {"theme": "dark", "next": address})

    assert answer.location == "/"


def test_after_the_sign_in_one_is_where_one_meant_to_be(browser: Browser, ann: Person) -> None:
    asked = browser.get("/account?tab=sessions&q=a%20b")
    page = browser.get(asked.location or "")

    answer = browser.post(
        "/login",
        {"email": ann.email, "password": PASSWORD, "next": "/account?tab=sessions&q=a%20b"},
    )

    assert unquote(asked.location or "") == "/login?next=/account?tab=sessions&q=a%20b"
    assert 'value="/account?tab=sessions&amp;q=a%20b"' in page.text
    assert answer.location == "/account?tab=sessions&q=a%20b"
