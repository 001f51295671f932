"""A partner logs an obstacle: one sentence is enough, and nothing typed is lost."""

import csv
import io
import re
from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from tests.integration.conftest import AT
from tracker.models import (
    AuditEvent,
    Obstacle,
    ObstacleWord,
    Programme,
    StatusChange,
    obstacle_category,
)
from tracker.models.vocabulary import Kind, Level, Status, Visibility

EVERYTHING = {
    "title": "Sign-off sits too high",
    "visibility": "funders",
    "is_unnamed": "y",
    "details": "Twice in May.\r\nAnd again.",
    "since": "3 2018",
    "level": "organisation",
    "team": "Ashford",
    "people_supported": "40",
    "staff_hours_a_week": "11",
    "sickness_days_a_year": "",
    "budget_a_year": "9,200",
    "budget_currency": "GBP",
}


def test_the_form_asks_one_question(kents):
    page = kents.get(f"{AT}/log")

    assert page.status_code == 200
    assert "What is in the way?" in page.text
    assert (
        "Under freedom of information law, people may still ask to see what you write." in page.text
    )
    assert "Visible to partners, with our name" in page.text


def test_one_sentence_is_enough(kents, rows, nurse, kent):
    answer = kents.post(f"{AT}/log", data={"title": "Sign-off sits too high"})

    [obstacle] = rows(sa.select(Obstacle))
    assert answer.status_code == 303
    assert answer.location == f"{AT}/{obstacle.reference}/logged"
    assert (obstacle.title, obstacle.status) == ("Sign-off sits too high", Status.OPEN)
    assert (obstacle.organisation_id, obstacle.author_id) == (kent.id, nurse.id)
    assert (obstacle.visibility, obstacle.is_named) == (Visibility.PARTNERS, True)
    assert (obstacle.people_supported, obstacle.since_year, obstacle.level) == (None, None, None)
    assert not obstacle.is_draft


def test_everything_that_is_said_is_kept(kents, rows, make):
    categories = [make.category("Leadership"), make.category("Rules")]
    kents.post(f"{AT}/log", data=EVERYTHING | {"categories": [one.slug for one in categories]})

    [obstacle] = rows(sa.select(Obstacle))
    assert (obstacle.visibility, obstacle.is_named) == (Visibility.FUNDERS, False)
    assert obstacle.details == "Twice in May.\nAnd again."
    assert (obstacle.since_year, obstacle.since_month) == (2018, 3)
    assert (obstacle.level, obstacle.team) == (Level.ORGANISATION, "Ashford")
    assert (obstacle.people_supported, obstacle.staff_hours_a_week) == (40, 11)
    assert obstacle.sickness_days_a_year is None
    assert (obstacle.budget_a_year, obstacle.budget_currency) == (Decimal(9200), "GBP")
    assert set(rows(sa.select(obstacle_category.c.category_id))) == {one.id for one in categories}


@pytest.mark.parametrize(
    ("amount", "has_currency"), [("", False), ("9200", True)], ids=["no amount", "an amount"]
)
def test_a_currency_is_recorded_with_an_amount_only(
    kents, signed_in_as, make, kent, rows, amount, has_currency
):
    costs = {"budget_a_year": amount, "budget_currency": "GBP"}
    kents.post(f"{AT}/log", data={"title": "No mandate"} | costs)

    logged = sa.select(AuditEvent.payload).where(AuditEvent.act == "obstacle:log")
    [payload] = rows(logged)
    [taken] = kents.get("/account/data").json["obstacles"]
    log = signed_in_as(make.organisation_lead(kent)).get("/programmes/ticc/log").text

    assert ("budget_currency" in payload) == has_currency
    assert ("budget_currency" in taken) == has_currency
    assert ("GBP" in log) == has_currency


def test_its_story_begins_as_open(kents, rows, nurse):
    kents.post(f"{AT}/log", data={"title": "No mandate"})

    [change] = rows(sa.select(StatusChange))
    assert (change.status, change.person_id, change.reason) == (Status.OPEN, nurse.id, "")


def test_it_gets_a_code_with_the_programmes_prefix(kents, rows):
    kents.post(f"{AT}/log", data={"title": "No mandate"})

    [reference] = rows(sa.select(Obstacle.reference))
    assert reference.startswith("TICC-")
    assert len(reference) == len("TICC-7KQ4")


