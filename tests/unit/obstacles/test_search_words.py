import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.fold import MAX_WORD_LENGTH, folded_words
from tracker.models import Obstacle
from tracker.models.obstacle import TEAM_PREFIX
from tracker.obstacles.search_words import search_word_rows


def told(**values: str) -> list[str]:
    given_ = {"title": "Title", "details": "", "team": "", "reference": "TICC-7KQ4"} | values
    return [row.word for row in search_word_rows(Obstacle(id=5, **given_))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sign-off, again!", ["sign", "off", "again"]),
        ("L'hôpital", ["l", "hopital"]),
        ("17(b) 40%", ["17", "b", "40"]),
        ("介護 room", ["介", "護", "room"]),
        ("ที่", ["ท"]),
        ("a_b", ["a_b"]),
        ("% * \" ' ( )", []),
        ("x" * 50, ["x" * MAX_WORD_LENGTH]),
    ],
)
def test_texts_break_into_folded_words(text: str, words: list[str]) -> None:
    assert list(folded_words(text)) == words


@given(st.text())
def test_words_are_never_empty_nor_too_long_nor_marked_as_a_teams(text: str) -> None:
    for word in folded_words(text):
        assert 0 < len(word) <= MAX_WORD_LENGTH
        assert re.fullmatch(r"\w+", word)
        assert not word.startswith(TEAM_PREFIX)


def test_an_obstacle_is_found_by_title_details_and_reference() -> None:
    assert told(title="No mandate", details="No, none") == [
        *("7kq4", "mandate", "no", "none", "ticc")
    ]


def test_the_words_of_a_team_are_kept_apart() -> None:
    assert told(title="Team", team="Team " + "x" * 50) == [
        *("7kq4", "@team", "@" + "x" * (MAX_WORD_LENGTH - 1), "team", "ticc")
    ]


def test_each_row_names_its_obstacle() -> None:
    assert {
        row.obstacle_id for row in search_word_rows(Obstacle(id=5, title="No", reference="T-2"))
    } == {5}
