"""What a person typed outlives a sign-in through a directory too: it waits in their browser."""

import random
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.browsing import PASSWORD, SITE, Browser
from tests.factories import Factory
from tests.providers import Desk
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.models.moment import now

Open = Callable[..., Browser]
KEPT = "__Host-tracker-typed"
WORDS = "A <b>bed</b> rail can't be ordered, “ever”"


@pytest.fixture
def cut_off(served: Flask, open_browser: Open, ann: Person) -> Browser:
    """A browser at the form, in which Ann's session has run out."""
    browser = open_browser(ann)
    browser.get("/desk?barrier=B-1")
    with served.app_context(), write_transactions():
        db.session.execute(sa.update(StoredSession).values(seen_at=now().replace(year=2020)))
        db.session.commit()
    return browser


def sent_too_late(browser: Browser, words: str = WORDS) -> dict[str, str]:
    """Send the form; return what the button to the directory sends from the page that answers."""
    page = browser.post("/desk", {"words": words}).text
    form = page[page.index('action="/sign-in/with/kent"') :].partition("</form>")[0]
    held = re.findall(r'name="(next|typed)"\s+value="([^"]*)"', form)
    return {name: unescape(value) for name, value in held}


def go(desk: Desk, browser: Browser, held: dict[str, str]) -> TestResponse:
    """Press the button, say who it is, and come back."""
    page = browser.post("/sign-in/with/kent", held)
    question = page.headers["Refresh"].removeprefix("0; url=")
    return browser.get(desk.authorize(question, "ann"))


def waits(browser: Browser) -> bool:
    return browser.client.get_cookie(KEPT, domain=SITE.partition("//")[2]) is not None


def test_the_form_is_filled_in_again(desk: Desk, cut_off: Browser) -> None:
    answer = go(desk, cut_off, sent_too_late(cut_off))

    assert answer.location == "/desk?barrier=B-1"
    assert cut_off.get(answer.location).text == f"typed: {[WORDS]}"
    assert not waits(cut_off)


def test_it_waits_where_no_script_and_no_other_site_reads_it(desk: Desk, cut_off: Browser) -> None:
    assert desk
    page = cut_off.post("/sign-in/with/kent", sent_too_late(cut_off))

    (cookie,) = [one for one in page.headers.getlist("Set-Cookie") if one.startswith(KEPT)]
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=600"} <= flags


def test_a_code_after_the_directory_keeps_it(
    desk: Desk, cut_off: Browser, ann: Person, make: Factory, run: Callable[[Any], None]
) -> None:
    run(sa.update(Person).where(Person.id == ann.id).values(**make._authenticator_app()))

    page = go(desk, cut_off, sent_too_late(cut_off))
    typed = re.search(r'name="typed"[^>]*value="([^"]+)"', page.text)

    assert page.status_code == 200
    assert typed
    assert not waits(cut_off)


def test_what_is_too_long_to_wait_is_said_before_it_is_lost(desk: Desk, cut_off: Browser) -> None:
    assert desk
    words = random.Random(7).randbytes(4000).hex()

    page = cut_off.post("/sign-in/with/kent", sent_too_late(cut_off, words))

    assert "too long to save while you sign in" in page.text
    assert "Refresh" not in page.headers
    assert not waits(cut_off)


def test_a_sign_in_that_carries_nothing_forgets_what_waited(desk: Desk, cut_off: Browser) -> None:
    assert desk
    cut_off.post("/sign-in/with/kent", sent_too_late(cut_off))
    assert waits(cut_off)

    cut_off.get("/login")
    cut_off.post("/sign-in/with/kent")

    assert not waits(cut_off)


def test_a_directory_that_refuses_ends_the_wait(desk: Desk, cut_off: Browser) -> None:
    assert desk
    cut_off.post("/sign-in/with/kent", sent_too_late(cut_off))

    assert cut_off.get("/sign-in/from/kent?error=access_denied").status_code == 403

    assert not waits(cut_off)


def test_what_waited_is_not_given_to_somebody_else(
    desk: Desk, cut_off: Browser, make: Factory
) -> None:
    make.person(email="bob@kent.example", password=PASSWORD)
    desk.add_user("ann", email="bob@kent.example")

    go(desk, cut_off, sent_too_late(cut_off))

    assert cut_off.is_signed_in()
    assert cut_off.get("/desk?barrier=B-1").text == "typed: nothing"


def test_a_cookie_that_we_did_not_write_is_nothing(desk: Desk, cut_off: Browser) -> None:
    held = sent_too_late(cut_off)
    page = cut_off.post("/sign-in/with/kent", held)
    forged = cut_off.client.get_cookie(KEPT, domain="tracker.example")
    assert forged
    cut_off.client.set_cookie(KEPT, forged.value[:-3] + "AAA", domain="tracker.example")

    cut_off.get(desk.authorize(page.headers["Refresh"].removeprefix("0; url="), "ann"))

    assert cut_off.is_signed_in()
    assert cut_off.get("/desk?barrier=B-1").text == "typed: nothing"
