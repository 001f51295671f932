"""Find obstacles by words: each word of the question begins a word of theirs."""

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.fold import MAX_WORD_LENGTH, folded_words
from tracker.models import Obstacle, ObstacleWord
from tracker.obstacles.search_words import TEAM_PREFIX
from tracker.sight.catalogue import Catalogue
from tracker.sight.sight import Sight, may_name, shown_organisation_id

MOST_WORDS = 12
_AFTER_ALL = "\U0010ffff"


def says(sight: Sight, known: Catalogue, words: str) -> list[ColumnElement[bool]]:
    """Return the conditions under which an obstacle answers to all of these words.

    A word may stand in the title, the details or the reference; where the organisation may be
    named, in its name or its team too. Signs between words search for nothing, and a question
    of signs alone has no answer.
    """
    asked = sorted(set(folded_words(words)), key=lambda word: (-len(word), word))[:MOST_WORDS]
    if not asked:
        return [sa.false()] if words else []
    return [
        _says_word(sight, known, asked[0]),
        *(_says_too(sight, known, word) for word in asked[1:]),
    ]


def _says_word(sight: Sight, known: Catalogue, word: str) -> ColumnElement[bool]:
    """Return the condition for the longest word, by which the database finds what to look at."""
    of_the_text = sa.select(ObstacleWord.obstacle_id).where(_begins(word))
    of_the_team = (
        sa.select(ObstacleWord.obstacle_id)
        .join(Obstacle, Obstacle.id == ObstacleWord.obstacle_id)
        .where(_begins((TEAM_PREFIX + word)[:MAX_WORD_LENGTH]), may_name(sight))
        .correlate(None)
    )
    sources = [of_the_text, of_the_team]
    if named := known.organisations_named(word):
        of_the_name = sa.select(Obstacle.id).where(
            Obstacle.programme_id == sight.programme.id,
            shown_organisation_id(sight).in_(named),
        )
        sources.append(of_the_name.correlate(None))
    return Obstacle.id.in_(sa.union_all(*sources))


def _says_too(sight: Sight, known: Catalogue, word: str) -> ColumnElement[bool]:
    """Return the condition for a further word, looked up in what the longest has found."""
    said = sa.exists().where(ObstacleWord.obstacle_id == Obstacle.id)
    of_the_team = said.where(_begins((TEAM_PREFIX + word)[:MAX_WORD_LENGTH]))
    sources = [said.where(_begins(word)), sa.and_(of_the_team, may_name(sight))]
    if named := known.organisations_named(word):
        sources.append(shown_organisation_id(sight).in_(named))
    return sa.or_(*sources)


def _begins(word: str) -> ColumnElement[bool]:
    return sa.and_(ObstacleWord.word >= word, ObstacleWord.word < word + _AFTER_ALL)
