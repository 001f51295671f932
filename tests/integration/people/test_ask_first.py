"""Before a place or an account ends, a page says what will happen; nothing has happened by then."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.security.forms_of_pages import forms_in
from tracker.models import (
    Assignment,
    AuditEvent,
    Membership,
    Organisation,
    Participation,
    Person,
    Programme,
    StoredSession,
)

AT = "/programmes/ticc"
OF_KENT = f"{AT}/organisations/kent"

SignIn = Callable[[Person], FlaskClient]
Rows = Callable[[sa.Select[Any]], list[Any]]


@pytest.fixture
def lead(make: Factory, kent: Organisation) -> Person:
    return make.organisation_lead(kent, name="Lena Lead", email="lena@kent.example")


@pytest.fixture
def lenas(signed_in_as: SignIn, lead: Person) -> FlaskClient:
    """The browser of Kent's lead."""
    return signed_in_as(lead)


def go_on(client: FlaskClient, page: str) -> Any:
    """Press the button of the page that asks."""
    form = next(form for form in forms_in("/", page) if ("confirmed", "yes") in form.filled("x"))
    return client.post(form.action, data=dict(form.filled("typed by nobody")))


ENDED = (
    sa.select(Membership.person_id).where(Membership.ended_at.is_not(None)),
    sa.select(Assignment.person_id).where(Assignment.ended_at.is_not(None)),
    sa.select(Participation.organisation_id).where(Participation.left_on.is_not(None)),
    sa.select(Person.id).where(Person.active.is_(False)),
)


def ended(rows: Rows) -> list[int]:
    return [key for select in ENDED for key in rows(select)]


def test_ending_a_membership_is_asked_and_then_done(
    lenas: FlaskClient, nurse: Person, rows: Rows
) -> None:
    page = lenas.post(f"{OF_KENT}/members/end", data={"email": nurse.email}).text

    assert "Remove Nora Nurse from Kent?" in page
    assert "What they wrote stays with Kent." in page
    assert "stop working" not in page
    assert ended(rows) == []

    assert go_on(lenas, page).location == f"{AT}/people"
    assert ended(rows) == [nurse.id]


def test_what_was_only_asked_is_in_no_log_and_ends_no_session(
    lenas: FlaskClient, kents: FlaskClient, nurse: Person, rows: Rows
) -> None:
    kents.get("/account")
    before = rows(sa.select(AuditEvent.id))

    lenas.post(f"{OF_KENT}/members/end", data={"email": nurse.email})

    theirs = sa.select(StoredSession.person_id).where(StoredSession.person_id == nurse.id)
    assert rows(sa.select(AuditEvent.id)) == before
    assert rows(theirs) == [nurse.id]
    assert kents.get("/account").status_code == 200


def test_of_a_leads_invitations_the_page_tells(
    lenas: FlaskClient, make: Factory, kent: Organisation
) -> None:
    other = make.organisation_lead(kent)

    page = lenas.post(f"{OF_KENT}/members/end", data={"email": other.email}).text

    assert "stop working while they are not a lead of Kent" in page


def test_leaving_is_asked_and_then_done(
    kents: FlaskClient, lead: Person, nurse: Person, rows: Rows
) -> None:
    assert lead
    page = kents.post(f"{OF_KENT}/members/leave").text

    assert "Leave Kent?" in page
    assert "You need a new invitation to come back." in page
    assert ended(rows) == []

    assert go_on(kents, page).location == "/"
    assert ended(rows) == [nurse.id]


def test_a_lead_who_leaves_reads_of_their_invitations(
    lenas: FlaskClient, make: Factory, kent: Organisation
) -> None:
    make.organisation_lead(kent)

    page = lenas.post(f"{OF_KENT}/members/leave").text

    assert "stop working while you are not a lead of Kent" in page


@pytest.mark.parametrize("typed", ["lena@kent.example", " Lena@Kent.example"])
def test_a_lead_who_would_lead_no_more_is_asked(
    *, lenas: FlaskClient, make: Factory, kent: Organisation, rows: Rows, lead: Person, typed: str
) -> None:
    make.organisation_lead(kent)
    role = sa.select(Membership.role).where(Membership.person_id == lead.id)

    page = lenas.post(
        f"{OF_KENT}/members/change-role", data={"email": typed, "role": "contributor"}
    ).text

    assert "Only another lead can make you a lead again." in page
    assert rows(role) == ["lead"]
    go_on(lenas, page)
    assert rows(role) == ["contributor"]


@pytest.mark.on_postgresql
def test_making_a_lead_is_asked_and_then_done(
    lenas: FlaskClient, nurse: Person, rows: Rows
) -> None:
    role = sa.select(Membership.role).where(Membership.person_id == nurse.id)
    data = {"email": nurse.email, "role": "lead"}

    page = lenas.post(f"{OF_KENT}/members/change-role", data=data).text

    assert "Make Nora Nurse a lead of Kent?" in page
    assert rows(role) == ["contributor"]
    assert go_on(lenas, page).location == f"{AT}/people"
    assert rows(role) == ["lead"]


def test_making_another_lead_a_contributor_is_not_asked(
    lenas: FlaskClient, make: Factory, kent: Organisation, rows: Rows
) -> None:
    other = make.organisation_lead(kent)
    data = {"email": other.email, "role": "contributor"}

    answer = lenas.post(f"{OF_KENT}/members/change-role", data=data)

    assert answer.status_code == 303
    role = sa.select(Membership.role).where(Membership.person_id == other.id)
    assert rows(role) == ["contributor"]


