import xml.etree.ElementTree as ET

import pytest

from tracker.models.vocabulary import Level, Outcome, Status
from tracker.web.marks import level_bars, outcome_mark, state_mark, strip


def shapes(markup: str) -> list[str]:
    return [shape.tag for shape in ET.fromstring(markup)]


def classes(markup: str) -> list[str]:
    return [shape.get("class") for shape in ET.fromstring(markup)]


@pytest.mark.parametrize(
    ("state", "found", "drawn"),
    [
        (Status.OPEN, ["g-o"], ["rect"]),
        (Status.BEING_WORKED_ON, ["g-wl", "g-o"], ["rect", "rect"]),
        (Status.WORKED_ROUND, ["g-rl"], ["circle"]),
        (Status.RESOLVED, ["g-s", "g-t"], ["circle", "path"]),
        (Status.ACCEPTED_AS_IMMOVABLE, ["g-i", "g-t"], ["rect", "path"]),
    ],
)
def test_squares_are_in_the_way_and_rounds_are_past_it(state, found, drawn) -> None:
    mark = state_mark(state)

    assert classes(mark) == found
    assert shapes(mark) == drawn


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        (Outcome.WORKED, ["g-s", "g-t"]),
        (Outcome.PARTLY, ["o-partl", "o-part"]),
        (Outcome.DID_NOT, ["o-x"]),
        (Outcome.TOO_EARLY, ["o-wait"]),
    ],
)
def test_every_outcome_has_its_mark(outcome, found) -> None:
    assert classes(outcome_mark(outcome)) == found


@pytest.mark.parametrize(("level", "place"), [(level, n) for n, level in enumerate(Level)])
def test_the_bar_of_the_level_that_holds_the_power_is_in_ink(level, place) -> None:
    assert [name == "lv1" for name in classes(level_bars(level))] == [n == place for n in range(5)]


def test_the_bars_rise() -> None:
    heights = [float(bar.get("height")) for bar in ET.fromstring(level_bars("team"))]

    assert heights == sorted(heights)


def test_a_mark_beside_its_word_is_not_read_aloud() -> None:
    for mark in (state_mark("open"), outcome_mark("partly"), level_bars("team")):
        assert ET.fromstring(mark).get("aria-hidden") == "true"


def test_a_strip_says_its_states_in_words() -> None:
    row = ET.fromstring(strip(["open", "resolved"], '1 open, 1 "resolved" <b>'))

    assert (row.get("role"), row.get("aria-label")) == ("img", '1 open, 1 "resolved" <b>')
    assert row.get("viewBox") == "0 0 40 16"


def test_marks_carry_no_style_of_their_own() -> None:
    assert "style" not in strip(list(Status), "all")


def test_an_unknown_state_has_no_mark() -> None:
    with pytest.raises(KeyError):
        state_mark("stuck")
