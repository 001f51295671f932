"""Who must have a second factor reaches nothing without one."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import PASSWORD, SITE, Browser, codes_now
from tests.factories import Factory
from tests.integration.security.every_rule import Call, calls, make_things
from tests.integration.security.test_set_up_second_factor import key_shown
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Assignment, Membership, Participation, Person, Programme, StoredSession
from tracker.models.moment import now
from tracker.sessions.second_factor_rule import needs_second_factor
from tracker.sessions.second_step import SECOND_FACTOR_KEY
from tracker.sign_in.second_factor import remove_all_second_factors

Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
Run = Callable[[sa.Executable], None]
SET_UP = "/account/second-factor"
NONE_YET = {"password": PASSWORD, "tf_primary_method": None, "tf_totp_secret": None}
OPEN = {
    "directories.prove",
    "second_factor.set_up",
    "security.wan_register",
    "security.wan_register_response",
}
"""What is behind a door and yet answers somebody who owes a second factor."""


@pytest.fixture(autouse=True)
def next_door(make: Factory) -> None:
    """Let the rule be asked beside leads and administrators who have nothing to do with it."""
    make.neighbours()


@pytest.fixture
def lea(make: Factory) -> Person:
    """A programme lead who has just been made one, and has only a password."""
    return make.programme_lead(email="lea@programme.example", **NONE_YET)


@pytest.fixture
def leas(browser: Browser, lea: Person) -> Browser:
    browser.sign_in(lea.email)
    return browser


@pytest.mark.parametrize(
    ("role", "needs"),
    [
        pytest.param("administrator", True, id="administrator"),
        pytest.param("programme_lead", True, id="programme lead"),
        pytest.param("organisation_lead", False, id="organisation lead"),
        pytest.param("contributor", False, id="contributor"),
        pytest.param("funder", False, id="funder"),
        pytest.param("observer", False, id="observer"),
        pytest.param("person", False, id="nobody in particular"),
    ],
)
def test_it_is_a_matter_of_the_role(served: Flask, make: Factory, role: str, needs: bool) -> None:  # noqa: FBT001
    person = getattr(make, role)()

    with served.app_context():
        assert needs_second_factor(person) is needs


@pytest.mark.parametrize(
    "role", ["organisation_lead", "contributor", "funder", "observer", "programme_lead"]
)
def test_a_programme_may_ask_it_of_everybody(served: Flask, make: Factory, role: str) -> None:
    make.programme(requires_second_factor=True)

    person, stranger = getattr(make, role)(), make.person()

    with served.app_context():
        assert needs_second_factor(person)
        assert not needs_second_factor(stranger)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(sa.update(Membership).values(ended_at=now()), id="membership ended"),
        pytest.param(sa.update(Participation).values(left_on=date.today()), id="organisation left"),
        pytest.param(sa.update(Programme).values(requires_second_factor=False), id="rule lifted"),
    ],
)
def test_it_ends_with_the_place(served: Flask, make: Factory, run: Run, end: sa.Update) -> None:
    make.programme(requires_second_factor=True)
    person = make.contributor()

    run(end)

    with served.app_context():
        assert not needs_second_factor(person)


def test_it_ends_with_the_lead(served: Flask, make: Factory, run: Run) -> None:
    person = make.programme_lead()

    run(sa.update(Assignment).values(ended_at=now()))

    with served.app_context():
        assert not needs_second_factor(person)


def test_without_one_a_lead_is_sent_to_set_it_up(leas: Browser) -> None:
    assert leas.get("/").location == SET_UP
    page = leas.get(SET_UP)
    assert page.status_code == 200
    assert "Your role needs a second step to sign in" in page.text
    assert "Your role needs a second step to sign in" in leas.get_proven(SET_UP).text


def test_after_setting_it_up_a_lead_lands_on_the_first_page(leas: Browser) -> None:
    answer = leas.post(SET_UP, {"code": codes_now(key_shown(leas))[0]})

    assert answer.location == "/account/recovery-codes?then=start"
    page = leas.get(answer.location).text
    assert 'action="/account/recovery-codes?then=start"' in page
    shown = leas.post_proven(answer.location).text
    assert "data-code" in shown
    assert re.search(r'href="/">\s*I have saved my codes', shown)


def test_without_one_nothing_else_answers(served: Flask, make: Factory, leas: Browser) -> None:
    things = make_things(make)
    leas.get(SET_UP)

    reached = {
        call.endpoint
        for call in calls(served, things)
        if hasattr(served.view_functions[call.endpoint], "permission") and answers(leas, call)
    }

    assert reached - OPEN == set()


def answers(browser: Browser, call: Call) -> bool:
    """Say whether a call does more than to lead to where a second factor is set up."""
    if call.method == "OPTIONS":
        return False
    answer = browser.client.open(
        call.path,
        method=call.method,
        base_url=SITE,
        data={"csrf_token": browser.token} if call.method not in {"GET", "HEAD"} else None,
        headers={"Referer": SITE + SET_UP},
    )
    answer.close()
    is_elsewhere = answer.status_code in {302, 303} and answer.location in {SET_UP, "/", "/login"}
    return not is_elsewhere and answer.status_code != 404


def test_once_it_is_set_up_all_is_open(leas: Browser) -> None:
    leas.post(SET_UP, {"code": codes_now(key_shown(leas))[0]})

    assert leas.get("/").location != SET_UP
    assert leas.is_signed_in()


def test_an_administrator_is_sent_there_as_well(browser: Browser, make: Factory) -> None:
    admin = make.administrator(**NONE_YET)

    browser.sign_in(admin.email)

    assert browser.get("/account").location == SET_UP


def test_a_rule_made_meanwhile_binds_the_next_request(
    open_browser: Open, ann: Person, run: Run
) -> None:
    browser = open_browser(ann)

    run(sa.update(Programme).values(requires_second_factor=True))

    assert browser.get("/account").location == SET_UP


def test_a_role_given_meanwhile_binds_the_next_request(
    open_browser: Open, ann: Person, run: Run
) -> None:
    browser = open_browser(ann)

    run(sa.update(Person).values(is_administrator=True))

    assert browser.get("/account").location == SET_UP


def keep(served: Flask, **values: Any) -> None:
    """Change what each stored session holds; None takes a value out."""
    serializer = served.session_interface.serializer
    with served.app_context(), write_transactions():
        for row in db.session.scalars(sa.select(StoredSession)):
            data = serializer.loads(row.data) | values
            row.data = serializer.dumps({name: data[name] for name in data if data[name]})
        db.session.commit()


@pytest.mark.parametrize("path", ["/account", SET_UP, "/account/recovery-codes"])
def test_a_session_without_the_code_cannot_replace_the_app(
    open_browser: Open, make: Factory, served: Flask, path: str
) -> None:
    browser = open_browser(make.programme_lead(password=PASSWORD))
    keep(served, **{SECOND_FACTOR_KEY: None})

    answer = browser.get(path)

    assert answer.location == f"/login?next={path}"
    assert "Sign in again and complete the second step" in browser.get("/login").text
    assert not browser.is_signed_in()


def test_who_chose_an_app_needs_its_code_in_each_session(
    open_browser: Open, ann: Person, served: Flask
) -> None:
    browser = open_browser(ann)
    browser.post(SET_UP, {"code": codes_now(key_shown(browser))[0]})
    assert browser.is_signed_in()

    keep(served, **{SECOND_FACTOR_KEY: None})

    assert not browser.is_signed_in()


def test_a_demos_session_is_nothing_on_a_served_site(
    open_browser: Open, make: Factory, served: Flask
) -> None:
    browser = open_browser(make.programme_lead(password=PASSWORD))

    keep(served, **{SECOND_FACTOR_KEY: "demo"})

    assert not browser.is_signed_in()


def test_in_a_demo_one_press_stands_for_both(client: FlaskClient, app: Flask) -> None:
    lead = Factory(app).programme_lead()

    client.post("/demo/sign-in", data={"person": lead.email})

    assert client.get("/account").status_code == 200


def test_a_password_in_a_demo_stands_for_one(app: Flask) -> None:
    lead = Factory(app).programme_lead(**NONE_YET)
    browser = Browser(app, "http://localhost")

    browser.sign_in(lead.email)

    assert browser.get("/account").location == SET_UP


def test_to_be_somebody_else_in_a_demo_brings_nothing_along(app: Flask) -> None:
    make = Factory(app)
    first, lead = make.person(), make.programme_lead(**NONE_YET)
    browser = Browser(app, "http://localhost")
    browser.post("/demo/sign-in", {"person": first.email})

    browser.post("/logout")
    browser.sign_in(lead.email)

    assert not browser.is_signed_in()


def test_who_lost_everything_starts_again(
    open_browser: Open, make: Factory, served: Flask, rows: Rows
) -> None:
    lead = make.programme_lead(password=PASSWORD)
    browser = open_browser(lead)

    with served.app_context(), write_transactions():
        remove_all_second_factors(person=db.session.get_one(Person, lead.id))
        db.session.commit()

    assert not browser.is_signed_in()
    browser.sign_in(lead.email)
    assert browser.get("/account").location == SET_UP
    assert rows(sa.select(Person.totp_counter)) == [None]
