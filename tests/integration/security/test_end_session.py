"""One's own sessions: known by the browser that began them, and ended one by one."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tracker.models import Person, StoredSession
from tracker.sessions.store import handle_of

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
PHONE = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"


def ways_to_end(browser: Browser) -> list[str]:
    """The addresses behind the buttons of the account page."""
    return re.findall(r'action="(/account/sessions/[^"]+)"', browser.get("/account").text)


def test_one_session_ends_and_the_others_go_on(open_browser: Open, ann: Person) -> None:
    here, lost = open_browser(ann), open_browser(ann)
    (way,) = ways_to_end(here)
    third = open_browser(ann)

    answer = here.post(way)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert "You are signed out on that device." in here.get("/account").text
    assert [one.is_signed_in() for one in (here, lost, third)] == [True, False, True]


def test_this_browser_has_no_button(open_browser: Open, ann: Person) -> None:
    assert ways_to_end(open_browser(ann)) == []


def test_a_session_that_has_ended_is_not_there(open_browser: Open, ann: Person) -> None:
    here, _lost = open_browser(ann), open_browser(ann)
    (way,) = ways_to_end(here)
    here.post(way)

    assert here.post(way).status_code == 404


def test_somebody_elses_session_is_not_there(
    open_browser: Open, make: Factory, ann: Person, rows: Rows
) -> None:
    anns, bobs = open_browser(ann), open_browser(make.person(password=PASSWORD))
    (stored,) = rows(sa.select(StoredSession).where(StoredSession.person_id == ann.id))

    answer = bobs.post(f"/account/sessions/{handle_of(stored)}/end")

    assert answer.status_code == 404
    assert anns.is_signed_in()


def test_a_page_tells_neither_key_nor_its_hash(open_browser: Open, ann: Person, rows: Rows) -> None:
    here, other = open_browser(ann), open_browser(ann)

    page = here.get("/account").text

    for key_hash in rows(sa.select(StoredSession.key_hash)):
        assert key_hash[:16] not in page
    assert (other.cookie() or "?") not in page


def test_a_session_is_known_by_its_browser(served: Flask, open_browser: Open, ann: Person) -> None:
    phone = Browser(served)
    phone.client.environ_base["HTTP_USER_AGENT"] = PHONE
    phone.sign_in(ann.email)

    page = open_browser(ann).get("/account").text

    assert "Firefox on Android" in page
    assert "Gecko" not in page


@pytest.mark.parametrize(
    ("said", "shown"),
    [("Mozilla/5.0 (Windows NT 10.0)", ">Windows<"), ("<script>x</script> Firefox/1", ">Firefox<")],
)
def test_what_a_browser_does_not_tell_is_left_out(
    served: Flask, ann: Person, said: str, shown: str
) -> None:
    browser = Browser(served)
    browser.client.environ_base["HTTP_USER_AGENT"] = said
    browser.sign_in(ann.email)

    page = browser.get("/account").text

    assert shown in page
    assert "<script>x" not in page
    assert ">None<" not in page
    assert "on None" not in page
