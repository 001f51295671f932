"""Character n-grams of a text's content words, each hashed to a number.

Every run of four letters (4-gram) is a part, so that "visit", "visits" and the Dutch compound
"huisbezoek" and "bezoek" match. Stop words are left out; the title weighs three times.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.matching.languages import STOP_WORDS
from tracker.matching.tokens import words_of

TITLE_WEIGHT: Final = 3
DETAILS_LENGTH: Final = 300
PARTS: Final = 1 << 18
"""The number of hash buckets for parts; colliding parts are treated as the same."""

_SPACE = ord(" ")
_GRAM = 4
_MULTIPLIER, _SHIFT = np.uint32(0x9E3779B1), np.uint32(15)


class Parts(NamedTuple):
    """The parts of one text, unique and ascending, with their weights."""

    numbers: NDArray[np.int32]
    weights: NDArray[np.float32]


def parts_of(title: str, details: str) -> Parts:
    """Return the parts of a text; a part weighs 1 + log(frequency), normalised to length 1."""
    of_title = content_words(title)
    letters = _letters([*of_title, *content_words(details[:DETAILS_LENGTH])])
    numbers, starts = _grams(letters)
    frequencies = np.where(starts < sum(map(len, of_title)) + len(of_title), TITLE_WEIGHT, 1)
    unique, positions = np.unique(numbers, return_inverse=True)
    weights = 1 + np.log(np.bincount(positions, frequencies, len(unique)))
    length = np.sqrt(weights @ weights) or 1
    return Parts(unique.astype(np.int32), (weights / length).astype(np.float32))


def content_words(text: str) -> list[str]:
    """Return the words of two letters or more that are stop words of no language.

    >>> content_words("Two forms for the same visit")
    ['two', 'forms', 'visit']
    """
    return [word for word in words_of(text) if len(word) > 1 and word not in STOP_WORDS]


def _letters(words: Sequence[str]) -> NDArray[np.uint32]:
    return np.frombuffer(f" {' '.join(words)} ".encode("utf-32-le"), np.uint32)


def _grams(letters: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Return a hash for each four letters within a word, and their start positions.

    The hash is deterministic on every machine.
    """
    windows = [letters[offset : len(letters) - _GRAM + 1 + offset] for offset in range(_GRAM)]
    starts = np.flatnonzero((windows[1] != _SPACE) & (windows[2] != _SPACE))
    mixed = np.zeros(len(starts), np.uint32)
    for window in windows:
        mixed = (mixed ^ window[starts]) * _MULTIPLIER
        mixed ^= mixed >> _SHIFT
    return mixed % np.uint32(PARTS), starts
