"""A text as the parts of its telling words, each part a number; no other text is asked.

Every run of four letters counts, so that "visit", "visits" and the Dutch compound
"huisbezoek" and "bezoek" meet. Small words are left out; the title weighs three times.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.matching.folding import words_of
from tracker.matching.languages import STOP_WORDS

TITLE_WEIGHT: Final = 3
DETAILS_LENGTH: Final = 300
PARTS: Final = 1 << 18
"""How many numbers there are for parts; two parts that fall on one are taken for the same."""

_SPACE = ord(" ")
_GRAM = 4


class Parts(NamedTuple):
    """The parts of one text, each once, in rising order, with how much it says there."""

    numbers: NDArray[np.int32]
    weights: NDArray[np.float32]


def parts_of(title: str, details: str) -> Parts:
    """Return the parts of a text; a part weighs 1 + log(times), all together one."""
    of_title, of_details = _grams(title), _grams(details[:DETAILS_LENGTH])
    found, times = np.unique(
        np.concatenate([of_title] * TITLE_WEIGHT + [of_details]), return_counts=True
    )
    weights = (1 + np.log(times)).astype(np.float32)
    length = np.sqrt(np.sum(weights * weights))
    return Parts(found.astype(np.int32), weights / length if length else weights)


def telling_words(text: str) -> list[str]:
    """Return the words of two letters or more that are not small words of any language.

    >>> telling_words("Two forms for the same visit")
    ['two', 'forms', 'visit']
    """
    return [word for word in words_of(text) if len(word) > 1 and word not in STOP_WORDS]


def _grams(text: str) -> NDArray[np.uint32]:
    letters = _letters(telling_words(text))
    if len(letters) < _GRAM:
        return np.empty(0, np.uint32)
    windows = np.lib.stride_tricks.sliding_window_view(letters, _GRAM)
    inside_a_word = (windows[:, 1] != _SPACE) & (windows[:, 2] != _SPACE)
    return _numbers(windows[inside_a_word])


def _letters(words: Iterable[str]) -> NDArray[np.uint32]:
    return np.frombuffer(f" {' '.join(words)} ".encode("utf-32-le"), np.uint32)


def _numbers(windows: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return a number for each window: always the same one, on every machine."""
    mixed = np.zeros(len(windows), np.uint32)
    for place in range(_GRAM):
        mixed = (mixed ^ windows[:, place]) * np.uint32(0x9E3779B1)
        mixed ^= mixed >> np.uint32(15)
    return mixed % np.uint32(PARTS)
