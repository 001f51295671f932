"""Put texts into characters that a typeface has: one without would fail the whole PDF.

What no typeface has is shown as an empty box and kept, so that the PDF can name it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

NOT_IN_PRINT = "\u25a1"
_BREAK = "\u200b"
"""Where a long word may break; the template prints no character for it."""
_LONG_RUN = re.compile(r"\S{25,}")
_RUN_PIECE = re.compile(r"\S{12}(?=\S{4})")
_VARIATIONS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


class Printer:
    """The texts of one PDF in characters of its typefaces, and what no typeface has.

    Blanks of any kind become a plain one; what nobody sees is dropped. A letter and its
    combining marks must be in one typeface: two may have them and still not the two together.
    """

    def __init__(self, faces: Iterable[frozenset[str]]) -> None:
        """Take the characters of each typeface."""
        self._faces = list(faces)
        self._missing: set[str] = set()

    @property
    def missing(self) -> list[str]:
        """The characters of all texts so far that no typeface has."""
        return sorted(self._missing)

    def printable(self, text: str) -> str:
        """Return `text` in printable characters, with line break opportunities in long words."""
        clusters = _with_marks(unicodedata.normalize("NFC", text))
        return _LONG_RUN.sub(_broken, "".join(map(self._printed, clusters)))

    def _printed(self, cluster: str) -> str:
        """Return a letter with its combining marks, and a box for what is missing of it."""
        if self._has(cluster):
            return cluster
        letter = cluster[0] if self._has(cluster[0]) else ""
        lost = cluster[len(letter) :]
        self._missing.update(lost)
        return letter + NOT_IN_PRINT * len(lost)

    def _has(self, cluster: str) -> bool:
        if unicodedata.category(cluster[0])[0] in "CM":
            return False
        return any(face.issuperset(cluster) for face in self._faces)


def each_text(thing: Any, change: Callable[[str], str]) -> Any:
    """Return a document with every text in it changed, keys left alone."""
    if isinstance(thing, str):
        return change(thing)
    if isinstance(thing, dict):
        return {key: each_text(part, change) for key, part in thing.items()}
    if isinstance(thing, list | tuple):
        return [each_text(part, change) for part in thing]
    return thing


def _with_marks(text: str) -> Iterator[str]:
    """Yield each visible letter together with the combining marks that follow it."""
    cluster = ""
    for letter in map(_visible, text):
        if cluster and letter and unicodedata.category(letter)[0] == "M":
            cluster += letter
        elif letter:
            if cluster:
                yield cluster
            cluster = letter
    if cluster:
        yield cluster


@lru_cache(maxsize=4096)
def _visible(letter: str) -> str:
    """Return a blank of any kind as a plain one, and nothing for what nobody sees."""
    category = unicodedata.category(letter)
    if letter.isspace() or category[0] == "Z":
        unbroken = unicodedata.decomposition(letter).startswith("<noBreak>")
        return "\u00a0" if unbroken else " "
    return "" if category == "Cf" or letter in _VARIATIONS else letter


def _broken(run: re.Match[str]) -> str:
    return _RUN_PIECE.sub(_with_a_break, run.group())


def _with_a_break(piece: re.Match[str]) -> str:
    """Break after `piece`, but not within a letter or between letters that are joined."""
    following = piece.string[piece.end()]
    whole = (
        unicodedata.category(following)[0] == "M" or unicodedata.bidirectional(following) == "AL"
    )
    return piece.group() if whole else piece.group() + _BREAK