def test_search_finds_it_at_once(kents, rows):
    kents.post(f"{AT}/log", data={"title": "Hôpital de jour", "details": "No mandate"})

    words = set(rows(sa.select(ObstacleWord.word)))
    assert {"hopital", "de", "jour", "mandate", "ticc"} <= words


def test_it_raises_the_programmes_revision(kents, rows):
    [before] = rows(sa.select(Programme.revision))

    kents.post(f"{AT}/log", data={"title": "No mandate"})

    [after] = rows(sa.select(Programme.revision))
    assert after > before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Enter a sentence about what is in the way"),
        ({"title": "x" * 201}, "1 character too long. Shorten the text or move part of it"),
        ({"visibility": "everybody"}, "Choose who can see it"),
        ({"organisation": "medway"}, "Choose one of your organisations"),
        ({"categories": "no-such"}, "Choose categories from the list"),
        ({"level": "galactic"}, "Choose a level from the list"),
        ({"since": "3 2999"}, "“Since” must be this month or earlier"),
        ({"people_supported": "many"}, "Enter a whole number, like 9,200"),
        ({"budget_a_year": "9" * 5000}, "Enter a number up to 999,999,999"),
    ],
)
@pytest.mark.usefixtures("medway")
def test_what_is_wrong_gets_a_sentence_and_keeps_the_rest(kents, rows, typed, sentence):
    answer = kents.post(f"{AT}/log", data=EVERYTHING | typed)

    assert answer.status_code == 422
    assert "<title>" in answer.text
    assert "Error:" in answer.text
    assert answer.text.count(sentence) == 2, "once in the summary and once at the field"
    assert "Twice in May." in answer.text
    assert rows(sa.select(Obstacle)) == []


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        (
            {"staff_hours_a_week": "1,500"},
            (
                '<a href="#staff_hours_a_week">Staff hours a week: “1,500” can be read in two '
                "ways. Enter 1500 or 1.5</a>"
            ),
        ),
        (
            {"title": ""},
            '<a href="#title">What is in the way? Enter a sentence about what is in the way</a>',
        ),
    ],
)
def test_summary_names_the_field_and_links_to_it(kents, typed, entry):
    answer = kents.post(f"{AT}/log", data=EVERYTHING | typed)

    assert entry in re.sub(r"\s+", " ", answer.text)
    assert all(f'value="{value}"' in answer.text for value in typed.values() if value)


@pytest.mark.on_postgresql
def test_tenths_of_hours_are_stored_shown_and_exported(kents, rows):
    typed = {"staff_hours_a_week": "7,5", "sickness_days_a_year": "12", "budget_a_year": "1.500,50"}
    kents.post(f"{AT}/log", data=EVERYTHING | typed)

    [obstacle] = rows(sa.select(Obstacle))
    page = kents.get(f"{AT}/{obstacle.reference}").text
    edit = kents.get(f"{AT}/{obstacle.reference}/edit").text
    (line,) = csv.DictReader(io.StringIO(kents.get(f"{AT}.csv").data.decode("utf-8-sig")))
    (json_line,) = kents.get(f"{AT}.json").json["obstacles"]

    assert (obstacle.staff_hours_a_week, obstacle.sickness_days_a_year) == (Decimal("7.5"), 12)
    assert re.search(r"<dt>staff hours a week</dt>\s*<dd class=\"n\">\s*7\.5\s*</dd>", page)
    assert 'name="staff_hours_a_week" type="text" value="7.5"' in edit
    assert (line["Staff hours a week"], line["Staff sickness days a year"]) == ("7.5", "12")
    assert line["Budget a year"] == "1500.50"
    assert (json_line["staff_hours_a_week"], json_line["sickness_days_a_year"]) == (7.5, 12)


def test_a_sentence_too_long_is_all_kept(kents):
    answer = kents.post(f"{AT}/log", data={"title": "word " * 100})

    assert answer.text.count("word") >= 100


def test_another_programmes_category_is_refused(kents, make, rows):
    other = make.programme("other")
    category = make.category("Theirs", programme=other)

    answer = kents.post(f"{AT}/log", data={"title": "No mandate", "categories": category.slug})

    assert answer.status_code == 422
    assert rows(sa.select(Obstacle)) == []


def test_a_retired_category_is_not_offered(kents, make):
    make.category("Old kind", retired_at=sa.func.now())

    assert "Old kind" not in kents.get(f"{AT}/log").text


