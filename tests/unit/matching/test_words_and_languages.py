import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.matching.blocks import language_code
from tracker.matching.languages import detect_language
from tracker.matching.words import content_words, parts_of


def shared(one, other):
    return set(parts_of(one, "").numbers) & set(parts_of(other, "").numbers)


def test_forms_of_a_word_share_parts():
    assert shared("visits", "visit")
    assert shared("huisbezoek", "bezoeken")
    assert shared("Équipes", "equipe")
    assert not shared("visit", "form")


def test_parts_reach_over_no_space():
    assert not shared("ab cd", "abcd")


def test_a_part_of_the_title_says_more_than_one_of_the_details():
    numbers, weights = parts_of("permit", "visits")
    of_title = set(parts_of("permit", "").numbers)

    title = {weight for number, weight in zip(numbers, weights, strict=True) if number in of_title}

    assert min(title) > min(weights)
    assert float(weights @ weights) == pytest.approx(1)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_has_parts_in_rising_order(title, details):
    numbers, weights = parts_of(title, details)

    assert list(numbers) == sorted(set(numbers))
    assert len(weights) == len(numbers)


def test_small_words_tell_nothing():
    assert content_words("Le budget de l’équipe en het team") == ["budget", "equipe", "team"]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("The nurse has to fill in two forms", "en"),
        ("L’infirmière doit remplir deux formulaires", "fr"),
        ("De verpleegkundige moet twee formulieren invullen", "nl"),
        ("HDFS-4711", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_from_the_words(words, language):
    assert detect_language(words) == language


def test_languages_beyond_ours_have_numbers_too():
    assert len({language_code(code) for code in ("en", "de", "fr-BE", "é", "")}) == 4
