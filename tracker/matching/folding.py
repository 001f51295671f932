"""Case and accent folding of words for similarity search."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `text` in lower case, without accents.

    >>> fold("Hôpital à Évreux")
    'hopital a evreux'
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded.

    >>> words_of("L’été, 2024!")
    ['l', 'ete', '2024']
    """
    return _WORD.findall(fold(text))
