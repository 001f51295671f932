import pytest
from flask import Flask
from flask_babel import Babel

from tracker.models.labels import choices_of, label
from tracker.models.vocabulary import (
    Kind,
    Level,
    Outcome,
    ProgrammeRole,
    Rhythm,
    Status,
    Visibility,
)


@pytest.fixture(autouse=True)
def in_english():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize("words", [Kind, Level, Outcome, ProgrammeRole, Rhythm, Status, Visibility])
def test_every_word_has_a_label(words) -> None:
    assert all(str(label(word)) for word in words)


def test_equal_words_of_two_vocabularies_keep_labels_of_their_own() -> None:
    assert str(label(Level.ORGANISATION)) == "organisation"
    assert str(label(Visibility.ORGANISATION)) == "My organisation"


def test_choices_hold_the_words_as_files_hold_them() -> None:
    assert [value for value, _ in choices_of(Status)][:2] == ["open", "being-worked-on"]
