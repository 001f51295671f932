"""A text to be found or to be asked with, and what was found: plain data."""

from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

Id: TypeAlias = int | str

LIKELY_THE_SAME: Final = 0.40
"""The score from which two texts very likely tell of the same thing."""


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
    """How much of the asked text's words it has; 0 between languages."""

    @property
    def is_likely_the_same(self) -> bool:
        """Tell whether both very likely tell of the same thing."""
        return self.score >= LIKELY_THE_SAME
