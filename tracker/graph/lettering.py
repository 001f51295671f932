"""Text measurement and line breaking without a browser.

Widths are those of the product's two typefaces, rounded up: Public Sans at 600 (`sans`) and
Source Serif 4 at 400 (`serif`), in thousandths of the letter size. Lines leave room for readers
who set letters and words wider apart (WCAG 1.4.12).
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from tracker.graph.legible import legible

Face = Literal["sans", "serif"]

_LETTERS: dict[Face, dict[int, str]] = {
    "sans": {
        280: " !',.:;`ij|\u2019\u2018·",
        320: "(Il",
        360: ")[]{}ïĩī",
        400: "-/J\\fł",
        440: "*1rt",
        480: '"^“”',
        520: "svz",
        560: "?_acy",
        600: "+<=>Lehknoux~\u2013ø",
        640: "#027EFTYbdgpqßđ€£Ł",
        680: "$345689BPZ",
        720: "ACDKRSUVX",
        760: "&GOĐ",
        800: "HNQwØ",
        840: "@…",
        920: "Mmæ",
        960: "%œ",
        1000: "W",
        1040: "Æ",
        1160: "—Œ",
    },
    "serif": {
        240: " '\u2019\u2018",
        320: "!,-.:;ijl|·ł",
        360: "()/[\\]ft{}",
        400: '"IJ`',
        440: "?r“”",
        480: "*sz",
        520: "$0123456789_ace\u2013€£",
        560: "#+<=>S^govxy~ø",
        600: "FPZbdkpquđ",
        640: "BELThnßŁ",
        680: "ACRXY",
        720: "DGKOQVØĐ",
        760: "&NU",
        800: "Hwæ",
        840: "@—…",
        920: "%Mmœ",
        960: "ŒÆ",
        1000: "W",
    },
}
_WIDTHS = {
    face: {letter: width for width, letters in table.items() for letter in letters}
    for face, table in _LETTERS.items()
}
_FOREIGN, _SQUARE, _PICTURE = 840, 1040, 1400
_HYPHEN = "-"
_ELLIPSIS = "…"
_BALANCE_STEPS = 5
_LETTER_SPACING, _WORD_SPACING = 0.12, 0.16


def width_of(text: str, size: float, face: Face = "sans") -> float:
    """Return the width of `text` in pixels when set at `size` pixels.

    >>> width_of("Kent", 15) < width_of("Medway", 15)
    True
    """
    return sum(_advance(letter, face) for letter in text) * size / 1000


def widest_of(text: str, size: float, face: Face = "sans") -> float:
    """Return the width of `text` for a reader who sets letters and words wider apart.

    >>> round(widest_of("a b", 10) - width_of("a b", 10), 1)
    5.2
    """
    spacing = _LETTER_SPACING * len(text) + _WORD_SPACING * text.count(" ")
    return width_of(text, size, face) + spacing * size


@lru_cache(maxsize=8192)
def wrapped(
    text: str, width: float, size: float, *, face: Face = "sans", max_lines: int = 9
) -> tuple[str, ...]:
    """Break `text` into lines of about equal length, none of them wider than `width` pixels.

    That is their width with letters and words set wider apart.

    A word that is too long for a line is broken with a hyphen. Text that would need more than
    `max_lines` lines ends in an ellipsis.

    >>> wrapped("Kent Community Health", 160, 15)
    ('Kent Community', 'Health')
    >>> wrapped("Zorgbedrijfsvoering", 130, 15)
    ('Zorgbedrijfs-', 'voering')
    >>> wrapped("One two three four", 40, 15, max_lines=2)
    ('One', 'tw…')
    """
    words = legible(text).split()
    lines = _filled(words, width, size, face)
    if len(lines) > max_lines:
        return (*lines[: max_lines - 1], _cut(lines[max_lines - 1], width, size, face))
    return tuple(_balanced(words, lines, width, size, face))


def _balanced(
    words: list[str], lines: list[str], width: float, size: float, face: Face
) -> list[str]:
    """Return lines of about equal length: reduce the width while the line count stays the same."""
    if len(lines) < 2:
        return lines
    low = max(widest_of(word, size, face) for word in words)
    high = width
    for _ in range(_BALANCE_STEPS if low < width else 0):
        middle = (low + high) / 2
        tried = _filled(words, middle, size, face)
        if len(tried) > len(lines):
            low = middle
        else:
            lines, high = tried, middle
    return lines


def _filled(words: list[str], width: float, size: float, face: Face) -> list[str]:
    """Fill line after line."""
    space = widest_of(" ", size, face)
    lines: list[str] = []
    taken = width
    for word in words:
        for piece in _pieces(word, width, size, face):
            wide = widest_of(piece, size, face)
            if lines and taken + space + wide <= width:
                lines[-1] += f" {piece}"
                taken += space + wide
            else:
                lines.append(piece)
                taken = wide
    return lines


def _pieces(word: str, width: float, size: float, face: Face) -> Iterator[str]:
    """Yield `word` whole if it fits on a line, else in hyphened pieces that do."""
    if widest_of(word, size, face) <= width:
        yield word
        return
    room = width - widest_of(_HYPHEN, size, face)
    piece, taken = "", 0.0
    for letter in word:
        wide = widest_of(letter, size, face)
        if piece and wide and taken + wide > room:
            yield piece + _HYPHEN
            piece, taken = "", 0.0
        piece, taken = piece + letter, taken + wide
    yield piece


def _cut(line: str, width: float, size: float, face: Face) -> str:
    """End `line` in an ellipsis, within `width`."""
    while line and widest_of(line + _ELLIPSIS, size, face) > width:
        line = line[:-1]
    return line.rstrip(" ,.;:-") + _ELLIPSIS


@lru_cache(maxsize=4096)
def _advance(letter: str, face: Face) -> int:
    """Return the width of one letter; an unknown one counts as a wide one."""
    width = _WIDTHS[face].get(letter)
    if width is not None:
        return width
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    if base != letter:
        return _advance(base, face)
    if unicodedata.category(letter) == "So":
        return _PICTURE
    return _SQUARE if unicodedata.east_asian_width(letter) in "WF" else _FOREIGN
