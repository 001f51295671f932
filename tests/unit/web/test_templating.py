"""Filters and globals of templates: how days, numbers, amounts and strips are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from tracker.models.vocabulary import Status
from tracker.web.templating import WIDEST_STRIP, country, day, money, month, number, standing_strip


@pytest.fixture(autouse=True)
def in_english():
    app = Flask(__name__)
    Babel(app, default_locale="en_GB")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(date(2026, 11, 22), id="day"),
        pytest.param(datetime(2026, 11, 22, 23, 59, tzinfo=UTC), id="moment"),
    ],
)
def test_a_day_is_written_in_full(moment) -> None:
    assert day(moment) == "22 November 2026"


def test_the_earliest_day_that_a_form_takes_is_written() -> None:
    assert day(date(1, 1, 1)) == "1 January 1"


def test_a_day_is_written_in_the_readers_language() -> None:
    with force_locale("fr"):
        assert day(date(2026, 11, 22)) == "22 novembre 2026"


def test_a_month_is_written_with_its_year() -> None:
    assert month(2018, 3) == "March 2018"


def test_a_year_alone_stays_alone() -> None:
    assert month(2018, None) == "2018"


@pytest.mark.parametrize(("value", "written"), [(0, "0"), (9200, "9,200"), (Decimal("0.5"), "0.5")])
def test_numbers_have_the_readers_separators(value, written) -> None:
    assert number(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [("9200", "£9,200"), ("9200.00", "£9,200"), ("9200.50", "£9,200.50"), ("0", "£0")],
)
def test_amounts_show_cents_only_where_there_are_some(value, written) -> None:
    assert money(Decimal(value), "GBP") == written


def test_amounts_are_written_as_the_readers_language_does() -> None:
    with force_locale("fr"):
        assert money(Decimal(9200), "EUR").split() == ["9", "200", "€"]


@pytest.mark.parametrize(("code", "name"), [("GB", "United Kingdom"), ("FR", "France")])
def test_a_country_is_named(code, name) -> None:
    assert country(code) == name


def test_a_code_that_nobody_knows_stays_as_it_is() -> None:
    assert country("QQ") == "QQ"


def test_a_strip_has_a_mark_for_each_organisation() -> None:
    strip = standing_strip([Status.OPEN, Status.OPEN, Status.RESOLVED])

    assert (strip.count("<rect"), strip.count("<circle")) == (2, 1)
    assert "open: 2, resolved: 1" in strip


def test_a_wide_strip_is_told_in_numbers() -> None:
    strip = standing_strip([Status.OPEN] * WIDEST_STRIP + [Status.RESOLVED])

    assert 'class="strip-in-numbers"' in strip
    assert 'aria-label="open: 12, resolved: 1"' in strip
    assert strip.count('class="state"') == 2


def test_a_strip_of_nobody_is_empty() -> None:
    assert "state" not in standing_strip([])
