"""Sign-in: what it accepts, and how little it tells."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.paths import ROOT
from tracker.sessions.store import hash_of
from tracker.sign_in.passwords import MAX_LENGTH

Rows = Callable[[sa.Select[Any]], list[Any]]


def test_the_right_password_signs_in(browser: Browser, ann: Person) -> None:
    answer = browser.sign_in(ann.email)

    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.is_signed_in()


def test_each_page_of_sign_in_has_one_link_for_a_forgotten_password(
    browser: Browser, ann: Person
) -> None:
    opened = browser.get("/login")
    refused = browser.post("/login", {"email": ann.email, "password": "wrong"})

    assert [page.text.count('href="/reset"') for page in (opened, refused)] == [1, 1]
    assert "I forgot my password" in opened.text


def test_pages_opened_at_once_find_a_token_that_is_there(
    browser: Browser, ann: Person, rows: Rows
) -> None:
    browser.get("/login")
    browser.post("/login", {"email": ann.email, "password": PASSWORD})

    [stored] = rows(sa.select(StoredSession))

    assert "csrf_token" in stored.data


def test_an_address_counts_in_any_case(browser: Browser, ann: Person) -> None:
    browser.sign_in(ann.email.upper())

    assert browser.is_signed_in()


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("k7#Lq9!vR2xw", id="twelve characters"),
        pytest.param("blauwe giraf en trein " * 3, id="more than 64, with spaces"),
        pytest.param("trein été coöperatie 日本語 🚲", id="letters of all kinds"),
        pytest.param("xkq7" * (MAX_LENGTH // 4), id="as long as may be"),
    ],
)
def test_no_password_is_cut_short(browser: Browser, make: Factory, password: str) -> None:
    person = make.person(password=password)

    browser.sign_in(person.email, password[:-1] + "?")
    assert not browser.is_signed_in()
    browser.sign_in(person.email, password)
    assert browser.is_signed_in()


def test_letters_may_be_composed_in_either_way(browser: Browser, make: Factory) -> None:
    person = make.person(password="caf\u00e9 giraffe train")

    browser.sign_in(person.email, "cafe\u0301 giraffe train")

    assert browser.is_signed_in()


@pytest.mark.parametrize(
    ("address", "password"),
    [
        pytest.param("ann@kent.example", "a wrong password", id="known address"),
        pytest.param("nobody@kent.example", "a wrong password", id="unknown address"),
        pytest.param("ann@kent.example", "", id="no password"),
        pytest.param("nobody@kent.example", "", id="no password, unknown address"),
        pytest.param("", "", id="nothing"),
        pytest.param("ann@kent.example", "x" * (MAX_LENGTH + 1), id="over-long password"),
        pytest.param("nobody@kent.example", "x" * 5000, id="far over-long password"),
        pytest.param("x" * 300 + "@kent.example", "a wrong password", id="over-long address"),
        pytest.param("no address", "a wrong password", id="no address"),
        pytest.param("ann@kent.example\x00", "a wrong password", id="a null in the address"),
        pytest.param("gone@kent.example", PASSWORD, id="disabled, right password"),
        pytest.param("unset@kent.example", PASSWORD, id="without a password"),
    ],
)
def test_a_refusal_says_the_same_to_everybody(
    browser: Browser, make: Factory, ann: Person, address: str, password: str
) -> None:
    make.person(email="gone@kent.example", password=PASSWORD, active=False)
    make.person(email="unset@kent.example")

    answer = browser.sign_in(address, password)
    usual = Browser(browser.client.application).sign_in(ann.email, "another wrong password")

    assert answer.status_code == usual.status_code == 200
    assert without_what_was_typed(answer.text) == without_what_was_typed(usual.text)
    assert not browser.is_signed_in()


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    "address",
    ["ann@kent.example", "nobody@kent.example", "gone@kent.example", "unset@kent.example"],
)
def test_a_refusal_takes_the_same_work_for_everybody(
    *,
    served: Flask,
    browser: Browser,
    make: Factory,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    make.person(email="gone@kent.example", password=PASSWORD, active=False)
    make.person(email="unset@kent.example")
    context, work = served.extensions["security"].pwd_context, []
    for name in ("hash", "verify"):
        monkeypatch.setattr(context, name, counted(getattr(context, name), work))

    browser.sign_in(address, "a wrong password")

    assert len(work) == 1


def counted(slow: Callable[..., Any], work: list[str]) -> Callable[..., Any]:
    def count(*given: Any, **more: Any) -> Any:
        work.append(slow.__name__)
        return slow(*given, **more)

    return count


@pytest.mark.parametrize("name", ["login_user", "change_password", "step_up"])
def test_the_pages_are_our_own(served: Flask, name: str) -> None:
    template = served.jinja_env.get_template(f"security/{name}.html")

    assert Path(template.filename or "").is_relative_to(ROOT / "templates")


def without_what_was_typed(page: str) -> str:
    """Blank the address typed and the tokens, in which two such pages have to differ."""
    return re.sub(r'value="[^"]*"', "", page)


def test_a_page_for_strangers_stores_no_session(browser: Browser, ann: Person, rows: Rows) -> None:
    for path in ["/login", "/account", "/", "/healthz", "/nowhere"]:
        browser.get(path)
    browser.sign_in(ann.email, "a wrong password")

    assert rows(sa.select(StoredSession)) == []


def test_the_database_does_not_hold_the_key(browser: Browser, ann: Person, rows: Rows) -> None:
    browser.sign_in(ann.email)

    (row,) = rows(sa.select(StoredSession))
    assert row.key_hash == hash_of(browser.cookie() or "")
    assert (browser.cookie() or "?") not in row.data
    assert row.person_id == ann.id


def test_each_sign_in_brings_a_new_key(browser: Browser, ann: Person) -> None:
    browser.sign_in(ann.email)
    first = browser.cookie()
    browser.post("/logout")
    browser.sign_in(ann.email)

    assert browser.cookie() != first


def test_a_key_put_there_by_somebody_else_is_not_taken(browser: Browser, ann: Person) -> None:
    planted = "planted-key-that-the-attacker-knows"
    browser.client.set_cookie("__Host-tracker", planted, domain="tracker.example")

    browser.sign_in(ann.email)

    assert browser.is_signed_in()
    assert browser.cookie() != planted


def test_a_token_from_before_the_sign_in_counts_no_more(browser: Browser, ann: Person) -> None:
    browser.get("/login")
    before = browser.token
    browser.sign_in(ann.email)
    browser.token = before

    assert browser.post("/account/sign-out-elsewhere").status_code == 400


def test_to_be_remembered_is_not_on_offer(browser: Browser, ann: Person) -> None:
    answer = browser.sign_in(ann.email, remember="y")

    assert "remember" not in browser.get("/login").text
    assert "remember" not in str(answer.headers)


@pytest.mark.on_postgresql
def test_a_hash_made_under_older_settings_is_renewed(
    app: Flask, browser: Browser, ann: Person, rows: Rows
) -> None:
    with app.app_context(), write_transactions():
        old = PasswordHasher(memory_cost=65536, time_cost=3).hash(PASSWORD)
        db.session.execute(sa.update(Person).values(password=old))
        db.session.commit()

    browser.sign_in(ann.email)

    (kept,) = rows(sa.select(Person.password))
    assert browser.is_signed_in()
    assert "m=65536,t=3" in old
    assert "m=8,t=1" in kept


def test_the_sign_in_page_takes_forms_only(browser: Browser, ann: Person) -> None:
    browser.get("/login")
    answer = browser.client.post(
        "/login?include_auth_token",
        json={"email": ann.email, "password": PASSWORD},
        base_url=browser.site,
        headers={"X-CSRFToken": browser.token, "Referer": browser.site + "/login"},
    )

    assert answer.status_code == 415
    assert "token" not in answer.text.lower()


def test_no_token_in_an_address_or_header_signs_in(
    served: Flask, browser: Browser, ann: Person
) -> None:
    with served.test_request_context():
        token = ann.get_auth_token()

    by_address = browser.client.get(f"/account?auth_token={token}", base_url=browser.site)
    by_header = browser.client.get(
        "/account", base_url=browser.site, headers={"Authentication-Token": token}
    )

    assert by_address.status_code == by_header.status_code == 303


def test_who_is_signed_in_needs_no_sign_in_page(browser: Browser, ann: Person) -> None:
    browser.sign_in(ann.email)

    assert browser.get("/login").location == "/"
