"""To change one's password: what is asked, and what ends."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.browsing import PASSWORD, Browser
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Person, Programme, StoredSession
from tracker.sessions.store import hash_of

Open = Callable[..., Browser]
FormSent = tuple[str, dict[str, str]]
Rows = Callable[[sa.Select[Any]], list[Any]]
NEW = "quiet canal bicycle"


def change(browser: Browser, now: str = PASSWORD, new: str = NEW, again: str = "") -> TestResponse:
    browser.get("/change")
    return browser.post(
        "/change",
        {"password": now, "new_password": new, "new_password_confirm": again or new},
    )


def test_the_new_password_counts_and_the_old_no_more(
    open_browser: Open, ann: Person, rows: Rows
) -> None:
    answer = change(open_browser(ann))

    assert (answer.status_code, answer.location) == (302, "/account")
    assert not is_taken(open_browser(), ann, PASSWORD)
    assert is_taken(open_browser(), ann, NEW)
    assert rows(sa.select(Person.password))[0].startswith("$argon2id$")


def is_taken(browser: Browser, person: Person, password: str) -> bool:
    browser.sign_in(person.email, password)
    return browser.is_signed_in()


def test_of_the_sessions_before_no_row_is_left(open_browser: Open, ann: Person, rows: Rows) -> None:
    here = open_browser(ann)
    open_browser(ann)

    change(here)

    assert rows(sa.select(StoredSession.key_hash)) == [hash_of(here.cookie() or "")]


def test_other_sessions_end_and_this_one_goes_on_under_a_new_key(
    open_browser: Open, ann: Person
) -> None:
    here, elsewhere, thief = open_browser(ann), open_browser(ann), open_browser()
    thief.copy_session_of(here)

    change(here)

    assert "signed out on all other devices" in here.get("/account").text
    assert [one.is_signed_in() for one in (here, elsewhere, thief)] == [True, False, False]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param(
            {"now": "a wrong password"}, "The password is wrong. Try again", id="not the password"
        ),
        pytest.param({"new": PASSWORD}, "This is your current password.", id="the same again"),
        pytest.param({"again": NEW + "s"}, "The passwords do not match.", id="mistyped"),
        pytest.param({"new": "short one"}, "12 characters", id="too short"),
        pytest.param({"new": "password1234"}, "This password is easy to guess", id="too common"),
        pytest.param({"new": "x7" * 101}, "200", id="too long"),
    ],
)
def test_a_refusal_says_what_to_do(
    open_browser: Open, ann: Person, fields: dict[str, str], sentence: str
) -> None:
    browser = open_browser(ann)

    answer = change(browser, **fields)

    assert answer.status_code == 200
    assert sentence in answer.text
    assert is_taken(open_browser(), ann, PASSWORD)


def test_names_around_the_person_are_no_password(
    open_browser: Open, ann: Person, rows: Rows
) -> None:
    (programme,) = rows(sa.select(Programme.full_name))

    answer = change(open_browser(ann), new=programme + " 2026")

    assert "This password is easy to guess" in answer.text


def test_a_stranger_is_asked_to_sign_in(browser: Browser) -> None:
    assert browser.get("/change").location == "/login?next=/change"


class SlowCheck:
    """A check of a password that waits until it may go on."""

    def __init__(self, verify: Callable[..., bool]) -> None:
        self.verify = verify
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self, *given: Any) -> bool:
        self.has_begun.set()
        assert self.may_go_on.wait(10)
        return self.verify(*given)


@pytest.fixture
def slow_check(served: Flask, monkeypatch: pytest.MonkeyPatch) -> SlowCheck:
    security: Any = served.extensions["security"]
    check = SlowCheck(security.pwd_context.verify)
    monkeypatch.setattr(security.pwd_context, "verify", check)
    return check


def meanwhile(served: Flask, browser: Browser, slow_check: SlowCheck, form: FormSent) -> None:
    """Send the form, and write to the database while its password is being checked."""
    sending = threading.Thread(target=browser.post, args=form)
    sending.start()
    assert slow_check.has_begun.wait(10)
    with served.app_context(), write_transactions():
        db.session.execute(sa.update(Person).values(name="Ann Jones"))
        db.session.commit()
    slow_check.may_go_on.set()
    sending.join()


def test_a_sign_in_holds_up_nobody_who_writes(
    served: Flask, browser: Browser, ann: Person, slow_check: SlowCheck, rows: Rows
) -> None:
    browser.get("/login")

    meanwhile(served, browser, slow_check, ("/login", {"email": ann.email, "password": PASSWORD}))

    assert browser.is_signed_in()
    assert rows(sa.select(Person.name)) == ["Ann Jones"]


def test_a_change_of_password_outlives_what_others_write_meanwhile(
    served: Flask, open_browser: Open, ann: Person, slow_check: SlowCheck, rows: Rows
) -> None:
    slow_check.may_go_on.set()
    browser = open_browser(ann)
    browser.get("/change")
    slow_check.has_begun.clear()
    slow_check.may_go_on.clear()
    fields = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}

    meanwhile(served, browser, slow_check, ("/change", fields))

    assert rows(sa.select(Person.name)) == ["Ann Jones"]
    assert is_taken(open_browser(), ann, NEW)
