"""What may be typed about an obstacle: one question is enough, and nothing typed is lost."""

from decimal import Decimal

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from tracker.forms.pick_list import PickList
from tracker.models import Obstacle
from tracker.models.obstacle import (
    DETAILS_LENGTH,
    MAX_MEASURE,
    REASON_LENGTH,
    TEAM_LENGTH,
    TITLE_LENGTH,
)
from tracker.models.vocabulary import Level, Status, Visibility
from tracker.obstacles.forms import HindranceForm, StatusForm, filled_form
from tracker.sight.options import PickOptions, Scope


def test_one_sentence_is_enough(fill):
    form = fill(title="Sign-off sits too high")

    assert form.validate()
    assert form.content().title == "Sign-off sits too high"


def test_what_is_left_blank_is_not_said(fill):
    form = fill(people_supported="", since="", level="", budget_a_year="", team="")
    form.validate()

    content = form.content()

    assert (content.people_supported, content.budget_a_year, content.level) == (None, None, None)
    assert (content.since_year, content.since_month, content.team) == (None, None, "")


def test_a_nought_is_said(fill):
    form = fill(sickness_days_a_year="0")
    form.validate()

    assert form.content().sickness_days_a_year == 0


def test_everything_that_is_said_is_told(fill):
    form = fill(
        visibility="funders",
        is_unnamed="y",
        details="Twice",
        since="3 2018",
        categories=["leadership", "sign-off"],
        level="national",
        team="Ashford",
        people_supported="40",
        staff_hours_a_week="11",
        budget_a_year="9,200",
        budget_currency="GBP",
    )
    form.validate()

    content = form.content()

    assert (content.visibility, content.is_named, content.level) == (
        Visibility.FUNDERS,
        False,
        Level.NATIONAL,
    )
    assert (content.since_year, content.since_month) == (2018, 3)
    assert content.category_ids == {7, 8}
    assert (content.budget_a_year, content.budget_currency) == (9200, "GBP")


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        *(("7,5", "7.5"), ("7.5", "7.5"), ("37", "37"), ("1 500", "1500"), ("1500,5", "1500.5")),
        *(("1.500,5", "1500.5"), ("1,500.5", "1500.5"), ("0,500", "0.5"), ("7.50", "7.5")),
    ],
)
def test_hours_take_one_decimal(fill, typed, hours):
    form = fill(staff_hours_a_week=typed)

    assert form.validate(), form.errors
    assert form.content().staff_hours_a_week == Decimal(hours)


@pytest.mark.parametrize("typed", ["£1,500.50", "GBP 1.500,50", "1 500,50 gbp", "£1,500.5"])
def test_amount_takes_two_decimals_and_a_currency(fill, typed):
    form = fill(budget_a_year=typed)

    assert form.validate(), form.errors
    assert (form.content().budget_a_year, form.content().budget_currency) == (
        Decimal("1500.50"),
        "GBP",
    )


@pytest.mark.parametrize("language", ["en_GB", "fr", "nl"])
@pytest.mark.parametrize("hours", ["7.5", "1500", "1234.5", "999999999"])
def test_saved_measures_are_read_again_in_every_language(fill, kent, language, hours):
    obstacle = Obstacle(
        title="No mandate",
        visibility=Visibility.PUBLIC,
        staff_hours_a_week=Decimal(hours),
        sickness_days_a_year=Decimal(hours),
        budget_a_year=Decimal(hours),
        budget_currency="EUR",
        version=4,
        organisation=kent,
    )

    with force_locale(language):
        form = fill(**(filled_form(obstacle, []) | {"is_unnamed": "y"}))
        assert form.validate(), form.errors

    measures = form.content()
    assert measures.staff_hours_a_week == measures.sickness_days_a_year == Decimal(hours)
    assert measures.budget_a_year == Decimal(hours)


def test_a_sign_beside_an_amount_tells_its_currency(fill):
    form = fill(budget_a_year="€ 9.200", budget_currency="GBP")
    form.validate()

    assert form.content().budget_currency == "EUR"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Enter a sentence about what is in the way"),
        ("title", " \u200b\n", "Enter a sentence about what is in the way"),
        (
            "title",
            "x" * 201,
            "1 character too long. Shorten the text or move part of it to “What happened?”",
        ),
        (
            "title",
            "x" * 240,
            "40 characters too long. Shorten the text or move part of it to “What happened?”",
        ),
        ("details", "x" * (DETAILS_LENGTH + 2), "2 characters too long. Shorten the text"),
        ("team", "x" * (TEAM_LENGTH + 1), "1 character too long. Shorten the text"),
        ("visibility", "everybody", "Choose who can see it"),
        ("organisation", "medway", "Choose one of your organisations"),
        ("categories", "another-programmes", "Choose categories from the list"),
        ("level", "galactic", "Choose a level from the list"),
        ("budget_currency", "BTC", "Choose a currency from the list"),
        ("since", "long ago", "Enter a month and year, like 3 2018, or only a year"),
        ("since", "3 2999", "“Since” must be this month or earlier"),
        ("people_supported", "many", "Enter a whole number, like 9,200"),
        ("staff_hours_a_week", "-1", "Enter a number, like 7.5"),
        ("staff_hours_a_week", "7.25", "Enter a number with at most 1 decimal"),
        (
            "staff_hours_a_week",
            "1,500",
            "“1,500” can be read in two ways. Enter 1500 or 1.5",
        ),
        (
            "sickness_days_a_year",
            "1.234",
            "“1.234” can be read in two ways. Enter 1234 or 1.2",
        ),
        ("sickness_days_a_year", "1000000000", "Enter a number up to 999,999,999"),
        ("budget_a_year", "lots", "Enter a number, like 9,200"),
        ("budget_a_year", "1 200,505", "Enter a number with at most 2 decimals"),
    ],
)
def test_what_is_wrong_gets_a_sentence(fill, field, typed, sentence):
    form = fill(**{field: typed})

    assert not form.validate()
    assert [str(error) for error in form[field].errors] == [sentence]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", "x" * TITLE_LENGTH),
        ("title", "x"),
        ("details", "x" * DETAILS_LENGTH),
        ("team", "x" * TEAM_LENGTH),
        ("people_supported", str(MAX_MEASURE)),
        ("since", "1900"),
        ("staff_hours_a_week", "999 999 999"),
        ("budget_a_year", "999.999.999,00"),
    ],
)
def test_what_just_fits_is_taken(fill, field, typed):
    assert fill(**{field: typed}).validate()


