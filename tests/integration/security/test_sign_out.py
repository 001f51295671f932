"""Sign-out: the session is dead on the server, and not only forgotten by the browser."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from tests.browsing import Browser
from tracker.models import Person, StoredSession

Rows = Callable[[sa.Select[Any]], list[Any]]
Open = Callable[..., Browser]


def test_a_stolen_cookie_is_dead_after_sign_out(open_browser: Open, ann: Person) -> None:
    browser, thief = open_browser(ann), open_browser()
    thief.copy_session_of(browser)
    assert thief.is_signed_in()

    browser.post("/logout")

    assert not thief.is_signed_in()
    assert not browser.is_signed_in()


def test_sign_out_leaves_no_row_and_no_cookie(open_browser: Open, ann: Person, rows: Rows) -> None:
    browser = open_browser(ann)

    answer = browser.post("/logout")

    assert (answer.status_code, answer.location) == (302, "/login")
    assert rows(sa.select(StoredSession)) == []
    assert browser.cookie() is None


def test_sign_out_empties_what_the_browser_kept(open_browser: Open, ann: Person) -> None:
    answer = open_browser(ann).post("/logout")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_sign_out_touches_no_other_session(open_browser: Open, ann: Person) -> None:
    at_work, at_home = open_browser(ann), open_browser(ann)

    at_home.post("/logout")

    assert at_work.is_signed_in()


def test_to_sign_out_twice_does_no_harm(open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)
    browser.post("/logout")
    browser.get("/login")

    assert browser.post("/logout").location == "/login"


def test_one_may_sign_out_everywhere_else(open_browser: Open, ann: Person, rows: Rows) -> None:
    here, elsewhere, more = open_browser(ann), open_browser(ann), open_browser(ann)

    answer = here.post("/account/sign-out-elsewhere")

    assert (answer.status_code, answer.location) == (303, "/account")
    assert "signed out on all other devices" in here.get("/account").text
    assert [one.is_signed_in() for one in (here, elsewhere, more)] == [True, False, False]
    assert len(rows(sa.select(StoredSession))) == 1
