"""Suggest barriers and ungrouped obstacles that are similar to a logged obstacle."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.auth.permissions import Permission
from tracker.auth.policy import is_granted
from tracker.extensions import db
from tracker.matches.queries import answers_on, barriers_of_same, ruled_out_for
from tracker.matches.queries_cards import Card, SimilarCards, similar_cards
from tracker.models import Barrier, Obstacle, Workaround
from tracker.models.vocabulary import Likeness
from tracker.sight.cache import cached
from tracker.sight.sharing import sharing
from tracker.sight.sight import Sight, barriers_visible_to, links_visible_to
from tracker.text_index.nearest import as_query
from tracker.text_index.texts import text_of

MAX_SUGGESTIONS = 3
MAX_WORKAROUNDS = 2
MAX_SIMILAR = 5


@dataclass(frozen=True)
class SuggestedBarrier:
    """A barrier that may be the cause, and the workarounds for it."""

    reference: str
    title: str
    organisations: int
    cleared: int
    workarounds: tuple[tuple[str, str], ...]
    """The references and titles of its workarounds."""


@dataclass(frozen=True)
class Suggestions:
    """Suggestions for an obstacle, nearest first; at most three in total."""

    barriers: list[SuggestedBarrier]
    obstacles: list[Card]
    """Obstacles without a barrier on which there is no answer yet."""
    is_ready: bool
    """Whether the texts are loaded for a search."""


def similar_to(sight: Sight, obstacle: Obstacle) -> SimilarCards:
    """Return cards of what is similar to the obstacle, without what was answered as different.

    The viewer's own obstacles are left out too.
    """
    answers = answers_on(sight, obstacle)
    different = {other.reference for other, answer in answers if answer is Likeness.DIFFERENT}
    excluded = {obstacle.reference, *different, *ruled_out_for(sight, obstacle).values()}
    similar = similar_cards(sight, as_query(text_of(obstacle)), exclude=excluded)
    others = [card for card in similar.cards if card.kind != "obstacle" or not card.is_own]
    return similar._replace(cards=others[:MAX_SIMILAR])


def suggestions_for(sight: Sight, obstacle: Obstacle) -> Suggestions:
    """Return the barriers that may cause the obstacle, and obstacles that may be the same.

    The barriers of obstacles that are answered to be the same come first.
    """
    answers, ruled_out = answers_on(sight, obstacle), ruled_out_for(sight, obstacle)
    excluded = {
        obstacle.reference,
        *(other.reference for other, _ in answers),
        *ruled_out.values(),
    }
    similar = similar_cards(sight, as_query(text_of(obstacle)), exclude=excluded)
    barrier_ids = dict.fromkeys(
        [
            *(id_ for id_ in barriers_of_same(answers) if id_ != obstacle.barrier_id),
            *(card.barrier_id for card in similar.cards if card.barrier_id),
        ]
    )
    possible = [id_ for id_ in barrier_ids if id_ not in ruled_out]
    barriers = _suggested_barriers(sight, possible[:MAX_SUGGESTIONS])
    ungrouped = [
        card for card in similar.cards if card.kind == "obstacle" and card.barrier_id is None
    ]
    return Suggestions(barriers, ungrouped[: MAX_SUGGESTIONS - len(barriers)], similar.is_ready)


def waiting_barriers(sight: Sight, obstacle: Obstacle) -> tuple[str, ...]:
    """Return the titles of barriers that an ungrouped obstacle can join, if the viewer may group.

    Their obstacles are answered to be the same as this one; it joins only by its own act.
    """
    may_group = is_granted(Permission.OBSTACLE_GROUP, sight, obstacle)
    if obstacle.barrier_id is not None or not may_group:
        return ()
    waiting = dict.fromkeys(barriers_of_same(answers_on(sight, obstacle)))
    ruled_out = ruled_out_for(sight, obstacle) if waiting else {}
    titles = barrier_titles(sight)
    return tuple(titles[id_][1] for id_ in waiting if id_ not in ruled_out)


def _suggested_barriers(sight: Sight, barrier_ids: list[int]) -> list[SuggestedBarrier]:
    titles, shared = barrier_titles(sight), sharing(sight)
    workarounds = _workarounds(sight, barrier_ids)
    return [
        SuggestedBarrier(
            *titles[barrier_id],
            organisations=shared.organisations(barrier_id),
            cleared=shared.cleared_organisations(barrier_id),
            workarounds=tuple(workarounds.get(barrier_id, ())[:MAX_WORKAROUNDS]),
        )
        for barrier_id in barrier_ids
    ]


def barrier_titles(sight: Sight) -> dict[int, tuple[str, str]]:
    """Return the reference and title of each visible barrier, by id."""
    barriers = barriers_visible_to(sight).with_only_columns(
        Barrier.id, Barrier.reference, Barrier.title
    )
    return cached(
        sight,
        "titles of barriers",
        lambda: {row[0]: (row[1], row[2]) for row in db.session.execute(barriers)},
    )


def _workarounds(sight: Sight, barrier_ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the workarounds for each of these barriers, the most used first."""
    links = (
        links_visible_to(sight)
        .with_only_columns(Obstacle.barrier_id, Workaround.reference, Workaround.title)
        .where(Obstacle.barrier_id.in_(barrier_ids))
        .group_by(Obstacle.barrier_id, Workaround.id, Workaround.reference, Workaround.title)
        .order_by(sa.func.count().desc(), Workaround.id)
    )
    workarounds: dict[int, list[tuple[str, str]]] = {}
    rows: list[Any] = list(db.session.execute(links)) if barrier_ids else []
    for barrier_id, reference, title in rows:
        workarounds.setdefault(barrier_id, []).append((reference, title))
    return workarounds
