"""What is told keeps to the model's limits, whoever tells it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tracker.errors import DomainError
from tracker.forms.parsing import is_in_future
from tracker.models.obstacle import (
    DETAILS_LENGTH,
    MAX_MEASURE,
    TEAM_LENGTH,
    TITLE_LENGTH,
)
from tracker.models.vocabulary import Visibility
from tracker.obstacles.content import ObstacleInput, check_content

pytestmark = pytest.mark.usefixtures("spoken")

ENOUGH = ObstacleInput(title="No mandate", visibility=Visibility.PARTNERS)


def test_a_title_is_enough():
    check_content(ENOUGH)


@pytest.mark.parametrize(
    "given",
    [
        {"title": "x" * TITLE_LENGTH, "details": "x" * DETAILS_LENGTH, "team": "x" * TEAM_LENGTH},
        {"people_supported": 0, "budget_a_year": MAX_MEASURE},
        {"staff_hours_a_week": Decimal("7.5"), "budget_a_year": Decimal("7.25")},
        {"since_year": 1900, "since_month": 1},
        {"since_year": 2018, "since_month": None},
    ],
)
def test_what_just_fits_is_kept(given):
    check_content(replace(ENOUGH, **given))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Enter what is in the way"),
        ({"title": " \n"}, "Enter what is in the way"),
        (
            {"title": "x" * (TITLE_LENGTH + 1)},
            "“What is in the way” must be 200 characters or fewer",
        ),
        (
            {"details": "x" * (DETAILS_LENGTH + 1)},
            "“What happened” must be 5000 characters or fewer",
        ),
        ({"team": "x" * (TEAM_LENGTH + 1)}, "“Team” must be 120 characters or fewer"),
        ({"people_supported": -1}, "Enter a number from 0 to 999,999,999"),
        ({"budget_a_year": MAX_MEASURE + 1}, "Enter a number from 0 to 999,999,999"),
        ({"people_supported": Decimal("1.5")}, "Enter a number with at most 0 decimals"),
        ({"staff_hours_a_week": Decimal("7.25")}, "Enter a number with at most 1 decimal"),
        ({"budget_a_year": Decimal("7.255")}, "Enter a number with at most 2 decimals"),
        ({"budget_currency": "BTC"}, "Choose a currency from the list"),
        ({"since_month": 3}, "Enter the year too"),
        ({"since_year": 1899}, "Enter a month and year, like 3 2018, or only a year"),
        (
            {"since_year": 2018, "since_month": 13},
            "Enter a month and year, like 3 2018, or only a year",
        ),
        ({"since_year": 2999}, "“Since” must be this month or earlier"),
    ],
)
def test_what_passes_a_limit_is_refused_with_a_sentence(given, sentence):
    with pytest.raises(DomainError) as refused:
        check_content(replace(ENOUGH, **given))

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("year", "month", "lies_ahead"),
    [(2026, 11, False), (2026, 12, True), (2026, None, False), (2027, None, True)],
)
def test_a_month_lies_ahead_until_it_has_begun(year, month, lies_ahead):
    assert is_in_future(year, month, date(2026, 11, 30)) is lies_ahead