def test_nobody_is_asked_in_vain(lenas: FlaskClient) -> None:
    answer = lenas.post(f"{OF_KENT}/members/leave")

    assert answer.location == f"{AT}/people"
    assert "You are the only lead of Kent" in lenas.get(f"{AT}/people").text


def test_ending_an_organisations_part_is_asked_and_then_done(
    leads: FlaskClient, medway: Organisation, rows: Rows
) -> None:
    page = leads.post(f"{AT}/organisations/medway/end-part").text

    assert "Remove Medway from the programme TICC?" in page
    assert "What Medway logged stays" in page
    assert ended(rows) == []

    go_on(leads, page)
    assert ended(rows) == [medway.id]


def test_ending_a_role_is_asked_and_then_done(
    leads: FlaskClient, make: Factory, programme: Programme, rows: Rows
) -> None:
    other = make.programme_lead(programme, name="Lou Lead")

    page = leads.post(f"{AT}/people/end-role", data={"email": other.email, "role": "lead"}).text

    assert "Remove the role “programme lead” of Lou Lead in TICC?" in page
    assert "stop working while they are not a lead of TICC" in page
    assert ended(rows) == []

    go_on(leads, page)
    assert ended(rows) == [other.id]


def test_a_funder_leads_nothing_and_reads_of_no_invitation(
    leads: FlaskClient, funders: FlaskClient, rows: Rows
) -> None:
    [funder] = rows(sa.select(Person).join(Assignment).where(Assignment.role == "funder"))
    data = {"email": funder.email, "role": "funder"}

    pages = [
        leads.post(f"{AT}/people/end-role", data=data).text,
        funders.post(f"{AT}/people/step-down", data={"role": "funder"}).text,
    ]

    assert ["stop working" in page for page in pages] == [False, False]


def test_stepping_down_is_asked_and_then_done(
    leads: FlaskClient, make: Factory, programme: Programme, rows: Rows
) -> None:
    other = make.programme_lead(programme)

    page = leads.post(f"{AT}/people/step-down", data={"role": "lead"}).text

    assert "Give up your role “programme lead” in TICC?" in page
    assert "stop working while you are not a lead of TICC" in page
    assert ended(rows) == []

    assert go_on(leads, page).location == "/"
    assert other.id not in ended(rows)
    assert len(ended(rows)) == 1


@pytest.fixture
def adas(signed_in_as: SignIn, make: Factory) -> FlaskClient:
    """The browser of an administrator, who is not the only one."""
    make.administrator(email="bea@tracker.example")
    return signed_in_as(make.administrator(name="Ada Admin", email="ada@tracker.example"))


def test_closing_an_account_is_asked_and_then_done(
    adas: FlaskClient, lead: Person, rows: Rows
) -> None:
    page = adas.post("/administration/people/close-account", data={"email": lead.email}).text

    assert "Close the account of Lena Lead (lena@kent.example)?" in page
    assert "These will have no lead: Kent." in page
    assert "your own account" not in page
    assert ended(rows) == []

    assert go_on(adas, page).location == "/administration"
    assert ended(rows) == [lead.id]


def test_who_closes_their_own_account_is_told_so(adas: FlaskClient, nurse: Person) -> None:
    close = "/administration/people/close-account"

    own = adas.post(close, data={"email": "ada@tracker.example"}).text
    others = adas.post(close, data={"email": nurse.email}).text

    assert "This is your own account." in own
    assert "These will have no lead" not in others


@pytest.mark.parametrize(
    ("whose", "said"),
    [
        ("bea@tracker.example", "They can no longer add programmes"),
        ("ada@tracker.example", "Only another administrator can make you an administrator again."),
    ],
)
def test_withdrawing_administration_is_asked_and_then_done(
    adas: FlaskClient, rows: Rows, whose: str, said: str
) -> None:
    administers = sa.select(Person.is_administrator).where(Person.email == whose)

    page = adas.post("/administration/people/withdraw-administration", data={"email": whose}).text

    assert said in page
    assert rows(administers) == [True]
    go_on(adas, page)
    assert rows(administers) == [False]


def test_making_an_administrator_is_asked_and_then_done(
    adas: FlaskClient, nurse: Person, rows: Rows
) -> None:
    administers = sa.select(Person.is_administrator).where(Person.id == nurse.id)

    page = adas.post("/administration/people/make-administrator", data={"email": nurse.email}).text

    assert f"Make Nora Nurse ({nurse.email}) an administrator?" in page
    assert rows(administers) == [False]
    assert go_on(adas, page).location == "/administration"
    assert rows(administers) == [True]


@pytest.mark.parametrize("is_administrator", [True, False])
def test_reopening_an_account_is_asked_and_then_done(
    *, adas: FlaskClient, make: Factory, rows: Rows, is_administrator: bool
) -> None:
    closed = make.person(active=False, is_administrator=is_administrator)
    active = sa.select(Person.active).where(Person.id == closed.id)

    page = adas.post("/administration/people/open-account", data={"email": closed.email}).text

    assert "This person can sign in again." in page
    assert ("They are an administrator again." in page) == is_administrator
    assert rows(active) == [False]
    go_on(adas, page)
    assert rows(active) == [True]