def test_control_characters_are_left_out(kents, rows):
    kents.post(f"{AT}/log", data={"title": "No\x00 man\x07date", "details": "A\x1bB"})

    [obstacle] = rows(sa.select(Obstacle))
    assert (obstacle.title, obstacle.details) == ("No mandate", "AB")


def test_markup_is_shown_as_it_was_typed(kents, rows):
    kents.post(f"{AT}/log", data={"title": '"><svg onload=alert(1)>{{7*7}}'})

    [reference] = rows(sa.select(Obstacle.reference))
    page = kents.get(f"{AT}/{reference}").text
    assert "<svg onload" not in page
    assert "{{7*7}}" in page


def test_fields_that_nobody_offers_are_left_alone(kents, medway, rows, kent):
    forged = {"title": "No mandate", "organisation_id": medway.id, "status": "resolved", "id": 9}

    kents.post(f"{AT}/log", data=forged)

    [obstacle] = rows(sa.select(Obstacle))
    assert (obstacle.organisation_id, obstacle.status) == (kent.id, Status.OPEN)


def test_a_field_sent_twice_counts_once(kents, rows):
    kents.post(f"{AT}/log", data=MultiDict([("title", "First"), ("title", "Second")]))

    assert rows(sa.select(Obstacle.title)) == ["First"]


@pytest.mark.usefixtures("programme")
def test_the_organisations_own_defaults_stand_in_the_form(make, signed_in_as):
    careful = make.organisation(
        "Careful", default_visibility=Visibility.ORGANISATION, is_unnamed_by_default=True
    )

    page = signed_in_as(make.contributor(careful)).get(f"{AT}/log").text

    assert "Visible to our organisation only" in page


@pytest.mark.usefixtures("programme")
def test_the_organisations_own_defaults_hold_where_nothing_is_said(make, signed_in_as, rows):
    careful = make.organisation(
        "Careful", default_visibility=Visibility.ORGANISATION, is_unnamed_by_default=True
    )

    signed_in_as(make.contributor(careful)).post(f"{AT}/log", data={"title": "No mandate"})

    [obstacle] = rows(sa.select(Obstacle))
    assert (obstacle.visibility, obstacle.is_named) == (Visibility.ORGANISATION, False)


def test_who_logs_for_several_organisations_chooses_one(also_in, nurse, medway, kents, rows):
    also_in(nurse, medway)

    kents.post(f"{AT}/log", data={"title": "No mandate", "organisation": "medway"})

    assert 'name="organisation"' in kents.get(f"{AT}/log").text
    assert rows(sa.select(Obstacle.organisation_id)) == [medway.id]


def test_who_logs_for_one_organisation_is_not_asked_which(kents):
    assert 'name="organisation"' not in kents.get(f"{AT}/log").text


@pytest.mark.parametrize("kind", [Kind.FUNDER, Kind.OBSERVER])
@pytest.mark.usefixtures("programme")
def test_who_only_reads_may_not_log(make, signed_in_as, rows, kind):
    client = signed_in_as(make.contributor(make.organisation(kind=kind)))

    assert client.get(f"{AT}/log").status_code == 403
    assert client.post(f"{AT}/log", data={"title": "No mandate"}).status_code == 403
    assert rows(sa.select(Obstacle)) == []


@pytest.mark.usefixtures("programme")
def test_a_stranger_is_asked_to_sign_in(client, rows):
    assert client.get(f"{AT}/log").status_code == 303
    assert client.post(f"{AT}/log", data={"title": "No mandate"}).status_code == 401
    assert rows(sa.select(Obstacle)) == []


def test_another_programme_looks_missing(make, kents):
    make.programme("secret")

    assert kents.get("/programmes/secret/obstacles/log").status_code == 404


def test_what_was_typed_when_the_session_ended_is_in_the_form_again(client, nurse):
    sent = {"title": "Sign-off sits too high", "since": "3 2018"}
    page = client.post(f"{AT}/log", data=sent, headers={"Referer": f"http://localhost{AT}/log"})
    carried = page.text.partition('name="typed"')[2].partition('value="')[2].partition('"')[0]

    client.post("/demo/sign-in", data={"person": nurse.email, "typed": carried})

    form = client.get(f"{AT}/log").text
    assert "Sign-off sits too high" in form
    assert 'value="3 2018"' in form
