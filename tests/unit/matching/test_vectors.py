import numpy as np

from tracker.matching.encoder import WIDTH
from tracker.matching.vectors import ZERO_VECTOR, from_bytes, to_bytes, vector_of, vectors_of


class Letters:
    """An encoder of another kind: how often each letter is there."""

    name = "letters"

    def encode(self, texts):
        rows = np.zeros((len(texts), WIDTH), np.float32)
        for row, words in enumerate(texts):
            for letter in words:
                rows[row, ord(letter) % WIDTH] += 1
        return rows


class Broken(Letters):
    def encode(self, texts):
        return np.full((len(texts), WIDTH), np.nan, np.float32)


def test_another_encoder_takes_the_place_of_ours():
    vector = vector_of(Letters(), "a", "b")

    assert (vector[ord("a")], vector[ord("b")], vector[ord("c")]) == (127, 64, 0)


def test_what_is_stored_comes_back():
    vector = vector_of(Letters(), "Two forms", "for one visit")

    assert len(to_bytes(vector)) == WIDTH
    assert (from_bytes(to_bytes(vector)) == vector).all()


def test_only_the_first_300_characters_of_details_count():
    told = "x" * 300

    assert (vector_of(Letters(), "a", told) == vector_of(Letters(), "a", told + "yyy")).all()


def test_without_encoder_or_words_there_is_no_vector():
    assert vector_of(None, "a") is ZERO_VECTOR
    assert vector_of(Letters(), "") is ZERO_VECTOR
    assert vectors_of(Letters(), []) == []


def test_numbers_that_are_none_make_no_vector():
    assert vector_of(Broken(), "a") is ZERO_VECTOR
