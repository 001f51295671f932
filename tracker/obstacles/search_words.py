"""The words of an obstacle in the search index, folded in case and accents."""

from tracker.fold import MAX_WORD_LENGTH, folded_words
from tracker.models import Obstacle, ObstacleWord
from tracker.models.obstacle import TEAM_PREFIX


def search_word_rows(obstacle: Obstacle) -> list[ObstacleWord]:
    """Return the obstacle's rows in the search index."""
    return [
        ObstacleWord(obstacle_id=obstacle.id, word=word)
        for word in sorted(search_words_of(obstacle))
    ]


def search_words_of(obstacle: Obstacle) -> set[str]:
    """Return the obstacle's search words: of its title, details, team and reference."""
    text = " ".join([obstacle.title, obstacle.details or "", obstacle.reference])
    return {
        *folded_words(text),
        *((TEAM_PREFIX + word)[:MAX_WORD_LENGTH] for word in folded_words(obstacle.team or "")),
    }
