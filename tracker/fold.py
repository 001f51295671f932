"""Fold case and accents of texts, for search and sorting; it knows nothing of the tracker."""

import re
import unicodedata
from collections.abc import Iterator

WORD = re.compile(r"\w+")
"""Letters and digits of every script; punctuation is excluded."""

MAX_WORD_LENGTH = 40
_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_SPELT_OUT = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)


def without_accents(text: str) -> str:
    """Return the text in small letters, without accents: "Hôpital" gives "hopital"."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def fold(text: str) -> str:
    """Return the text as it is searched and sorted: "œuvre" and "OEUVRE" come out alike.

    Beside case and accents, letters that Unicode does not take apart are spelt out.
    """
    return without_accents(text).casefold().translate(_SPELT_OUT)


def sort_key(text: str) -> str:
    """Return the sort key of a text: its words only, folded."""
    return " ".join(WORD.findall(fold(text)))


def hyphenated(text: str) -> str:
    """Return the text as an address has it: lower-case letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def folded_words(text: str) -> Iterator[str]:
    """Yield each word of the text, folded and cut at 40 letters, in order, repeats included.

    Scripts that put no space between words (Chinese, Japanese, Thai) yield letter by letter.
    """
    for word in WORD.findall(_UNSPACED.sub(r" \1 ", fold(text))):
        yield word[:MAX_WORD_LENGTH]
