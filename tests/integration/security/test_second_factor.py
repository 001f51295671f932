"""A code of an authenticator app after the password."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import time
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pyotp import TOTP
from sqlalchemy.orm.attributes import set_committed_value

from tests.browsing import APP_KEY, PASSWORD, Browser, codes_now
from tests.factories import Factory
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.sessions import second_step

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]


@pytest.fixture
def lea(make: Factory) -> Person:
    """A programme lead, whose authenticator app is set up."""
    return make.programme_lead(email="lea@programme.example", password=PASSWORD)


@pytest.fixture
def half(browser: Browser, lea: Person) -> Browser:
    """A browser in which the lead has given the password and no code."""
    return half_signed_in_as(lea, browser)


def half_signed_in_as(person: Person, browser: Browser) -> Browser:
    browser.get("/login")
    browser.post("/login", {"email": person.email, "password": PASSWORD})
    browser.get("/sign-in/code")
    return browser


def test_after_the_password_a_code_signs_in(half: Browser) -> None:
    answer = half.post("/sign-in/code", {"code": TOTP(APP_KEY).now()})

    assert (answer.status_code, answer.location) == (302, "/")
    assert half.is_signed_in()


def test_a_code_may_be_typed_with_spaces(half: Browser) -> None:
    code = TOTP(APP_KEY).now()

    half.post("/sign-in/code", {"code": f" {code[:3]} {code[3:]} "})

    assert half.is_signed_in()


def test_the_password_alone_opens_nothing(half: Browser) -> None:
    assert not half.is_signed_in()
    assert half.get("/").location == "/login?next=/"


@pytest.mark.parametrize(
    "code", ["000000", "", "1", "abcdef", "9" * 300, "\uff11\uff12\uff13\uff14\uff15\uff16", "\x00"]
)
def test_a_wrong_code_is_refused_in_a_sentence(half: Browser, code: str) -> None:
    answer = half.post("/sign-in/code", {"code": code})

    assert answer.status_code == 200
    assert "has-error" in answer.text
    assert not half.is_signed_in()


def test_a_code_is_taken_once(half: Browser, open_browser: Open, lea: Person) -> None:
    code = TOTP(APP_KEY).now()
    half.post("/sign-in/code", {"code": code})
    thief = half_signed_in_as(lea, open_browser())

    answer = thief.post("/sign-in/code", {"code": code})

    assert "The code is wrong or already used." in answer.text
    assert not thief.is_signed_in()


def test_an_older_code_than_the_last_is_not_taken(open_browser: Open, lea: Person) -> None:
    older, _now, newest = codes_now()
    first, second = half_signed_in_as(lea, open_browser()), half_signed_in_as(lea, open_browser())
    first.post("/sign-in/code", {"code": newest})

    second.post("/sign-in/code", {"code": older})

    assert first.is_signed_in()
    assert not second.is_signed_in()


def test_of_several_uses_at_once_one_wins(open_browser: Open, lea: Person, rows: Rows) -> None:
    browsers = [half_signed_in_as(lea, open_browser()) for _ in range(6)]
    code = TOTP(APP_KEY).now()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda each: each.post("/sign-in/code", {"code": code}), browsers))

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [302]
    assert len(rows(sa.select(StoredSession.key_hash))) == 1


def test_the_code_must_follow_within_ten_minutes(
    half: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time() + 601
    monkeypatch.setattr(second_step, "time", lambda: later)

    answer = half.post("/sign-in/code", {"code": TOTP(APP_KEY).now()})

    assert answer.location == "/login"
    assert "Sign in with your password again" in half.get("/login").text


def test_the_second_step_needs_a_first(browser: Browser) -> None:
    for page in ("/sign-in/code", "/sign-in/recovery-code"):
        assert browser.get(page + "?next=/account").location == "/login?next=/account"


def test_nobody_disabled_takes_the_second_step(half: Browser, served: Flask) -> None:
    with served.app_context():
        db.session.execute(sa.update(Person).values(active=False))
        db.session.commit()

    assert half.get("/sign-in/code").location == "/login"


def test_somebody_signed_in_has_no_second_step(open_browser: Open, lea: Person) -> None:
    browser = open_browser(lea)

    assert browser.get("/sign-in/code?next=/account").location == "/account"
    assert browser.is_signed_in()


def test_a_new_password_voids_the_step_begun_with_the_old(half: Browser, served: Flask) -> None:
    with served.app_context():
        db.session.execute(sa.update(Person).values(fs_uniquifier="anew"))
        db.session.commit()

    assert half.get("/sign-in/code").location == "/login"


def test_where_one_meant_to_go_is_kept(browser: Browser, lea: Person) -> None:
    browser.get("/login?next=/account")
    step = browser.post(
        "/login", {"email": lea.email, "password": PASSWORD, "next": "/account"}
    ).location

    page = browser.get(step or "")
    answer = browser.post("/sign-in/code", {"code": TOTP(APP_KEY).now(), "next": "/account"})

    assert re.search(r'name="next"[^>]*value="/account"', page.text)
    assert answer.location == "/account"


def test_no_other_site_is_where_one_meant_to_go(half: Browser) -> None:
    answer = half.post("/sign-in/code", {"code": TOTP(APP_KEY).now(), "next": "//evil.example"})

    assert answer.location == "/"


def test_what_was_typed_comes_along_the_second_step(
    open_browser: Open, lea: Person, run: Callable[[sa.Executable], None]
) -> None:
    browser = open_browser(lea)
    browser.get("/desk")
    run(sa.delete(StoredSession))
    typed = hidden(browser.post("/desk", {"words": "kept"}).text)

    step = browser.post(
        "/login", {"email": lea.email, "password": PASSWORD, "next": "/desk", "typed": typed}
    )
    codes = [code for code in codes_now() if code != codes_now()[0]]
    answer = browser.post(
        "/sign-in/code", {"code": codes[0], "next": "/desk", "typed": hidden(step.text)}
    )

    assert answer.location == "/desk"
    assert "typed: ['kept']" in browser.get("/desk").text


def hidden(page: str) -> str:
    found = re.search(r'name="typed"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


@pytest.mark.on_postgresql
def test_a_code_that_was_taken_meanwhile_is_not_taken(
    served: Flask, lea: Person, run: Callable[[sa.Executable], None]
) -> None:
    code = TOTP(APP_KEY).now()
    with served.app_context(), write_transactions():
        person = db.session.get_one(Person, lea.id)
        secret = person.tf_totp_secret
        db.session.rollback()
        run(sa.update(Person).values(totp_counter=int(time() // 30) + 1))
        set_committed_value(person, "totp_counter", None)

        taken = served.extensions["security"].totp_factory.verify_totp(code, secret, person, 30)

    assert taken is False
