"""Roles change and memberships end at the next request, in sessions that are open too."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.listing import without_token
from tracker.models import Assignment, Membership, Organisation, Participation, Person, Programme
from tracker.models.moment import now

AT = "/programmes/ticc"
SURE = {"confirmed": "yes"}
OF_KENT = f"{AT}/organisations/kent"

SignIn = Callable[[Person], FlaskClient]
Rows = Callable[[sa.Select[Any]], list[Any]]


@pytest.fixture
def lead(make: Factory, kent: Organisation) -> Person:
    return make.organisation_lead(kent, name="Lena Lead")


@pytest.fixture
def lenas(signed_in_as: SignIn, lead: Person) -> FlaskClient:
    """The browser of Kent's lead."""
    return signed_in_as(lead)


def told_of(person: Person | None, browser: FlaskClient, path: str) -> str:
    """Return the page after an attempt to end the place of a person, or of nobody's address."""
    email = person.email if person else "nobody@example.org"
    data = SURE | {"email": email, "role": "funder"}
    return without_token(browser.post(path, data=data, follow_redirects=True))


def test_a_membership_ends_at_the_next_request(
    lenas: FlaskClient, kents: FlaskClient, nurse: Person
) -> None:
    assert kents.get(f"{AT}/obstacles").status_code == 200

    answer = lenas.post(f"{OF_KENT}/members/end", data=SURE | {"email": nurse.email})

    assert (answer.status_code, answer.location) == (303, f"{AT}/people")
    assert kents.get(f"{AT}/obstacles").status_code == 303
    assert "Nora Nurse" not in lenas.get(f"{AT}/people").text


def test_with_another_place_the_session_goes_on_and_sees_that_alone(
    lenas: FlaskClient, kents: FlaskClient, nurse: Person, make: Factory, medway: Organisation, run
) -> None:
    hidden = make.obstacle(visibility="organisation")
    run(
        sa.insert(Membership).values(
            person_id=nurse.id, organisation_id=medway.id, role="contributor"
        )
    )
    assert kents.get(f"{AT}/obstacles/{hidden.reference}").status_code == 200

    lenas.post(f"{OF_KENT}/members/end", data=SURE | {"email": nurse.email})

    assert kents.get(f"{AT}/obstacles").status_code == 200
    assert kents.get(f"{AT}/obstacles/{hidden.reference}").status_code == 404


def test_somebody_made_lead_leads_at_the_next_request(
    lenas: FlaskClient, kents: FlaskClient, nurse: Person
) -> None:
    assert kents.get(f"{OF_KENT}/settings").status_code == 403

    lenas.post(f"{OF_KENT}/members/change-role", data=SURE | {"email": nurse.email, "role": "lead"})

    assert kents.get(f"{OF_KENT}/settings").status_code == 200


def test_a_lead_no_more_leads_nothing_at_the_next_request(
    lenas: FlaskClient, signed_in_as: SignIn, make: Factory, kent: Organisation
) -> None:
    other = make.organisation_lead(kent)
    others = signed_in_as(other)
    assert others.get(f"{OF_KENT}/invite").status_code == 200

    lenas.post(f"{OF_KENT}/members/change-role", data={"email": other.email, "role": "contributor"})

    assert others.get(f"{OF_KENT}/invite").status_code == 403


@pytest.mark.parametrize("act", ["change-role", "end", "leave"])
def test_an_organisation_keeps_a_lead(
    lenas: FlaskClient, lead: Person, rows: Rows, act: str
) -> None:
    data = SURE | {"email": lead.email, "role": "contributor"}

    page = lenas.post(f"{OF_KENT}/members/{act}", data=data, follow_redirects=True).text

    assert "You are the only lead of Kent. Make someone else lead first." in page
    assert rows(sa.select(Membership.role).where(Membership.ended_at.is_(None))) == ["lead"]


def test_a_lead_who_cannot_sign_in_does_not_count(
    lenas: FlaskClient, make: Factory, kent: Organisation
) -> None:
    make.organisation_lead(kent, active=False)

    page = lenas.post(f"{OF_KENT}/members/leave", data=SURE, follow_redirects=True).text

    assert "You are the only lead of Kent" in page


def test_a_member_leaves_and_goes_home(kents: FlaskClient, lead: Person, rows: Rows) -> None:
    answer = kents.post(f"{OF_KENT}/members/leave", data=SURE)

    ended = sa.select(Membership.person_id).where(Membership.ended_at.is_(None))
    assert answer.location == "/"
    assert rows(ended) == [lead.id]
    assert kents.get(f"{AT}/people").status_code == 303


def test_nobody_leaves_where_they_are_not(medways: FlaskClient, lead: Person, rows: Rows) -> None:
    page = medways.post(f"{OF_KENT}/members/leave", data=SURE, follow_redirects=True).text

    assert "not a member" in page
    assert lead.id in rows(sa.select(Membership.person_id).where(Membership.ended_at.is_(None)))


@pytest.mark.parametrize("act", ["change-role", "end"])
@pytest.mark.parametrize("browser", ["kent", "medway", "lead", "funder"])
def test_only_its_leads_change_an_organisations_people(
    browsers: dict[str, FlaskClient], nurse: Person, rows: Rows, act: str, browser: str
) -> None:
    before = rows(sa.select(Membership.role))
    data = SURE | {"email": nurse.email, "role": "lead"}

    answer = browsers[browser].post(f"{OF_KENT}/members/{act}", data=data)

    assert answer.status_code == 403
    assert rows(sa.select(Membership.role)) == before
    assert rows(sa.select(Membership).where(Membership.ended_at.is_not(None))) == []


