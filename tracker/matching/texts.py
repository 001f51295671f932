"""A text to be found or to be asked with, and what was found: plain data."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Id: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class Text:
    """A title with its details; of one corpus, all ids are whole numbers or all are strings.

    `language` is "en", "fr", "nl" or any other code; empty, it is told from the words. `vector`
    is what `to_bytes` stored; without one, only words can find the text.
    """

    id: Id
    title: str
    details: str = ""
    language: str = ""
    vector: bytes | None = None


class Match(NamedTuple):
    """A text that lies near, and why."""

    id: Id
    score: float
    cosine: float
    """How near in meaning, whatever the language."""
    words: float
    """How much of the asked text's words it has; 0 between languages that are known."""
