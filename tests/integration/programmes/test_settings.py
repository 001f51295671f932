"""A programme's leads say what it is called, what it is about, and by which rules it goes."""

import pytest
import sqlalchemy as sa

from tests.integration.security.forms_of_pages import forms_in
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Programme
from tracker.programmes.commands import Rules, edit_programme

SETTINGS = "/programmes/ticc/settings"
CHANGED = {
    "name": "TICC 2",
    "full_name": "Transforming integrated care",
    "about": "Description.",
    "threshold": "5",
    "retention_months": "24",
    "reminder_months": "12",
    "reminders_a_week": "2",
    "requires_second_factor": "y",
    "default_visibility": "funders",
}
SURE = {"confirmed": "yes"}


@pytest.mark.on_postgresql
def test_a_lead_changes_words_and_rules(leads, rows):
    answer = leads.post(SETTINGS, data=CHANGED | SURE)

    [programme] = rows(sa.select(Programme))
    assert (answer.status_code, answer.location) == (303, "/programmes/ticc")
    assert (programme.name, programme.full_name) == ("TICC 2", "Transforming integrated care")
    assert programme.about == "Description."
    assert (programme.threshold, programme.retention_months) == (5, 24)
    assert (programme.reminder_months, programme.reminders_a_week) == (12, 2)
    assert programme.requires_second_factor
    assert programme.default_visibility == "funders"


def test_its_address_and_prefix_stay(leads, rows):
    leads.post(SETTINGS, data=CHANGED | {"slug": "mine", "prefix": "MINE", "revision": "0"})

    [programme] = rows(sa.select(Programme))
    assert (programme.slug, programme.prefix) == ("ticc", "TICC")


def test_the_form_holds_what_holds(leads, run):
    run(sa.update(Programme).values(retention_months=36, threshold=4))

    page = leads.get(SETTINGS).text

    for value in ('value="36"', 'value="4"', 'value="TICC"'):
        assert value in page


def test_what_is_blank_is_kept_for_good(leads, run, rows):
    run(sa.update(Programme).values(retention_months=36))

    leads.post(SETTINGS, data=CHANGED | {"retention_months": ""})

    assert rows(sa.select(Programme.retention_months)) == [None]


@pytest.mark.parametrize(
    ("before", "typed", "is_asked"),
    [
        (None, "24", True),
        (36, "24", True),
        (24, "24", False),
        (12, "24", False),
        (12, "", False),
    ],
)
def test_deleting_sooner_is_confirmed_first(leads, run, rows, before, typed, is_asked):
    run(sa.update(Programme).values(retention_months=before))

    answer = leads.post(SETTINGS, data=CHANGED | {"retention_months": typed})

    assert ("You cannot undo this." in answer.text) == is_asked
    assert (rows(sa.select(Programme.name)) == ["TICC"]) == is_asked


def test_what_was_typed_is_sent_again_with_the_confirmation(leads, rows):
    page = leads.post(SETTINGS, data=CHANGED | {"about": "Two\r\nlines"}).text
    [form] = [one for one in forms_in("/", page) if ("confirmed", "yes") in one.filled("x")]

    assert leads.post(SETTINGS, data=dict(form.filled("x"))).status_code == 303

    [programme] = rows(sa.select(Programme))
    assert (programme.about.split(), programme.retention_months) == (["Two", "lines"], 24)
    assert programme.requires_second_factor


def test_months_of_nought_ask_nobody(leads, rows):
    leads.post(SETTINGS, data=CHANGED | SURE | {"reminder_months": "0"})

    assert rows(sa.select(Programme.reminder_months)) == [0]


def test_the_new_name_stands_on_pages_that_were_kept(leads, kents):
    page = "/programmes/ticc/network"
    assert "TICC 2" not in kents.get(page).text

    leads.post(SETTINGS, data=CHANGED | SURE)

    assert "TICC 2" in kents.get(page).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the programme’s name"),
        ({"name": "x" * 81}, "1 character too long. Shorten the text"),
        ({"full_name": ""}, "Enter the programme’s full name"),
        ({"about": "x" * 5001}, "1 character too long. Shorten the text"),
        ({"full_name": "Go to evil.example"}, "without a web or email address"),
        ({"default_visibility": "everybody"}, "Choose who can see it"),
        ({"threshold": "2"}, "Enter a number from 3 to 50"),
        ({"threshold": "0"}, "Enter a number from 3 to 50"),
        ({"threshold": ""}, "Enter a number from 3 to 50"),
        ({"threshold": "51"}, "Enter a number from 3 to 50"),
        ({"threshold": "three"}, "Enter a whole number"),
        ({"reminder_months": ""}, "Enter a number from 0 to 600"),
        ({"reminder_months": "601"}, "Enter a number from 0 to 600"),
        ({"reminders_a_week": "0"}, "Enter a number from 1 to 50"),
        ({"reminders_a_week": "51"}, "Enter a number from 1 to 50"),
        ({"retention_months": "0"}, "Enter 1 to 600 months"),
        ({"retention_months": "601"}, "Enter 1 to 600 months"),
        ({"retention_months": "-1"}, "Enter a whole number"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(leads, rows, wrong, said):
    answer = leads.post(SETTINGS, data=CHANGED | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert rows(sa.select(Programme.name)) == ["TICC"]
    assert rows(sa.select(Programme.threshold)) == [3]


@pytest.mark.parametrize("browser", ["kent", "medway", "funder"])
def test_only_its_leads_settle_it(browsers, rows, browser):
    answers = [browsers[browser].get(SETTINGS), browsers[browser].post(SETTINGS, data=CHANGED)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert rows(sa.select(Programme.name)) == ["TICC"]


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    "rules",
    [
        Rules(threshold=2),
        Rules(threshold=51),
        Rules(retention_months=0),
        Rules(reminder_months=-1),
        Rules(reminder_months=601),
        Rules(reminders_a_week=0),
        Rules(reminders_a_week=51),
        Rules(retention_months=601),
    ],
)
def test_the_command_holds_the_limits_too(programme, rules):
    held = db.session.get_one(Programme, programme.id)

    with pytest.raises(DomainError, match="Enter"):
        edit_programme(programme=held, name="T", full_name="T", about="", rules=rules)