@pytest.mark.parametrize("act", ["change-role", "end"])
def test_a_lead_reaches_no_other_organisations_people(
    lenas: FlaskClient, make: Factory, medway: Organisation, rows: Rows, act: str
) -> None:
    other = make.contributor(medway)
    data = SURE | {"email": other.email, "role": "lead"}

    page = lenas.post(f"{OF_KENT}/members/{act}", data=data, follow_redirects=True).text

    assert "is no longer in this programme" in page
    assert rows(sa.select(Membership.role).where(Membership.person_id == other.id)) == [
        "contributor"
    ]


def test_to_a_lead_who_left_looks_as_who_was_never_there(
    lenas: FlaskClient, nurse: Person, run
) -> None:
    theirs = Membership.person_id == nurse.id
    run(sa.update(Membership).where(theirs).values(ended_at=now()))

    assert told_of(nurse, lenas, f"{OF_KENT}/members/end") == told_of(
        None, lenas, f"{OF_KENT}/members/end"
    )


def test_to_a_programme_lead_a_role_ended_or_elsewhere_looks_as_none(
    leads: FlaskClient, make: Factory, programme: Programme, elsewhere: Programme, run
) -> None:
    gone, other = make.funder(programme), make.funder(elsewhere)
    run(sa.update(Assignment).where(Assignment.person_id == gone.id).values(ended_at=now()))

    told = [told_of(who, leads, f"{AT}/people/end-role") for who in (gone, other, None)]

    assert told == [told[2]] * 3


def test_a_role_that_nobody_knows_is_refused(lenas: FlaskClient, nurse: Person) -> None:
    data = {"email": nurse.email, "role": "emperor"}

    assert lenas.post(f"{OF_KENT}/members/change-role", data=data).status_code == 400


def test_a_role_in_the_programme_ends_at_the_next_request(
    leads: FlaskClient, funders: FlaskClient, rows: Rows
) -> None:
    [funder] = rows(sa.select(Person).join(Assignment).where(Assignment.role == "funder"))

    leads.post(f"{AT}/people/end-role", data=SURE | {"email": funder.email, "role": "funder"})

    assert funders.get(f"{AT}/obstacles").status_code == 303


def test_a_funder_steps_down(funders: FlaskClient, rows: Rows) -> None:
    answer = funders.post(f"{AT}/people/step-down", data=SURE | {"role": "funder"})

    assert answer.location == "/"
    assert rows(sa.select(Assignment).where(Assignment.ended_at.is_(None))) == []


def test_nobody_steps_down_from_what_they_are_not(funders: FlaskClient) -> None:
    answer = funders.post(
        f"{AT}/people/step-down", data=SURE | {"role": "lead"}, follow_redirects=True
    )

    assert "does not have the role" in answer.text


@pytest.mark.parametrize("act", ["end-role", "step-down"])
def test_a_programme_keeps_a_lead(leads: FlaskClient, rows: Rows, act: str) -> None:
    [lead] = rows(sa.select(Person).join(Assignment).where(Assignment.role == "lead"))
    data = SURE | {"email": lead.email, "role": "lead"}

    page = leads.post(f"{AT}/people/{act}", data=data, follow_redirects=True).text

    assert "You are the only lead of TICC. Invite another lead first." in page
    assert rows(sa.select(Assignment).where(Assignment.ended_at.is_not(None))) == []


@pytest.mark.on_postgresql
def test_of_two_leads_one_may_go(
    leads: FlaskClient, make: Factory, programme: Programme, rows: Rows
) -> None:
    other = make.programme_lead(programme)

    leads.post(f"{AT}/people/end-role", data=SURE | {"email": other.email, "role": "lead"})

    ended = sa.select(Assignment.person_id).where(Assignment.ended_at.is_not(None))
    assert rows(ended) == [other.id]


def test_an_organisation_whose_part_ends_sees_nothing_at_the_next_request(
    leads: FlaskClient, medways: FlaskClient, medway: Organisation, rows: Rows
) -> None:
    assert medways.get(f"{AT}/obstacles").status_code == 200

    page = leads.post(f"{AT}/organisations/medway/end-part", data=SURE, follow_redirects=True).text

    left = sa.select(Participation.organisation_id).where(Participation.left_on.is_not(None))
    assert "Medway removed from the programme" in page
    assert rows(left) == [medway.id]
    assert medways.get(f"{AT}/obstacles").status_code == 404


@pytest.mark.parametrize("path", ["people/end-role", "organisations/medway/end-part"])
@pytest.mark.parametrize("browser", ["kent", "medway", "funder"])
def test_only_programme_leads_end_roles_and_parts(
    browsers: dict[str, FlaskClient], rows: Rows, path: str, browser: str
) -> None:
    answer = browsers[browser].post(f"{AT}/{path}", data=SURE | {"email": "x", "role": "lead"})

    assert answer.status_code == 403
    assert rows(sa.select(Participation).where(Participation.left_on.is_not(None))) == []


def test_a_part_that_has_ended_looks_missing(leads: FlaskClient, medway: Organisation) -> None:
    assert medway
    leads.post(f"{AT}/organisations/medway/end-part", data=SURE)

    assert leads.post(f"{AT}/organisations/medway/end-part").status_code == 404
