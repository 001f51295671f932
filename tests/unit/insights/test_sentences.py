import pytest

from tests.unit.insights.facts import body, met
from tracker.insights.queries import THE_UNNAMED
from tracker.insights.sentences import finding, headline, names_of, spelt
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
        (0, 0, "No barrier is shared yet."),
        (1, 0, "One barrier is shared. Nobody is past it yet."),
        (1, 1, "One barrier is shared. It has a way past it somewhere."),
        (2, 0, "Two barriers are shared. Nobody is past any of them yet."),
        (2, 1, "Two barriers are shared. One has a way past it somewhere."),
        (2, 2, "Two barriers are shared. All of them have a way past them somewhere."),
        (12, 10, "Twelve barriers are shared. Ten have a way past them somewhere."),
        (13, 2, "13 barriers are shared. Two have a way past them somewhere."),
    ],
)
def test_the_headline_states_the_finding(shared: int, past: int, said: str) -> None:
    assert headline(barriers(shared, past)) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (1, "one"), (12, "twelve"), (13, "13")])
def test_small_numbers_are_words(number: int, said: str) -> None:
    assert spelt(number) == said


def test_who_is_past_most_is_named() -> None:
    assert finding(barriers(3, past=2)) == (
        "Two organisations share three barriers. "
        "Medway is past two of those it shares, more than any other."
    )


def test_two_who_are_past_as_many_are_both_named() -> None:
    shared = [met("a", {KENT: DONE, MEDWAY: DONE, LILLE: OPEN})]

    assert finding(shared) == (
        "Three organisations in two countries share one barrier. "
        "Kent and Medway are each past one of those they share, more than any other."
    )


def test_nobody_is_named_where_all_are_past_as_many() -> None:
    shared = [met("a", {KENT: DONE, MEDWAY: DONE, LILLE: DONE})]

    assert finding(shared) == "Three organisations in two countries share one barrier."


def test_those_not_named_are_never_the_furthest() -> None:
    shared = [met("a", {KENT: OPEN, THE_UNNAMED: DONE})]

    assert finding(shared) == "Two organisations share one barrier."


def test_nothing_shared_explains_what_shared_means() -> None:
    assert "two organisations or more" in finding([])


def test_names_stand_one_after_the_other() -> None:
    assert names_of([KENT, THE_UNNAMED]) == "Kent, not named"
    assert names_of([]) == ""


def test_of_very_many_names_the_first_are_told() -> None:
    said = names_of([body(f"Body {place}") for place in range(23)])

    assert said.endswith("Body 19, 3 others")
