"""Case and accent folding of text for search and sorting; the only implementation.

Independent of the rest of the tracker, so that every package may use it, also `matching`.
"""

import re
import unicodedata
from collections.abc import Iterator

WORD = re.compile(r"\w+")
"""Letters and digits of every script; punctuation belongs to no word."""

MAX_WORD_LENGTH = 40
_PERCENTAGE = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)*)\s*(?:%|(per\s?cent|pour\s?cent|procent)(?!\w))"
)
"""A share, in the ways that it is written in English, French and Dutch."""
_EMOJI = (
    "[\U0001f1e6-\U0001f1ff]{2}"  # A flag is two letters, or a black flag with a region.
    "|\U0001f3f4[\U000e0020-\U000e007f]*"
    "|[\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa"
    "\U0001f400-\U0001faff]"
)
_SEARCHED = re.compile(rf"\d+(?:\.\d+)?%|{WORD.pattern}|{_EMOJI}")
"""What can be searched for: percentages, words, and emoji without their skin tones."""
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

    Scripts without spaces between words (Chinese, Japanese, Thai) are split by letter. A percentage
    is one word however it is written, and if it is spelled out, so are its words: "5 per cent" is
    "5%", "per" and "cent". An emoji is a word.
    """
    yield from _words(_PERCENTAGE.sub(_percentage_and_words, fold(text)))


def searched_words(text: str) -> list[str]:
    """Return the words of a search text; a percentage is one word only.

    Each is to be the start of one of a text's `folded_words`.
    """
    return [*_words(_PERCENTAGE.sub(_percentage, fold(text)))]


def _words(folded: str) -> Iterator[str]:
    for word in _SEARCHED.findall(_UNSPACED.sub(r" \1 ", folded)):
        yield word[:MAX_WORD_LENGTH]


def _percentage(found: re.Match[str]) -> str:
    whole, _separator, decimals = found[1].replace(",", ".").rpartition(".")
    number = f"{whole.replace('.', '')}.{decimals}" if whole else decimals
    return f" {number}% "


def _percentage_and_words(found: re.Match[str]) -> str:
    numbers = found[1] if not found[1].isdigit() else ""
    return f"{_percentage(found)}{numbers} {found[2] or ''} "