def test_line_breaks_count_once(fill):
    assert fill(details="x\r\n" * (DETAILS_LENGTH // 2)).validate()


@pytest.mark.parametrize("field", ["title", "details", "team", "since", "people_supported"])
def test_nothing_typed_is_lost(fill, field):
    form = fill(**{field: "x" * 6000})
    form.validate()

    assert form[field].data == "x" * 6000


def test_readers_are_the_organisations_own_choice_unless_said(fill, kent):
    kent.default_visibility = Visibility.ORGANISATION
    form = fill()
    form.validate()

    assert form.content().visibility is Visibility.ORGANISATION


def test_a_form_that_never_asked_for_the_name_leaves_it_out_as_the_organisation_does(fill, kent):
    kent.is_unnamed_by_default = True
    form = fill()
    form.validate()

    assert not form.content().is_named


def test_taking_the_tick_off_names_the_organisation_again(fill, kent):
    kent.is_unnamed_by_default = True
    form = fill(visibility="partners")
    form.validate()

    assert form.content().is_named


@pytest.mark.parametrize(
    ("typed", "version"), [("3", 3), ("", 0), ("x", 0), ("-1", 0), ("9" * 30, 0), ("٣", 0)]
)
def test_a_forged_version_is_one_that_no_row_has(fill, typed, version):
    assert fill(version=typed).version_read == version


def test_the_folded_part_opens_when_something_in_it_is_wrong(fill):
    right, wrong = fill(), fill(since="3 2999")
    wrong.validate()

    assert (right.has_optional_input, wrong.has_optional_input) == (False, True)


def test_an_obstacle_fills_its_form_and_the_form_tells_it_again(fill, kent):
    obstacle = Obstacle(
        title="No mandate",
        details="Twice",
        team="",
        visibility=Visibility.PUBLIC,
        is_named=False,
        level=Level.TEAM,
        since_year=2018,
        since_month=3,
        people_supported=1200,
        budget_a_year=Decimal("9200.00"),
        budget_currency="GBP",
        version=4,
        organisation=kent,
    )

    values = filled_form(obstacle, [])
    form = fill(**(values | {"is_unnamed": "y"}))

    assert form.validate(), form.errors
    assert (form.content().people_supported, form.content().budget_a_year) == (1200, 9200)
    assert (form.version_read, values["is_unnamed"]) == (4, True)


def status_form(**typed: str) -> StatusForm:
    return StatusForm(formdata=MultiDict(typed))


@pytest.mark.usefixtures("spoken")
def test_most_statuses_need_no_reason():
    form = status_form(status="resolved")

    assert form.validate()
    assert form.new_status().status is Status.RESOLVED


@pytest.mark.usefixtures("spoken")
def test_accepting_as_immovable_needs_a_reason_and_a_later_day():
    form = status_form(status="accepted-as-immovable")

    assert not form.validate()
    assert [str(error) for errors in form.errors.values() for error in errors] == [
        "Enter why it is accepted as immovable",
        "Enter a review date after today",
    ]


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(("day", "is_taken"), [("2199-01-01", True), ("2020-01-01", False)])
def test_the_day_to_look_again_lies_ahead(day, is_taken):
    form = status_form(status="accepted-as-immovable", reason="A law", look_again_on=day)

    assert form.validate() == is_taken


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("status", "gone", "Choose a status"),
        ("reason", "x" * (REASON_LENGTH + 1), "1 character too long. Shorten the text"),
        ("look_again_on", "31 March", "Enter a date from 1900 to 2200, like 2027-03-31"),
        (
            "look_again_on",
            "03/04/2031",
            "“03/04/2031” can be read in two ways. Enter 3 April 2031 or 4 March 2031",
        ),
    ],
)
def test_a_wrong_status_gets_a_sentence(field, typed, sentence):
    form = status_form(**({"status": "resolved"} | {field: typed}))

    assert not form.validate()
    assert [str(error) for error in form[field].errors] == [sentence]


class EmptyPickList(PickList):
    def search(self, _words):
        return PickOptions()


@pytest.mark.usefixtures("spoken")
def test_a_hindrance_needs_another_obstacle_and_a_direction():
    pick_list = EmptyPickList(None, Scope.VISIBLE, find=lambda _code: None)
    sent = MultiDict({"other": " ", "direction": "sideways"})
    form = HindranceForm(formdata=sent, pick_list=pick_list)

    assert not form.validate()
    assert set(form.errors) == {"other", "direction"}
