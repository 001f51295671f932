"""Guessing a password: ten tries in five minutes, and nobody else pays for it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import PASSWORD, SITE, Browser
from tests.factories import Factory
from tests.integration.security.limited import *  # noqa: F403  Its fixtures.
from tests.integration.security.limited import Wait
from tracker.app import create_app
from tracker.extensions import db
from tracker.models import LimitCount, Person

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
WRONG = "a wrong password"


def guess(browser: Browser, address: str, times: int) -> list[int]:
    browser.get("/login")
    return [
        browser.post("/login", {"email": address, "password": WRONG}).status_code
        for _ in range(times)
    ]


def from_place(browser: Browser, origin: str) -> Browser:
    browser.client.environ_base["REMOTE_ADDR"] = origin
    return browser


def test_the_eleventh_guess_is_refused(browser: Browser, ann: Person) -> None:
    assert guess(browser, ann.email, 11) == [200] * 10 + [429]


def test_then_the_right_password_is_refused_too_and_a_time_is_named(
    browser: Browser, ann: Person
) -> None:
    guess(browser, ann.email, 10)

    answer = browser.sign_in(ann.email)

    assert answer.status_code == 429
    assert 290 < int(answer.headers["Retry-After"]) <= 300
    assert "Wait 5 minutes and try again." in answer.text
    assert not browser.is_signed_in()


def test_once_the_time_is_over_the_right_password_signs_in(
    browser: Browser, ann: Person, wait: Wait
) -> None:
    guess(browser, ann.email, 11)
    wait()

    browser.sign_in(ann.email)

    assert browser.is_signed_in()


def test_whoever_is_guessed_at_gets_in_on_a_device_of_theirs(
    open_browser: Open, browser: Browser, ann: Person
) -> None:
    known = open_browser(ann)
    known.post("/logout")
    guess(browser, ann.email, 11)

    known.sign_in(ann.email)

    assert known.is_signed_in()


def test_a_known_device_has_ten_guesses_of_its_own(open_browser: Open, ann: Person) -> None:
    known = open_browser(ann)
    known.post("/logout")

    assert guess(known, ann.email, 11) == [200] * 10 + [429]


def test_a_device_is_known_to_those_alone_who_signed_in_on_it(
    open_browser: Open, make: Factory, ann: Person
) -> None:
    other = make.person(password=PASSWORD)
    known = open_browser(ann)
    known.post("/logout")
    guess(Browser(known.client.application), other.email, 10)

    assert known.sign_in(other.email).status_code == 429


def test_a_shared_device_is_known_to_all_who_signed_in_on_it(
    open_browser: Open, make: Factory, ann: Person
) -> None:
    shared, other = open_browser(ann), make.person(password=PASSWORD)
    shared.post("/logout")
    shared.sign_in(other.email)
    shared.post("/logout")
    guess(Browser(shared.client.application), ann.email, 10)

    shared.sign_in(ann.email)

    assert shared.is_signed_in()


def test_a_forged_device_is_not_known(browser: Browser, ann: Person) -> None:
    guess(browser, ann.email, 10)

    browser.client.set_cookie("__Host-tracker-device", "forged", domain="tracker.example")

    assert browser.sign_in(ann.email).status_code == 429


def test_guesses_at_one_account_leave_another_alone(
    browser: Browser, make: Factory, ann: Person
) -> None:
    other = make.person(password=PASSWORD)
    guess(browser, ann.email, 11)

    browser.sign_in(other.email)

    assert browser.is_signed_in()


def test_one_origin_has_a_hundred_guesses_over_all_accounts(browser: Browser, ann: Person) -> None:
    browser.get("/login")
    for number in range(100):
        browser.post("/login", {"email": f"nobody-{number}@kent.example", "password": WRONG})

    assert browser.sign_in(ann.email).status_code == 429
    assert from_place(browser, "198.51.100.7").sign_in(ann.email).status_code == 302


def test_one_account_has_fifty_guesses_from_all_origins(browser: Browser, ann: Person) -> None:
    statuses = [
        status
        for place in range(1, 7)
        for status in guess(from_place(browser, f"198.51.100.{place}"), ann.email, 9)
    ]

    assert statuses == [200] * 50 + [429] * 4


def test_refused_guesses_from_one_origin_do_not_use_up_the_account(
    browser: Browser, ann: Person
) -> None:
    guess(browser, ann.email, 60)

    assert from_place(browser, "198.51.100.7").sign_in(ann.email).status_code == 302


@pytest.mark.parametrize(
    "spelling", ["ANN@KENT.EXAMPLE", " ann@kent.example ", "ann@\uff4b\uff45nt.example"]
)
def test_another_spelling_is_no_other_account(browser: Browser, ann: Person, spelling: str) -> None:
    guess(browser, ann.email, 10)

    assert guess(browser, spelling, 1) == [429]


def test_an_address_that_nobody_has_is_limited_in_the_same_words(
    served: Flask, ann: Person
) -> None:
    pages = []
    for address in (ann.email, "nob@kent.example"):
        browser = Browser(served)
        guess(browser, address, 10)
        answer = browser.sign_in(address)
        pages.append(answer.text.replace(address, "").replace(browser.token, ""))

    assert pages[0] == pages[1]
    assert "Too many attempts" in pages[0]


def test_what_worked_was_no_guess(open_browser: Open, ann: Person, rows: Rows) -> None:
    for _ in range(12):
        open_browser(ann).post("/logout")

    of_sign_in = LimitCount.key.contains("sign-in")
    assert set(rows(sa.select(LimitCount.count).where(of_sign_in))) == {0}


def test_the_page_gives_back_what_was_typed_but_the_password(
    browser: Browser, ann: Person, wait: Wait
) -> None:
    guess(browser, ann.email, 10)
    refused = browser.post("/login", {"email": ann.email, "password": WRONG, "next": "/account"})
    wait()

    again = browser.post("/login", {"email": ann.email, "next": "/account"})

    assert f'name="email" value="{ann.email}"' in refused.text
    assert 'name="next" value="/account"' in refused.text
    assert WRONG not in refused.text
    assert ann.email in again.text


def test_what_another_site_sends_is_not_given_back(browser: Browser, ann: Person) -> None:
    guess(browser, ann.email, 10)

    answer = browser.post("/login", {"email": ann.email}, sent_by="https://evil.example")

    assert answer.status_code == 400
    assert ann.email not in answer.text


def test_the_table_names_nobody(browser: Browser, ann: Person, rows: Rows) -> None:
    guess(browser, ann.email, 1)

    keys = " ".join(rows(sa.select(LimitCount.key)))

    assert "ann" not in keys
    assert "kent" not in keys
    assert "127.0.0.1" not in keys


def test_a_form_that_is_not_ours_is_no_guess(browser: Browser, ann: Person, rows: Rows) -> None:
    fields = {"email": ann.email, "password": WRONG, "csrf_token": "forged"}

    assert browser.client.post("/login", data=fields, base_url=SITE).status_code == 400
    assert rows(sa.select(LimitCount)) == []


@pytest.mark.parametrize(("proxies", "expected"), [(0, 429), (1, 200)])
def test_an_origin_is_believed_from_our_own_proxy_alone(
    served: Flask, ann: Person, proxies: int, expected: int
) -> None:
    behind = create_app(
        SQLALCHEMY_DATABASE_URI=served.config["SQLALCHEMY_DATABASE_URI"],
        SECRET_KEY=served.config["SECRET_KEY"],
        WTF_CSRF_ENABLED=False,
        PROXIES=proxies,
    )
    fields = {"email": ann.email, "password": ""}

    statuses = [
        behind.test_client()
        .post("/login", data=fields, headers={"X-Forwarded-For": f"203.0.113.{number}"})
        .status_code
        for number in range(11)
    ]

    assert statuses[-1] == expected
    with behind.app_context():
        db.engine.dispose()
