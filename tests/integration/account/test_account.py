from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.models import Assignment, Membership, Person
from tracker.models.moment import now

SignIn = Callable[[Person], FlaskClient]


@pytest.mark.on_postgresql
def test_the_account_shows_who_one_is_and_where(make: Factory, signed_in_as: SignIn) -> None:
    place = make.organisation("Kent County Council")
    person = make.organisation_lead(place, name="Ann Smith", email="ann@kent.example")

    page = signed_in_as(person).get("/account").text

    for shown in ["Ann Smith", "ann@kent.example", "Kent County Council", "organisation lead"]:
        assert shown in page


def test_the_account_shows_roles_in_programmes(make: Factory, signed_in_as: SignIn) -> None:
    make.programme(full_name="Care close to home")
    person = make.programme_lead()

    page = signed_in_as(person).get("/account").text

    assert "Care close to home" in page
    assert "programme lead" in page


def test_the_account_leads_to_programmes_of_ones_organisation(
    make: Factory, signed_in_as: SignIn
) -> None:
    programme = make.programme(full_name="Care close to home")
    make.programme(full_name="Somebody else's programme")
    person = make.contributor()

    page = signed_in_as(person).get("/account").text

    assert f'href="/programmes/{programme.slug}">Care close to home</a>' in page
    assert "through your organisation" in page
    assert "Somebody else" not in page


def test_the_account_shows_nothing_of_others(make: Factory, signed_in_as: SignIn) -> None:
    person = make.contributor(make.organisation("Kent"))
    make.contributor(make.organisation("Medway"), name="Bob Jones")

    page = signed_in_as(person).get("/account").text

    assert "Medway" not in page
    assert "Bob Jones" not in page


def test_the_account_shows_no_organisation_that_one_left(
    make: Factory, signed_in_as: SignIn, run
) -> None:
    person = make.contributor(make.organisation("Kent"))
    run(sa.update(Membership).values(ended_at=now()))

    assert "Kent" not in signed_in_as(person).get("/account").text


def test_the_account_shows_no_role_that_has_ended(make: Factory, signed_in_as: SignIn, run) -> None:
    place, person = {"programme_id": make.programme().id}, make.contributor()
    run(sa.insert(Assignment).values(person_id=person.id, role="funder", ended_at=now(), **place))

    page = signed_in_as(person).get("/account").text

    assert "through your organisation" in page
    assert "funder" not in page


def test_the_account_counts_ones_sessions(make: Factory, signed_in_as: SignIn) -> None:
    person = make.contributor()
    signed_in_as(person)
    signed_in_as(make.contributor())

    page = signed_in_as(person).get("/account").text

    assert page.count("data-session") == 2
    assert page.count("This browser") == 1


def test_a_stranger_has_no_account(client: FlaskClient) -> None:
    answer = client.get("/account")

    assert (answer.status_code, answer.location) == (303, "/login?next=/account")
