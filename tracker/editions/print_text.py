"""Replace characters that no typeface has: one of them would fail the whole PDF."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any

NOT_IN_PRINT = "\u25a1"
_BREAK = "\u200b"
"""Where a long word may break; the template prints no character for it."""
_LONG_RUN = re.compile(r"\S{25,}")
_RUN_PIECE = re.compile(r"\S{12}(?=\S{4})")
_CHARACTER_REFERENCE = re.compile(r"&#(?:x[0-9a-fA-F]{1,6}|[0-9]{1,7});")


class PrintableLetters(dict[int, str]):
    """A table for `str.translate` that keeps the typefaces' characters and marks the others.

    Blanks of any kind become a blank they have; what nobody sees is dropped. A combining
    mark that found no letter of its own to join is marked too: a typeface may have both
    and still not the two together.
    """

    def __init__(self, letters: Iterable[str]) -> None:
        super().__init__()
        self._letters = frozenset(letters)

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        category = unicodedata.category(letter)
        if letter.isspace() or category[0] == "Z":
            printed = self._blank(letter)
        elif category == "Cf" or _is_variation(code):
            printed = ""
        elif category[0] in "CM" or letter not in self._letters:
            printed = NOT_IN_PRINT
        else:
            printed = letter
        self[code] = printed
        return printed

    def _blank(self, letter: str) -> str:
        if letter == " " or "\u00a0" not in self._letters:
            return " "
        decomposition = unicodedata.decomposition(letter)
        return "\u00a0" if decomposition.startswith("<noBreak>") else " "


def printable(text: str, letters: PrintableLetters) -> str:
    """Return `text` in printable characters, with line break opportunities in long words."""
    words = unicodedata.normalize("NFC", text).translate(letters)
    return _LONG_RUN.sub(_broken, words)


def printable_picture(svg: str, letters: PrintableLetters) -> str:
    """Return an SVG in printable characters, character references included."""
    plain = _CHARACTER_REFERENCE.sub(lambda match: _reference(match.group(), letters), svg)
    return unicodedata.normalize("NFC", plain).translate(letters)


def each_text(thing: Any, change: Callable[[str], str]) -> Any:
    """Return a document with every text in it changed, keys left alone."""
    if isinstance(thing, str):
        return change(thing)
    if isinstance(thing, dict):
        return {key: each_text(part, change) for key, part in thing.items()}
    if isinstance(thing, list | tuple):
        return [each_text(part, change) for part in thing]
    return thing


def _is_variation(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


def _broken(run: re.Match[str]) -> str:
    return _RUN_PIECE.sub(lambda piece: piece.group() + _BREAK, run.group())


def _reference(reference: str, letters: PrintableLetters) -> str:
    letter = unescape(reference)
    return reference if letter.isascii() and letter.isprintable() else letter.translate(letters)
