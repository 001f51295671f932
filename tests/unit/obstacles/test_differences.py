"""Two people's words on one obstacle are compared as a person reads them."""

from decimal import Decimal

import pytest

from tests.fixtures.forms import CATEGORIES
from tracker.forms.versioned import Difference
from tracker.models import Obstacle
from tracker.models.vocabulary import Level, Visibility
from tracker.obstacles.content import ObstacleInput
from tracker.obstacles.differences import differences

pytestmark = pytest.mark.usefixtures("spoken")


def saved(**given: object) -> Obstacle:
    plain = {
        "title": "No mandate",
        "details": "",
        "team": "",
        "visibility": Visibility.PARTNERS,
        "is_named": True,
        "budget_currency": "GBP",
    }
    return Obstacle(**(plain | given))


def told(**given: object) -> ObstacleInput:
    plain = {"title": "No mandate", "visibility": Visibility.PARTNERS, "budget_currency": "GBP"}
    return ObstacleInput(**(plain | given))


def test_equal_words_do_not_differ():
    assert differences(saved(), frozenset(), told(), CATEGORIES) == []


@pytest.mark.parametrize(
    ("theirs", "mine", "found"),
    [
        ({}, {"title": "No rooms"}, Difference("What is in the way", "No mandate", "No rooms")),
        ({"details": "Twice"}, {}, Difference("What happened", "Twice", "not recorded")),
        ({}, {"team": "Ashford"}, Difference("Team", "not recorded", "Ashford")),
        (
            {"is_named": False},
            {},
            Difference(
                "Visibility",
                "Visible to partners, without our name",
                "Visible to partners, with our name",
            ),
        ),
        ({}, {"since_year": 2018, "since_month": 3}, Difference("Since", "not recorded", "3 2018")),
        (
            {"level": Level.TEAM},
            {"level": Level.NATIONAL},
            Difference("Level that can remove it", "team", "national"),
        ),
        (
            {"people_supported": 1200},
            {"people_supported": 0},
            Difference("People supported who are affected", "1,200", "0"),
        ),
        (
            {"budget_a_year": Decimal("9200.00")},
            {"budget_a_year": 9200, "budget_currency": "EUR"},
            Difference("Budget a year", "9,200 GBP", "9,200 EUR"),
        ),
    ],
)
def test_one_field_that_differs_is_told_with_both_texts(theirs, mine, found):
    assert differences(saved(**theirs), frozenset(), told(**mine), CATEGORIES) == [found]


def test_an_amount_does_not_differ_by_how_it_is_kept():
    kept = saved(budget_a_year=Decimal("9200.00"))

    assert differences(kept, frozenset(), told(budget_a_year=9200), CATEGORIES) == []


def test_categories_are_told_by_name():
    found = differences(saved(), frozenset({7}), told(category_ids=frozenset({7, 8})), CATEGORIES)

    assert found == [Difference("Category", "Leadership", "Leadership, Sign-off")]
