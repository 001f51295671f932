import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.fold import fold, sort_key, without_accents
from tracker.models import Obstacle
from tracker.models.obstacle import TITLE_KEY_LENGTH


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("HÔPITAL", "hopital"),
        ("œuvre", "oeuvre"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("IJsland, ĳs", "ijsland, ijs"),
        ("İstanbul", "istanbul"),
        ("ﬁnance", "finance"),
        ("Ёлка", "елка"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("\uff11\uff17", "17"),
    ],
)
def test_folding_drops_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "bare"),
    [("Hôpital à Évreux", "hopital a evreux"), ("HOSPITAL", "hospital"), ("œuvre", "œuvre")],
)
def test_a_text_loses_its_accents_and_keeps_its_letters(text: str, bare: str) -> None:
    assert without_accents(text) == bare


@given(st.text())
def test_a_text_folds_alike_however_its_accents_are_stored(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("title", "key"),
    [("“Sign-off” sits high", "sign off sits high"), ("  École !", "ecole"), ("…", "")],
)
def test_titles_are_sorted_by_their_words_alone(title: str, key: str) -> None:
    assert sort_key(title) == key


def test_the_sorting_key_follows_the_title() -> None:
    obstacle = Obstacle(title="Écart")

    obstacle.title = "Zaal " * 60

    assert obstacle.title_key.startswith("zaal zaal")
    assert len(obstacle.title_key) == TITLE_KEY_LENGTH
