"""Where nobody leads an organisation, a lead of its programme invites the first, and no more."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.mailbox import Mailbox
from tracker.models import Assignment, Invitation, Membership, Organisation, Participation, Person
from tracker.models.moment import now

PEOPLE = "/programmes/ticc/people"
FIRST = "/programmes/ticc/organisations/medway/invite-first-lead"
MAY = "may@medway.example"

Rows = Callable[[sa.Select[Any]], list[Any]]
Run = Callable[[sa.Executable], None]
SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def may(make: Factory, medway: Organisation) -> Person:
    """A contributor of Medway, which nobody leads."""
    return make.contributor(medway, name="May Medway", email=MAY)


@pytest.fixture
def link(leads: FlaskClient, may: Person, mailbox: Mailbox) -> str:
    """The link that the programme lead has sent to May."""
    assert leads.post(FIRST, data={"email": may.email}).location == PEOPLE
    return mailbox.link_to(MAY)


def test_whom_nobody_leads_has_a_button(
    leads: FlaskClient, make: Factory, medway: Organisation
) -> None:
    assert FIRST in leads.get(PEOPLE).text
    assert "Invite a lead for Medway" in leads.get(FIRST).text

    make.organisation_lead(medway)

    assert FIRST not in leads.get(PEOPLE).text


def test_who_accepts_leads_and_whether_they_were_there_was_told_nobody(
    signed_in_as: SignIn, may: Person, link: str, rows: Rows
) -> None:
    assert signed_in_as(may).post(link).status_code == 303

    assert rows(sa.select(Membership.role).where(Membership.person_id == may.id)) == ["lead"]


def test_who_has_a_lead_needs_no_other(
    leads: FlaskClient, make: Factory, medway: Organisation, rows: Rows
) -> None:
    make.organisation_lead(medway)

    page = leads.post(FIRST, data={"email": MAY})

    assert page.status_code == 422
    assert "Medway already has a lead" in page.text
    assert rows(sa.select(Invitation)) == []


def test_a_lead_who_cannot_sign_in_does_not_count(
    signed_in_as: SignIn, make: Factory, medway: Organisation, may: Person, link: str
) -> None:
    make.organisation_lead(medway, active=False)

    assert signed_in_as(may).post(link).status_code == 303


def test_a_lead_who_left_does_not_count(
    client: FlaskClient, make: Factory, medway: Organisation, link: str, run: Run
) -> None:
    gone = Membership.person_id == make.organisation_lead(medway).id
    assert client.get(link).status_code == 410

    run(sa.update(Membership).where(gone).values(ended_at=now()))

    assert client.get(link).status_code == 200


def test_once_somebody_leads_the_link_opens_nothing(
    client: FlaskClient, make: Factory, medway: Organisation, link: str
) -> None:
    assert client.get(link).status_code == 200

    make.organisation_lead(medway)

    assert client.get(link).status_code == 410


ENDS = {
    "the programme lead leads no more": sa.update(Assignment).values(ended_at=now()),
    "they are an observer now": sa.update(Assignment).values(role="observer"),
    "the organisation has left": sa.update(Participation).values(left_on=now().date()),
    "it was to be no lead": sa.update(Invitation).values(organisation_role="contributor"),
}


@pytest.mark.parametrize("end", [pytest.param(end, id=name) for name, end in ENDS.items()])
def test_with_what_allowed_it_the_link_ends(
    client: FlaskClient, link: str, run: Run, end: sa.Executable
) -> None:
    run(end)

    assert client.get(link).status_code == 410


@pytest.mark.parametrize("browser", ["kent", "medway", "funder"])
def test_nobody_else_invites_a_first_lead(
    browsers: dict[str, FlaskClient], rows: Rows, browser: str
) -> None:
    answer = browsers[browser].post(FIRST, data={"email": MAY})

    assert answer.status_code == 403
    assert rows(sa.select(Invitation)) == []


def test_whoever_invites_sees_no_more_of_it_than_before(
    leads: FlaskClient, make: Factory, medway: Organisation, link: str
) -> None:
    hidden = make.obstacle(organisation=medway, visibility="organisation")

    assert link
    assert leads.get(f"/programmes/ticc/obstacles/{hidden.reference}").status_code == 404
    assert "May Medway" not in leads.get(PEOPLE).text
