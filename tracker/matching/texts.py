"""Data types of the search: texts (indexed or queries) and matches."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Id: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class Text:
    """A title with its details; of one corpus, all ids are whole numbers or all are strings.

    `language` is "en", "fr", "nl" or any other code; if empty, it is detected from the words.
    `vector` is what `to_bytes` stored; without one, only words can find the text.
    """

    id: Id
    title: str
    details: str = ""
    language: str = ""
    vector: bytes | None = None


class TextMatch(NamedTuple):
    """A similar text with its scores."""

    id: Id
    score: float
    cosine: float
    """The similarity in meaning, in any language."""
    words: float
    """The share of the query's words that it has; 0 between two known, different languages."""
