"""Whoever is signed in links a directory's entry to their account, and unlinks it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tests.integration.security.test_required_second_factor import NONE_YET
from tests.providers import Desk
from tracker.models import DirectoryIdentity, Person, StoredSession

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
Run = Callable[[sa.Executable], None]
KNOWN = sa.select(DirectoryIdentity.subject)


@pytest.fixture
def leas(open_browser: Open, make: Factory) -> Browser:
    """The browser of a programme lead."""
    return open_browser(make.programme_lead(email="lea@kent.example", password=PASSWORD))


def link(desk: Desk, browser: Browser, subject: str = "lea") -> TestResponse:
    question = desk.start(browser, "/account/directories/kent/link")
    return browser.get(desk.authorize(question, subject))


def test_a_lead_links_it_from_the_account_page(
    desk: Desk, leas: Browser, open_browser: Open
) -> None:
    desk.add_user("lea", email="lea@kent.example", amr=["mfa"])

    answer = link(desk, leas)

    assert answer.location == "/account"
    page = leas.get("/account").text
    assert "Kent&#39;s directory" in page
    assert "Linked. You can sign in with this account." in page
    other = open_browser()
    desk.sign_in(other, "lea")
    assert other.is_signed_in()


def test_a_linked_lead_without_a_second_factor_reaches_nothing(
    desk: Desk, browser: Browser, make: Factory, run: Run
) -> None:
    lead = make.programme_lead(**NONE_YET)
    issuer = desk.provider
    run(
        sa.insert(DirectoryIdentity).values(
            issuer=issuer, subject="ann", person_id=lead.id, linked_at=sa.func.current_timestamp()
        )
    )

    desk.sign_in(browser)

    assert browser.get("/account").location == "/account/second-factor"


def test_linking_ends_other_sessions(desk: Desk, open_browser: Open, ann: Person) -> None:
    one, other = open_browser(ann), open_browser(ann)

    link(desk, one, "ann")

    assert one.is_signed_in()
    assert not other.is_signed_in()


def test_what_links_one_person_links_no_other(
    desk: Desk, leas: Browser, browser: Browser, ann: Person, rows: Rows
) -> None:
    desk.sign_in(browser)

    answer = link(desk, leas, "ann")

    assert answer.status_code == 403
    assert "is already linked to another person here" in answer.text
    assert rows(sa.select(DirectoryIdentity.person_id)) == [ann.id]


def test_linking_anew_takes_the_place_of_the_old(
    desk: Desk, open_browser: Open, ann: Person, rows: Rows
) -> None:
    browser = open_browser(ann)
    link(desk, browser, "ann")

    link(desk, browser, "ann-anew")
    link(desk, browser, "ann-anew")

    assert rows(KNOWN) == ["ann-anew"]


def test_a_link_is_made_for_whoever_asked(
    desk: Desk, open_browser: Open, ann: Person, rows: Rows, run: Run
) -> None:
    browser = open_browser(ann)
    path = desk.authorize(desk.start(browser, "/account/directories/kent/link"), "ann")
    run(sa.delete(StoredSession))

    answer = browser.get(path)

    assert answer.status_code == 403
    assert rows(KNOWN) == []


def test_who_owes_a_second_factor_by_now_links_nothing(
    desk: Desk, open_browser: Open, ann: Person, rows: Rows, run: Run
) -> None:
    browser = open_browser(ann)
    path = desk.authorize(desk.start(browser, "/account/directories/kent/link"), "ann")
    run(sa.update(Person).where(Person.id == ann.id).values(is_administrator=True))

    answer = browser.get(path)

    assert answer.status_code == 403
    assert rows(KNOWN) == []


def test_a_visitors_answer_links_nobody_signed_in(
    desk: Desk, browser: Browser, ann: Person, rows: Rows
) -> None:
    path = desk.authorize(desk.start(browser), "mallory")
    browser.sign_in(ann.email)

    browser.get(path)

    assert rows(KNOWN) == []
    assert ann.email in browser.get("/account").text


def test_it_can_be_unlinked(desk: Desk, open_browser: Open, ann: Person, rows: Rows) -> None:
    browser = open_browser(ann)
    link(desk, browser, "ann")
    other = open_browser(ann)

    browser.post_proven("/account/directories/kent/unlink")

    assert "You can no longer sign in with it" in browser.get("/account").text
    assert rows(KNOWN) == []
    assert not other.is_signed_in()


def test_the_only_way_in_is_not_unlinked(
    desk: Desk, browser: Browser, ann: Person, rows: Rows, run: Run
) -> None:
    desk.sign_in(browser)
    run(sa.update(Person).where(Person.id == ann.id).values(password=None))
    browser.get("/account")

    proof = {"act": "unlink-directory", "then": "/account"}
    question = desk.start(browser, "/account/directories/kent/prove", **proof)
    assert browser.get(desk.authorize(question, "ann")).location == "/account"
    browser.post("/account/directories/kent/unlink")

    assert "Without one you could no longer sign in" in browser.get("/account").text
    assert rows(KNOWN) == ["ann"]
