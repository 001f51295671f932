import pytest

from tests.unit.insights.facts import body, met
from tracker.insights.queries import UNNAMED_ORGANISATION
from tracker.insights.sentences import finding, headline, names_of
from tracker.models.vocabulary import Status

KENT, MEDWAY, LILLE = body("Kent"), body("Medway"), body("Lille", "FR")
OPEN, DONE = Status.OPEN, Status.RESOLVED


def barriers(number: int, past: int) -> list:
    """So many shared barriers, past so many of which Medway is."""
    return [
        met(f"b{place}", {KENT: OPEN, MEDWAY: DONE if place < past else OPEN})
        for place in range(number)
    ]


@pytest.mark.parametrize(
    ("shared", "past", "said"),
    [
        (0, 0, "No shared barriers to show yet."),
        (1, 0, "1 barrier is shared. Nobody has got past it yet."),
        (1, 1, "1 barrier is shared. At least one organisation has got past it."),
        (2, 0, "2 barriers are shared. Nobody has got past any of them yet."),
        (2, 1, "2 barriers are shared. At least one organisation has got past 1 of them."),
        (2, 2, "2 barriers are shared. At least one organisation has got past each of them."),
        (12, 10, "12 barriers are shared. At least one organisation has got past 10 of them."),
        (13, 2, "13 barriers are shared. At least one organisation has got past 2 of them."),
    ],
)
def test_the_headline_states_the_finding(shared: int, past: int, said: str) -> None:
    assert headline(barriers(shared, past)) == said


def test_who_is_past_most_is_named() -> None:
    assert finding(barriers(3, past=2)) == (
        "Shared barriers: 3. Organisations that share them: 2. "
        "Highest number of shared barriers got past: Medway (2)."
    )


def test_two_who_are_past_as_many_are_both_named() -> None:
    shared = [met("a", {KENT: DONE, MEDWAY: DONE, LILLE: OPEN})]

    assert finding(shared) == (
        "Shared barriers: 1. Organisations that share them: 3. "
        "Countries of these organisations: 2. "
        "Highest number of shared barriers got past: Kent and Medway (1)."
    )


def test_nobody_is_named_where_all_are_past_as_many() -> None:
    shared = [met("a", {KENT: DONE, MEDWAY: DONE, LILLE: DONE})]

    assert finding(shared) == (
        "Shared barriers: 1. Organisations that share them: 3. Countries of these organisations: 2."
    )


def test_those_not_named_are_never_the_furthest() -> None:
    shared = [met("a", {KENT: OPEN, UNNAMED_ORGANISATION: DONE})]

    assert finding(shared) == "Shared barriers: 1. Organisations that share them: 2."


def test_nothing_shared_explains_what_shared_means() -> None:
    assert "two organisations or more" in finding([])


def test_names_stand_one_after_the_other() -> None:
    assert names_of([KENT, UNNAMED_ORGANISATION]) == "Kent, name not shown"
    assert names_of([]) == ""


def test_of_very_many_names_the_first_are_told() -> None:
    said = names_of([body(f"Body {place}") for place in range(23)])

    assert said.endswith("Body 19, 3 others")
