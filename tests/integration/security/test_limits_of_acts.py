"""Codes, links by mail and invitations: how often each, counted by whom, and what is said then."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pyotp import TOTP

from tests.browsing import APP_KEY, PASSWORD, Browser
from tests.factories import Factory
from tests.integration.security.limited import *  # noqa: F403  Its fixtures.
from tests.integration.security.limited import UseUp, Wait
from tracker.models import LimitCount, Person

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]


@pytest.fixture
def lea(make: Factory) -> Person:
    """A programme lead, whose authenticator app is set up."""
    make.organisation()
    return make.programme_lead(email="lea@programme.example", password=PASSWORD)


def half_signed_in(served: Flask, origin: str = "127.0.0.1") -> Browser:
    browser = Browser(served)
    browser.client.environ_base["REMOTE_ADDR"] = origin
    browser.get("/login")
    browser.post("/login", {"email": "lea@programme.example", "password": PASSWORD})
    browser.get("/sign-in/code")
    return browser


def guess(browser: Browser, times: int, path: str = "/sign-in/code") -> list[int]:
    return [browser.post(path, {"code": "000000"}).status_code for _ in range(times)]


@pytest.mark.usefixtures("lea")
def test_the_eleventh_code_is_refused_even_the_right_one(served: Flask) -> None:
    half = half_signed_in(served)

    assert guess(half, 10) == [200] * 10
    assert half.post("/sign-in/code", {"code": TOTP(APP_KEY).now()}).status_code == 429
    assert not half.is_signed_in()


@pytest.mark.usefixtures("lea")
def test_to_start_again_with_the_password_brings_no_new_codes(served: Flask) -> None:
    guess(half_signed_in(served), 10)

    assert guess(half_signed_in(served), 1) == [429]


@pytest.mark.usefixtures("lea")
def test_recovery_codes_and_codes_are_counted_together(served: Flask) -> None:
    half = half_signed_in(served)
    guess(half, 5)

    assert guess(half, 6, "/sign-in/recovery-code") == [200] * 5 + [429]


@pytest.mark.usefixtures("lea")
def test_codes_are_counted_from_all_origins_together(served: Flask) -> None:
    statuses = [
        status
        for place in range(1, 8)
        for status in guess(half_signed_in(served, f"198.51.100.{place}"), 8)
    ]

    assert statuses == [200] * 50 + [429] * 6


def test_whose_code_it_is_gets_in_on_a_device_of_theirs(
    served: Flask, open_browser: Open, lea: Person
) -> None:
    known = open_browser(lea)
    known.post("/logout")
    guess(half_signed_in(served), 11)

    known.sign_in(lea.email)

    assert known.is_signed_in()


def test_a_code_that_was_right_was_no_guess(open_browser: Open, lea: Person, rows: Rows) -> None:
    open_browser(lea)

    of_codes = sa.select(LimitCount.count).where(LimitCount.key.startswith("codes/"))
    assert set(rows(of_codes)) == {0}


@pytest.mark.usefixtures("ann", "mailbox")
@pytest.mark.parametrize("address", ["ann@kent.example", "nobody@kent.example"])
def test_five_links_an_hour_go_to_an_address(browser: Browser, address: str) -> None:
    browser.get("/reset")

    answers = [browser.post("/reset", {"email": address}) for _ in range(6)]

    assert {answer.status_code for answer in answers[:5]} <= {200, 302, 303}
    assert answers[5].status_code == 429
    assert int(answers[5].headers["Retry-After"]) > 3500
    assert "Wait 60 minutes" in answers[5].text
    assert f'name="email" value="{address}"' in answers[5].text


def test_one_origin_asks_for_thirty_links_an_hour(browser: Browser, ann: Person) -> None:
    browser.get("/reset")
    for number in range(30):
        browser.post("/reset", {"email": f"nobody-{number}@kent.example"})

    assert browser.post("/reset", {"email": ann.email}).status_code == 429


def test_a_lead_invites_a_hundred_an_hour_and_keeps_what_was_typed(
    open_browser: Open, lea: Person, use_up: UseUp, wait: Wait
) -> None:
    browser = open_browser(lea)
    path = "/programmes/programme-1/people/invite"
    browser.get(path)
    first = browser.post(path, {"email": "ben@new.example", "role": "funder"})
    use_up(100)

    refused = browser.post(path, {"email": "cat@new.example", "role": "observer"})
    wait()

    assert first.status_code == 303
    assert refused.status_code == 429
    assert 'value="cat@new.example"' in refused.text
    assert 'value="observer"' in refused.text
    assert browser.post(path, {"email": "cat@new.example", "role": "observer"}).status_code == 303


def test_ordinary_writing_has_a_limit_and_keeps_what_was_typed(
    served: Flask, make: Factory, open_browser: Open, use_up: UseUp
) -> None:
    browser = open_browser(make.contributor(make.organisation(), password=PASSWORD))
    path = "/programmes/programme-1/obstacles/log"
    browser.get(path)
    draft = {"act": "draft"}

    assert browser.post(path, draft | {"title": "The first"}).status_code == 303
    use_up(300)
    served.extensions.pop("prefetched_tokens")
    refused = browser.post(path, draft | {"title": "Rotas come too late"})

    assert refused.status_code == 429
    assert 'value="Rotas come too late"' in refused.text
    assert "Wait" in refused.text


def test_one_write_in_twenty_is_counted_in_the_table(
    make: Factory, open_browser: Open, rows: Rows
) -> None:
    browser = open_browser(make.contributor(make.organisation(), password=PASSWORD))
    browser.get("/account")

    statuses = {
        browser.post("/preferences/mentions", {"mailed": "yes"}).status_code for _ in range(21)
    }

    of_writes = sa.select(LimitCount.count).where(LimitCount.key.startswith("writes/"))
    assert statuses == {303}
    assert rows(of_writes) == [40, 40]
