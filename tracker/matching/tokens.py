"""The words of a text, in small letters and without accents."""

import re
from typing import Final

from tracker.fold import without_accents

_WORD: Final = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded.

    >>> words_of("L’été, 2024!")
    ['l', 'ete', '2024']
    """
    return _WORD.findall(without_accents(text))
