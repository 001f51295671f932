"""Sign-in through an organisation's directory: a real OpenID Connect provider runs beside."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import APP_KEY, PASSWORD, Browser
from tests.factories import Factory
from tests.providers import Desk
from tracker.models import AuditEvent, DirectoryIdentity, Person
from tracker.sign_in.openid import Directory

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
Run = Callable[[sa.Executable], None]
KNOWN = sa.select(DirectoryIdentity.subject)


def test_the_sign_in_page_offers_it(desk: Desk, browser: Browser) -> None:
    assert desk
    assert "Sign in with Kent&#39;s directory" in browser.get("/login").text


def test_without_directories_there_is_no_button(browser: Browser) -> None:
    assert "/sign-in/with/" not in browser.get("/login").text
    assert browser.post("/sign-in/with/kent").status_code == 404
    assert browser.get("/sign-in/from/kent").status_code == 404


def test_the_question_bears_state_nonce_and_challenge(desk: Desk, browser: Browser) -> None:
    question = desk.start(browser)

    for part in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256"):
        assert part in question
    assert "scope=openid+email" in question
    assert "redirect_uri=https%3A%2F%2Ftracker.example%2Fsign-in%2Ffrom%2Fkent" in question


def test_somebody_whose_address_it_is_is_signed_in(
    desk: Desk, browser: Browser, ann: Person, rows: Rows
) -> None:
    answer = desk.sign_in(browser, next="/account")

    assert (answer.status_code, answer.location) == (303, "/account")
    assert ann.email in browser.get("/account").text
    assert rows(KNOWN) == ["ann"]


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("is_proven", [True, False])
def test_a_directory_hands_an_account_opened_by_others_to_its_owner(
    desk: Desk,
    browser: Browser,
    open_browser: Open,
    ann: Person,
    run: Run,
    rows: Rows,
    *,
    is_proven,
) -> None:
    before = open_browser(ann)
    run(sa.update(Person).values(is_address_proven=is_proven))

    desk.sign_in(browser)

    assert browser.is_signed_in()
    assert before.is_signed_in() is is_proven
    of_ann = sa.select(Person).where(Person.id == ann.id)
    [owner] = rows(of_ann)
    assert (owner.password is not None) is is_proven
    assert owner.is_address_proven


def test_whom_an_address_links_is_noted_as_having_done_it(
    desk: Desk, browser: Browser, ann: Person, rows: Rows
) -> None:
    desk.sign_in(browser)

    linked = sa.select(AuditEvent.person_id).where(AuditEvent.act == "directory:link")
    assert rows(linked) == [ann.id]


def test_an_address_counts_in_any_case(desk: Desk, browser: Browser, ann: Person) -> None:
    assert ann
    desk.add_user("ann", email="Ann@KENT.example")

    desk.sign_in(browser)

    assert browser.is_signed_in()


def test_once_linked_the_address_does_not_matter(
    desk: Desk, browser: Browser, open_browser: Open, ann: Person
) -> None:
    desk.sign_in(browser)
    desk.add_user("ann", email="moved@kent.example", email_verified=False)
    later = open_browser()

    desk.sign_in(later)

    assert ann.email in later.get("/account").text


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"email": "nobody@kent.example"}, id="nobody's address"),
        pytest.param({"email_verified": False}, id="not verified"),
        pytest.param({"email_verified": "true"}, id="said to be verified"),
        pytest.param({"email_verified": None}, id="nothing said"),
        pytest.param({"email": None}, id="no address"),
        pytest.param({"email": ["ann@kent.example"]}, id="no text"),
        pytest.param({"email": "ann@kent.example\x00"}, id="a null"),
        pytest.param({"email": "%@kent.example"}, id="a wildcard"),
    ],
)
def test_nobody_else_is_signed_in(
    desk: Desk, browser: Browser, ann: Person, rows: Rows, claims: dict[str, Any]
) -> None:
    assert ann
    desk.add_user("ann", **claims)

    answer = desk.sign_in(browser)

    assert answer.status_code == 403
    assert "is not linked to an account here" in answer.text
    assert not browser.is_signed_in()
    assert rows(KNOWN) == []
    assert rows(sa.select(Person.email)) == ["ann@kent.example"]


def test_a_directory_that_tells_no_address_is_asked_for_it(
    desk: Desk, browser: Browser, ann: Person
) -> None:
    assert ann
    desk.add_user("ann", hide=True)

    assert desk.sign_in(browser).status_code == 403


def test_it_vouches_for_its_own_addresses_alone(
    desk: Desk, browser: Browser, ann: Person, served: Flask, provider: str
) -> None:
    medway = Directory(
        "kent", "Medway", provider, "tracker", "not told", frozenset({"medway.example"})
    )
    served.config["DIRECTORIES"] = [medway]

    assert desk.sign_in(browser).status_code == 403
    assert ann


@pytest.mark.parametrize("disabled", ["before", "after"])
def test_nobody_disabled_is_signed_in(
    desk: Desk, browser: Browser, ann: Person, run: Run, disabled: str
) -> None:
    assert ann
    if disabled == "after":
        desk.sign_in(browser)
        browser.post("/logout")
    run(sa.update(Person).values(active=False))

    answer = desk.sign_in(browser)

    assert answer.status_code == 403
    assert not browser.is_signed_in()


@pytest.mark.parametrize("role", ["programme_lead", "administrator"])
def test_no_lead_is_linked_by_an_address(
    desk: Desk, browser: Browser, make: Factory, rows: Rows, role: str
) -> None:
    getattr(make, role)(email="ann@kent.example", password=PASSWORD)

    answer = desk.sign_in(browser)

    assert answer.status_code == 403
    assert rows(KNOWN) == []


def test_an_address_that_passed_on_opens_nothing(
    desk: Desk, browser: Browser, open_browser: Open, ann: Person
) -> None:
    assert ann
    desk.sign_in(browser)
    desk.add_user("another-ann")

    answer = desk.sign_in(open_browser(), "another-ann")

    assert answer.status_code == 403


def test_the_sign_in_starts_a_new_session(
    desk: Desk, browser: Browser, ann: Person, open_browser: Open
) -> None:
    assert ann
    path = desk.authorize(desk.start(browser), "ann")
    before = open_browser()
    before.copy_session_of(browser)

    browser.get(path)

    assert browser.is_signed_in()
    assert not before.is_signed_in()


def test_an_entry_that_cannot_be_read_is_refused(desk: Desk, browser: Browser, ann: Person) -> None:
    assert ann
    desk.add_user("x" * 256)

    assert "did not confirm your sign-in" in desk.sign_in(browser, "x" * 256).text


def test_an_answer_is_taken_once(desk: Desk, browser: Browser, ann: Person) -> None:
    assert ann
    path = desk.authorize(desk.start(browser), "ann")
    browser.get(path)
    browser.get("/account")
    browser.post("/logout")

    answer = browser.get(path)

    assert answer.status_code == 403
    assert "did not confirm your sign-in" in answer.text
    assert not browser.is_signed_in()


def test_an_answer_to_somebody_else_is_not_taken(
    desk: Desk, browser: Browser, open_browser: Open, ann: Person
) -> None:
    assert ann
    path, other = desk.authorize(desk.start(browser), "ann"), open_browser()
    desk.start(other)

    assert other.get(path).status_code == 403
    assert not other.is_signed_in()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?error=access_denied&error_description=%0d%0aSet-Cookie:x",
        "?code=forged",
        "?state=forged&code=forged",
        "?state[]=1&code=%00",
    ],
)
def test_a_foreign_answer_is_one_clear_page(
    desk: Desk, browser: Browser, ann: Person, query: str
) -> None:
    assert ann
    desk.start(browser)

    answer = browser.get("/sign-in/from/kent" + query)

    assert answer.status_code == 403
    assert "did not confirm your sign-in. Try again." in answer.text
    assert not browser.is_signed_in()


def test_a_forged_code_is_one_clear_page(desk: Desk, browser: Browser, ann: Person) -> None:
    assert ann
    path = desk.authorize(desk.start(browser), "ann")

    answer = browser.get(re.sub(r"code=[^&]+", "code=forged", path))

    assert answer.status_code == 403
    assert not browser.is_signed_in()


def test_a_directory_that_is_down_is_one_clear_page(served: Flask, browser: Browser) -> None:
    down = Directory("kent", "Kent's directory", "http://localhost:9", "tracker", "not told")
    served.config["DIRECTORIES"] = [down]
    browser.get("/login")

    answer = browser.post("/sign-in/with/kent")
    served.config["DIRECTORIES"] = []

    assert answer.status_code == 503
    assert "is not available right now" in answer.text


def test_a_directory_that_goes_down_meanwhile_is_one_clear_page(
    desk: Desk, browser: Browser, served: Flask, kent_directory: Directory
) -> None:
    path = desk.authorize(desk.start(browser), "ann")
    client = served.extensions["directories"][kent_directory]
    client.server_metadata["token_endpoint"] = "http://localhost:9/token"

    assert browser.get(path).status_code == 503


def test_a_directory_that_is_another_is_not_believed(
    desk: Desk, browser: Browser, ann: Person, served: Flask, provider: str
) -> None:
    assert ann
    elsewhere = provider.replace("localhost", "127.0.0.1")
    served.config["DIRECTORIES"] = [Directory("kent", "Kent", elsewhere, "tracker", "not told")]
    path = desk.authorize(desk.start(browser), "ann")
    client = served.extensions["directories"][served.config["DIRECTORIES"][0]]
    client.server_metadata["issuer"] = provider

    assert browser.get(path).status_code == 403


def test_many_questions_leave_room_in_the_cookie(desk: Desk, browser: Browser) -> None:
    for _ in range(20):
        desk.start(browser)

    assert len(browser.cookie() or "") < 1000


@pytest.mark.on_postgresql
def test_who_has_an_app_gives_its_code_as_well(
    desk: Desk, browser: Browser, ann: Person, run: Run, make: Factory
) -> None:
    app = make._authenticator_app()
    run(sa.update(Person).where(Person.id == ann.id).values(**app))

    answer = desk.sign_in(browser, next="/account")

    assert answer.location == "/sign-in/code?next=/account"
    assert not browser.is_signed_in()
    browser.send_code(answer.location, APP_KEY)
    assert browser.is_signed_in()


def test_two_factors_given_there_are_enough(
    desk: Desk, browser: Browser, ann: Person, run: Run, make: Factory
) -> None:
    run(sa.update(Person).where(Person.id == ann.id).values(**make._authenticator_app()))
    desk.add_user("ann", amr=["pwd", "mfa"])

    desk.sign_in(browser)

    assert browser.is_signed_in()


@pytest.mark.parametrize("amr", ["mfa", ["pwd"], {"mfa": 1}, None])
def test_anything_else_said_of_it_is_not(
    desk: Desk, browser: Browser, ann: Person, run: Run, make: Factory, amr: Any
) -> None:
    run(sa.update(Person).where(Person.id == ann.id).values(**make._authenticator_app()))
    desk.add_user("ann", amr=amr)

    desk.sign_in(browser)

    assert not browser.is_signed_in()


def test_somebody_signed_in_needs_no_directory(desk: Desk, open_browser: Open, ann: Person) -> None:
    assert desk
    assert open_browser(ann).post("/sign-in/with/kent").location == "/account"
