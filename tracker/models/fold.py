"""Fold a text so that case and accents make no difference, for search and for sorting."""

import re
import unicodedata

WORD = re.compile(r"\w+")
"""Letters and digits of every script; what stands between words is no part of any."""

_SPELT_OUT = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)


def fold(text: str) -> str:
    """Return the text without case and accents: "Hôpital" and "HOPITAL" come out alike."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return bare.casefold().translate(_SPELT_OUT)


def sort_key(text: str) -> str:
    """Return what a text is sorted by: its words alone, folded."""
    return " ".join(WORD.findall(fold(text)))
