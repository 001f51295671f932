"""Case and accent folding of text for search and sorting; the only implementation.

Independent of the rest of the tracker, so that every package may use it, also `matching`.
"""

import re
import unicodedata
from collections.abc import Iterator

WORD = re.compile(r"\w+")
"""Letters and digits of every script; punctuation belongs to no word."""

MAX_WORD_LENGTH = 40
_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_SPELLED_OUT = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)


def without_accents(text: str) -> str:
    """Return the text in lower case, without accents: "Hôpital" becomes "hopital"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def fold(text: str) -> str:
    """Return the text folded for search and sorting: "œuvre" and "OEUVRE" become equal.

    Letters that Unicode does not decompose are spelled out.
    """
    return without_accents(text).casefold().translate(_SPELLED_OUT)


def sort_key(text: str) -> str:
    """Return the sort key of a text: its words, folded."""
    return " ".join(WORD.findall(fold(text)))


def hyphenated(text: str) -> str:
    """Return the text as an address has it: lower-case letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def folded_words(text: str) -> Iterator[str]:
    """Yield each word of the text, folded and truncated to 40 letters, in order, with repeats.

    Scripts without spaces between words (Chinese, Japanese, Thai) are split by letter.
    """
    for word in WORD.findall(_UNSPACED.sub(r" \1 ", fold(text))):
        yield word[:MAX_WORD_LENGTH]
