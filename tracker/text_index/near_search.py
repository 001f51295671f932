"""Near search: what is similar to the words of a search that found nothing, within sight."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from tracker.extensions import db
from tracker.fold import folded_words, searched_words
from tracker.forms.pick_list import PickList
from tracker.matching.corpus import Corpus
from tracker.matching.texts import Text
from tracker.matching.thresholds import near_in_meaning
from tracker.matching.words import DETAILS_LENGTH
from tracker.models import Obstacle
from tracker.sight.options import (
    MAX_WORDS_LENGTH,
    PickOptions,
    Scope,
    near_options,
    obstacle_options,
    scope_conditions,
)
from tracker.sight.sight import Sight, logged_obstacles_visible_to
from tracker.text_index.corpora import within
from tracker.text_index.nearest import as_query
from tracker.text_index.texts import ComparableText

MAX_NEAR = 5
MIN_PART = 4
"""How many letters of a word are looked for inside longer words, as the index of texts has them."""
_COMPARED = 100


class NearObstacles(NamedTuple):
    """The ids of the obstacles that are near to a search text, at most 5."""

    ids: tuple[int, ...] = ()
    is_ready: bool = True
    """Whether this process has loaded its texts."""


def near_obstacles(
    sight: Sight, search_text: str, conditions: Iterable[sa.ColumnElement[bool]] = ()
) -> NearObstacles:
    """Return the obstacles within sight that are near to the text and fulfil the conditions.

    First those that have all its words, some inside longer words; then those near in meaning. What
    is found depends on the obstacles within sight alone.
    """
    terms = searched_words(search_text)
    if not terms:
        return NearObstacles()
    visible = within(sight)
    if visible is None:
        return NearObstacles(is_ready=False)
    query = as_query(ComparableText(search_text, ""))
    parts = _with_shared_parts(visible.corpus, query)
    meaning = _near_in_meaning(visible.corpus, query)
    rows = _rows(sight, {*parts, *meaning}, conditions)
    with_parts = [one for one in parts if one in rows and _has_parts(rows[one], terms)]
    found = dict.fromkeys([*with_parts, *(one for one in meaning if one in rows)])
    return NearObstacles(tuple(rows[reference].id for reference in found)[:MAX_NEAR])


def options_or_near(sight: Sight, words: str, scope: Scope, of: str = "") -> PickOptions:
    """Return the options of a pick list that match all words; if there are none, what is near."""
    found = obstacle_options(sight, words, scope, of)
    if found.rows or not words.strip():
        return found
    near = near_obstacles(sight, words[:MAX_WORDS_LENGTH], scope_conditions(sight, scope, of))
    return near_options(sight, near.ids)


class NearPickList(PickList):
    """A pick list that offers what is near if no obstacle has all words."""

    def search(self, words: str) -> PickOptions:
        """Return the obstacles that match all words, or what is near."""
        return options_or_near(self.sight, words, self.scope, self.of)


def _with_shared_parts(corpus: Corpus, query: Text) -> list[str]:
    """Return the references of texts that share groups of letters with the query."""
    matches = corpus.nearest(replace(query, vector=None), _COMPARED)
    return [str(match.id) for match in matches if match.words > 0]


def _near_in_meaning(corpus: Corpus, query: Text) -> list[str]:
    """Return the references of texts near in meaning; none if words alone decide."""
    if query.vector is None:
        return []
    return [str(match.id) for match in near_in_meaning(corpus.nearest(query, _COMPARED))]


def _rows(
    sight: Sight, references: Iterable[str], conditions: Iterable[sa.ColumnElement[bool]]
) -> dict[str, sa.Row[Any]]:
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .where(Obstacle.reference.in_(references), *conditions)
        .with_only_columns(
            Obstacle.reference,
            Obstacle.id,
            Obstacle.title,
            sa.func.substr(Obstacle.details, 1, DETAILS_LENGTH).label("details"),
        )
    )
    return {row.reference: row for row in rows}


def _has_parts(row: sa.Row[Any], terms: Sequence[str]) -> bool:
    words = [*folded_words(f"{row.title} {row.details}")]
    return all(any(_is_part(term, word) for word in words) for term in terms)


def _is_part(term: str, word: str) -> bool:
    return term in word if len(term) >= MIN_PART else word.startswith(term)
