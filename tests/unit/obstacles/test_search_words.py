import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.fold import MAX_WORD_LENGTH, folded_words, searched_words
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
        ("17(b) 40%", ["17", "b", "40%"]),
        ("5 % of 5\u202f%", ["5%", "of", "5%"]),
        ("5 per cent", ["5%", "per", "cent"]),
        ("5 pour cent, 5 procent", ["5%", "pour", "cent", "5%", "procent"]),
        ("5percent 15% 5 percentages", ["5%", "percent", "15%", "5", "percentages"]),
        ("2,5 % is 2.5%", ["2.5%", "2", "5", "is", "2.5%", "2", "5"]),
        ("1.234,5 %", ["1234.5%", "1", "234", "5"]),
        ("👩🏽\u200d⚕\ufe0f 👩 5\ufe0f\u20e3 ❤️", ["👩", "⚕", "👩", "5", "❤"]),
        ("🇧🇪🇳🇱", ["🇧🇪", "🇳🇱"]),
        ("37 °C ™ ©", ["37", "c", "tm"]),
        ("介護 room", ["介", "護", "room"]),
        ("ที่", ["ท"]),
        ("a_b", ["a_b"]),
        ("% * \" ' ( )", []),
        ("x" * 50, ["x" * MAX_WORD_LENGTH]),
    ],
)
def test_texts_break_into_folded_words(text: str, words: list[str]) -> None:
    assert list(folded_words(text)) == words


@pytest.mark.parametrize(
    "search_text", ["5%", "5 %", "5 per cent", "5 pour cent", "5\u00a0procent"]
)
def test_a_percentage_that_is_searched_is_one_word(search_text: str) -> None:
    assert searched_words(search_text) == ["5%"]


@given(st.text())
def test_a_text_has_the_words_that_its_own_text_searches(text: str) -> None:
    assert {*searched_words(text)} <= {*folded_words(text)}


@given(st.text())
def test_words_are_never_empty_nor_too_long_nor_marked_as_a_teams(text: str) -> None:
    for word in folded_words(text):
        assert 0 < len(word) <= MAX_WORD_LENGTH
        assert re.fullmatch(r"\w+|[\d.]+%|[^\w\s]+", word)
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
