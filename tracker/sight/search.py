"""Full-text search of obstacles: each search word is the prefix of an indexed word."""

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.fold import MAX_WORD_LENGTH, searched_words
from tracker.models import Obstacle, ObstacleWord
from tracker.models.obstacle import TEAM_PREFIX
from tracker.sight.catalogue import Catalogue
from tracker.sight.sight import Sight, may_name, shown_organisation_id

MAX_WORDS = 12
_AFTER_ALL = "\U0010ffff"


def search_conditions(sight: Sight, catalogue: Catalogue, text: str) -> list[ColumnElement[bool]]:
    """Return the conditions for obstacles that match all words of the search text.

    Title, details and reference are searched; if the organisation may be named, also its name and
    team. Punctuation is ignored, and a text of punctuation alone matches nothing. A percentage
    finds each way to write it, and emoji are words.
    """
    terms = sorted(set(searched_words(text)), key=lambda word: (-len(word), word))[:MAX_WORDS]
    if not terms:
        return [sa.false()] if text else []
    return [
        _first_word_condition(sight, catalogue, terms[0]),
        *(_further_word_condition(sight, catalogue, word) for word in terms[1:]),
    ]


def _first_word_condition(sight: Sight, catalogue: Catalogue, word: str) -> ColumnElement[bool]:
    """Return the condition for the longest word, for which the database uses the index."""
    text_matches = sa.select(ObstacleWord.obstacle_id).where(_begins(word))
    team_matches = (
        sa.select(ObstacleWord.obstacle_id)
        .join(Obstacle, Obstacle.id == ObstacleWord.obstacle_id)
        .where(_begins((TEAM_PREFIX + word)[:MAX_WORD_LENGTH]), may_name(sight))
        .correlate(None)
    )
    sources = [text_matches, team_matches]
    if named := catalogue.organisations_named(word):
        name_matches = sa.select(Obstacle.id).where(
            Obstacle.programme_id == sight.programme.id,
            shown_organisation_id(sight).in_(named),
        )
        sources.append(name_matches.correlate(None))
    return Obstacle.id.in_(sa.union_all(*sources))


def _further_word_condition(sight: Sight, catalogue: Catalogue, word: str) -> ColumnElement[bool]:
    """Return the condition for a further word, checked on the rows of the first one."""
    indexed = sa.exists().where(ObstacleWord.obstacle_id == Obstacle.id)
    team_matches = indexed.where(_begins((TEAM_PREFIX + word)[:MAX_WORD_LENGTH]))
    sources = [indexed.where(_begins(word)), sa.and_(team_matches, may_name(sight))]
    if named := catalogue.organisations_named(word):
        sources.append(shown_organisation_id(sight).in_(named))
    return sa.or_(*sources)


def _begins(word: str) -> ColumnElement[bool]:
    return sa.and_(ObstacleWord.word >= word, ObstacleWord.word < word + _AFTER_ALL)
