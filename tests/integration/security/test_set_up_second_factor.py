"""Set up an authenticator app, and remove it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from pyotp import TOTP

from tests.browsing import Browser, codes_now
from tests.factories import Factory
from tracker.models import Person

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
PAGE = "/account/second-factor"


@pytest.fixture
def anns(open_browser: Open, ann: Person) -> Browser:
    """The browser of a contributor, who may have a second factor and need not."""
    return open_browser(ann)


def key_shown(browser: Browser) -> str:
    found = re.search(r"data-key>([^<]+)<", browser.get_proven(PAGE).text)
    assert found
    return re.sub(r"\W", "", found[1])


def set_up(browser: Browser) -> str:
    """Set an app up, and return its key."""
    key = key_shown(browser)
    answer = browser.post(PAGE, {"code": codes_now(key)[0]})
    assert answer.status_code == 303, answer.text
    return key


def test_the_apps_code_is_asked_for_from_then_on(
    anns: Browser, open_browser: Open, ann: Person
) -> None:
    key, other = set_up(anns), open_browser()

    other.sign_in(ann.email)
    assert not other.is_signed_in()
    other.send_code(key=key)
    assert other.is_signed_in()


def test_the_picture_and_the_text_stand_on_the_page(anns: Browser) -> None:
    page = anns.get_proven(PAGE).text

    assert 'src="data:image/svg+xml;base64,' in page
    assert len(key_shown(anns)) == 32


def test_the_key_stays_the_same_until_it_is_used(anns: Browser) -> None:
    first = key_shown(anns)
    anns.post(PAGE, {"code": "000000"})

    assert key_shown(anns) == first
    anns.post(PAGE, {"code": codes_now(first)[0]})
    assert key_shown(anns) != first


def test_a_wrong_code_sets_nothing_up(anns: Browser, rows: Rows) -> None:
    anns.get_proven(PAGE)

    answer = anns.post(PAGE, {"code": "000000"})

    assert "The code is wrong. Wait for the next code in your app" in answer.text
    assert rows(sa.select(Person.tf_primary_method)) == [None]


def test_the_database_holds_no_key_that_can_be_read(anns: Browser, rows: Rows) -> None:
    key = set_up(anns)

    (stored,) = rows(sa.select(Person.tf_totp_secret))

    assert key not in stored
    assert "enckey" in stored


def test_other_sessions_end(anns: Browser, open_browser: Open, ann: Person) -> None:
    other = open_browser(ann)

    set_up(anns)

    assert anns.is_signed_in()
    assert not other.is_signed_in()


def test_recovery_codes_are_offered_next(anns: Browser) -> None:
    answer = anns.post(PAGE, {"code": codes_now(key_shown(anns))[0]})

    assert answer.location == "/account/recovery-codes"


def test_the_account_tells_of_it(anns: Browser) -> None:
    assert "Set up an authenticator app" in anns.get("/account").text

    set_up(anns)

    assert "Remove the authenticator app" in anns.get("/account").text


def test_it_can_be_removed(anns: Browser, open_browser: Open, ann: Person) -> None:
    set_up(anns)

    answer = anns.post_proven(PAGE + "/remove")

    assert answer.location == "/account"
    assert "Authenticator app removed." in anns.get("/account").text
    assert open_browser(ann).is_signed_in()


def test_removing_ends_other_sessions(anns: Browser, open_browser: Open, ann: Person) -> None:
    key, other = set_up(anns), open_browser()
    other.sign_in(ann.email)
    other.send_code(key=key)

    anns.post_proven(PAGE + "/remove")

    assert anns.is_signed_in()
    assert not other.is_signed_in()


def test_what_is_not_there_cannot_be_removed(anns: Browser) -> None:
    anns.post_proven(PAGE + "/remove")

    assert "You have not set up an authenticator app." in anns.get("/account").text


def test_a_lead_cannot_be_without(open_browser: Open, make: Factory, rows: Rows) -> None:
    browser = open_browser(make.programme_lead(password="giraffe umbrella tin"))

    browser.post_proven(PAGE + "/remove")

    assert "Your role needs a second step to sign in." in browser.get("/account").text
    assert rows(sa.select(Person.tf_primary_method)) == ["authenticator"]


def test_pages_that_we_do_without_are_not_there(anns: Browser) -> None:
    for path in ("/tf-setup", "/tf-rescue", "/tf-select"):
        assert anns.get(path).status_code == 404
    assert anns.post("/tf-setup/xx").status_code == 404


def test_an_app_for_one_person_is_none_for_another(
    anns: Browser, open_browser: Open, make: Factory
) -> None:
    other = open_browser(make.contributor(password="giraffe umbrella tin"))

    assert key_shown(anns) != key_shown(other)
    code = TOTP(key_shown(anns)).now()
    assert other.post(PAGE, {"code": code}).status_code == 200
