"""Put texts into characters that a typeface has: one without would fail the whole PDF.

What no typeface has is shown as an empty box and kept, so that the PDF can name it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape, unescape
from itertools import groupby
from typing import Any

NOT_IN_PRINT = "\u25a1"
_BREAK = "\u200b"
"""Where a long word may break; the template prints no character for it."""
_LONG_RUN = re.compile(r"\S{25,}")
_RUN_PIECE = re.compile(r"\S{12}(?=\S{4})")
_TAG = re.compile(r"(<[^>]*>)")
_VARIATIONS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))

Families = Sequence[str]


class Printer:
    """The texts of one PDF in characters of its typefaces, and what no typeface has.

    Blanks of any kind become a plain one; what nobody sees is dropped. A letter and its
    combining marks must be in one typeface: two may have them and still not the two together.
    """

    def __init__(self, faces: Mapping[str, frozenset[str]]) -> None:
        """Take the characters of each typeface by the name of its family."""
        self._faces = faces
        self._missing: set[str] = set()

    @property
    def missing(self) -> list[str]:
        """The characters of all texts so far that no typeface has."""
        return sorted(self._missing)

    def printable(self, text: str) -> str:
        """Return `text` in printable characters, with line break opportunities in long words."""
        words = "".join(cluster for cluster, _ in self._clusters(text, tuple(self._faces)))
        return _LONG_RUN.sub(_broken, words)

    def printable_picture(self, svg: str, families: Callable[[str], Families]) -> str:
        """Return an SVG with its words in printable characters, each in a family that has them.

        `families` gives the families to try for what stands in a `text` tag. The first is the
        one that the picture sets it in by itself.
        """
        written, text_tag = [], ""
        for part in _TAG.split(svg):
            if part.startswith("<"):
                text_tag = _text_tag(part, text_tag)
                written.append(self._unread(part))
            elif text_tag:
                written.append(self._spans(unescape(part), families(text_tag)))
            else:
                written.append(escape(self._unread(unescape(part)), quote=False))
        return "".join(written)

    def _spans(self, text: str, families: Families) -> str:
        """Return words with the family of those that the first one lacks: a picture lends none."""
        spans = []
        for family, run in groupby(self._clusters(text, families), lambda cluster: cluster[1]):
            words = escape("".join(cluster for cluster, _ in run), quote=False)
            own = family == families[0]
            spans.append(words if own else f"""<tspan font-family="'{family}'">{words}</tspan>""")
        return "".join(spans)

    def _unread(self, markup: str) -> str:
        """Return what is not printed in characters that are valid there; none is missing."""
        if markup.isascii() and markup.isprintable():
            return markup
        letters = [letter for letter in map(_visible, markup) if letter]
        return "".join(
            letter if self._family(letter, tuple(self._faces)) else NOT_IN_PRINT
            for letter in letters
        )

    def _clusters(self, text: str, families: Families) -> Iterator[tuple[str, str]]:
        """Yield each letter with its combining marks, and the first family that has them."""
        for cluster in _with_marks(unicodedata.normalize("NFC", text)):
            family = self._family(cluster, families)
            if family:
                yield cluster, family
                continue
            letter, lost = self._parted(cluster, families)
            self._missing.update(lost)
            if letter:
                yield letter, self._family(letter, families)
            yield NOT_IN_PRINT * len(lost), self._family(NOT_IN_PRINT, families) or families[0]

    def _parted(self, cluster: str, families: Families) -> tuple[str, str]:
        """Return the letter if a family has it without its marks, and what is lost."""
        cut = 1 if self._family(cluster[0], families) else 0
        return cluster[:cut], cluster[cut:]

    def _family(self, cluster: str, families: Families) -> str:
        if unicodedata.category(cluster[0])[0] in "CM":
            return ""
        return next((name for name in families if self._faces[name].issuperset(cluster)), "")


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


def _text_tag(tag: str, before: str) -> str:
    """Return the `text` tag that is open after `tag`, nothing outside of one."""
    if tag.startswith("<text"):
        return tag
    return "" if tag.startswith("</text") else before


def _broken(run: re.Match[str]) -> str:
    return _RUN_PIECE.sub(_with_a_break, run.group())


def _with_a_break(piece: re.Match[str]) -> str:
    """Break after `piece`, but not within a letter or between letters that are joined."""
    following = piece.string[piece.end()]
    whole = (
        unicodedata.category(following)[0] == "M" or unicodedata.bidirectional(following) == "AL"
    )
    return piece.group() if whole else piece.group() + _BREAK
