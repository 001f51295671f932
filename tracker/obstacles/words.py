"""Fold a text into the words that search finds: any case, any accents, every script."""

import re
import unicodedata
from collections.abc import Iterator

from tracker.models import Obstacle, ObstacleWord

LONGEST = 40
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def fold(text: str) -> str:
    """Return the text without case and accents: "Hôpital" and "HOPITAL" come out alike."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()


def folded_words(text: str) -> Iterator[str]:
    """Yield each word of the text, folded and cut at 40 letters, in order, repeats included.

    Scripts that put no space between words (Chinese, Japanese, Thai) yield letter by letter.
    """
    for word in _WORD.findall(_UNSPACED.sub(r" \1 ", fold(text))):
        yield word[:LONGEST]


def words_of(obstacle: Obstacle) -> list[ObstacleWord]:
    """Return the rows under which search finds the obstacle: title, details, team, reference."""
    text = " ".join(
        [obstacle.title, obstacle.details or "", obstacle.team or "", obstacle.reference]
    )
    return [
        ObstacleWord(obstacle_id=obstacle.id, word=word) for word in sorted(set(folded_words(text)))
    ]
