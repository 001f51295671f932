"""Break a text into the words that search finds: any case, any accents, every script."""

import re
from collections.abc import Iterator

from tracker.models import Obstacle, ObstacleWord
from tracker.models.fold import WORD, fold

LONGEST = 40
OF_THE_TEAM = "@"
"""Begins the rows of a team's words: who may not read the organisation's name cannot search
them, and no folded word begins so by itself."""

_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def folded_words(text: str) -> Iterator[str]:
    """Yield each word of the text, folded and cut at 40 letters, in order, repeats included.

    Scripts that put no space between words (Chinese, Japanese, Thai) yield letter by letter.
    """
    for word in WORD.findall(_UNSPACED.sub(r" \1 ", fold(text))):
        yield word[:LONGEST]


def words_of(obstacle: Obstacle) -> list[ObstacleWord]:
    """Return the rows under which search finds the obstacle."""
    return [
        ObstacleWord(obstacle_id=obstacle.id, word=word) for word in sorted(words_said_by(obstacle))
    ]


def words_said_by(obstacle: Obstacle) -> set[str]:
    """Return the words under which search finds the obstacle: title, details, team, reference."""
    text = " ".join([obstacle.title, obstacle.details or "", obstacle.reference])
    return {
        *folded_words(text),
        *((OF_THE_TEAM + word)[:LONGEST] for word in folded_words(obstacle.team or "")),
    }
