"""Break a text into the words that search finds: any case, any accents, every script."""

from tracker.fold import MAX_WORD_LENGTH, folded_words
from tracker.models import Obstacle, ObstacleWord

OF_THE_TEAM = "@"
"""Begins the rows of a team's words: who may not read the organisation's name cannot search
them, and no folded word begins so by itself."""


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
        *((OF_THE_TEAM + word)[:MAX_WORD_LENGTH] for word in folded_words(obstacle.team or "")),
    }
