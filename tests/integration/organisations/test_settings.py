"""An organisation's leads choose what its obstacles begin with, and who may widen them."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.models import Obstacle, Organisation, Programme
from tracker.models.vocabulary import OrganisationRole, Visibility

SETTINGS = "/programmes/ticc/organisations/kent/settings"
NARROW = {"default_visibility": "organisation", "is_unnamed_by_default": "y", "widened_by": "lead"}


@pytest.fixture
def lenas(signed_in_as, make: Factory, kent: Organisation) -> FlaskClient:
    """The browser of Kent's lead."""
    return signed_in_as(make.organisation_lead(kent))


def test_a_lead_chooses_all_three(lenas, rows):
    answer = lenas.post(SETTINGS, data=NARROW)

    [kent] = rows(sa.select(Organisation))
    assert (answer.status_code, answer.location) == (303, "/programmes/ticc/people")
    assert kent.default_visibility is Visibility.ORGANISATION
    assert kent.is_unnamed_by_default
    assert kent.widened_by is OrganisationRole.LEAD


def test_the_form_holds_what_holds(lenas, run):
    run(sa.update(Organisation).values(default_visibility="funders", widened_by="lead"))

    page = lenas.get(SETTINGS).text

    chosen = re.findall(r"<input checked[^>]*value=\"(\w+)\"", page)
    assert chosen == ["funders", "lead"]


def test_what_is_logged_from_then_on_begins_so(lenas, kents):
    lenas.post(SETTINGS, data=NARROW)

    page = kents.get("/programmes/ticc/obstacles/log").text

    assert "Visible to our organisation only" in page


@pytest.mark.on_postgresql
def test_what_is_logged_already_stays(lenas, make, rows):
    make.obstacle()

    lenas.post(SETTINGS, data=NARROW)

    assert rows(sa.select(Obstacle.visibility)) == [Visibility.PARTNERS]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"default_visibility": "everybody"}, "Choose who can see it"),
        ({"widened_by": "funder"}, "Choose who can do this"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(lenas, rows, wrong, said):
    answer = lenas.post(SETTINGS, data=NARROW | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert rows(sa.select(Organisation.default_visibility)) == [Visibility.PARTNERS]


@pytest.mark.parametrize("browser", ["kent", "medway", "lead", "funder"])
def test_only_its_leads_choose(browsers, rows, browser):
    answers = [browsers[browser].get(SETTINGS), browsers[browser].post(SETTINGS, data=NARROW)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert set(rows(sa.select(Organisation.widened_by))) == {OrganisationRole.CONTRIBUTOR}


def test_another_field_is_not_taken(lenas, rows):
    lenas.post(SETTINGS, data=NARROW | {"name": "Mine", "slug": "mine"})

    assert rows(sa.select(Organisation.name)) == ["Kent"]


def test_an_organisation_elsewhere_looks_missing(lenas, make: Factory, programme: Programme):
    assert programme
    make.organisation("Far", slug="far", programme=make.programme("other"))

    assert lenas.get("/programmes/ticc/organisations/far/settings").status_code == 404
