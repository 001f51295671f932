"""What an obstacle that is logged may be the same as: barriers, and obstacles under none."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.auth.permissions import Permission
from tracker.auth.policy import is_granted
from tracker.extensions import db
from tracker.matches.queries import answers_on, barriers_of_the_same, ruled_out_for
from tracker.matches.queries_cards import Card, SimilarCards, similar_cards
from tracker.models import Barrier, Obstacle, Workaround
from tracker.models.vocabulary import Likeness
from tracker.sight.cache import cached
from tracker.sight.sharing import sharing
from tracker.sight.sight import Sight, barriers_visible_to, links_visible_to
from tracker.text_index.nearest import as_query
from tracker.text_index.texts import text_of

MOST = 3
MOST_REMEDIES = 2
MOST_LIKE_IT = 5


@dataclass(frozen=True)
class SuggestedBarrier:
    """A barrier that may be the cause, and what is known there."""

    reference: str
    title: str
    organisations: int
    past_it: int
    remedies: tuple[tuple[str, str], ...]
    """The reference and title of workarounds known there."""


@dataclass(frozen=True)
class Suggestions:
    """What the obstacle may be the same as, nearest first; three at most in all."""

    barriers: list[SuggestedBarrier]
    obstacles: list[Card]
    """Those under no barrier yet, on which nobody has answered."""
    is_ready: bool
    """Whether there was anything to look among yet."""


def similar_to(sight: Sight, obstacle: Obstacle) -> SimilarCards:
    """Return what lies near to the obstacle, but for what was said to be different.

    Of their own obstacles nobody needs to be told what others did.
    """
    answers = answers_on(sight, obstacle)
    different = {one.reference for one, answer in answers if answer is Likeness.DIFFERENT}
    apart = {obstacle.reference, *different, *ruled_out_for(sight, obstacle).values()}
    near = similar_cards(sight, as_query(text_of(obstacle)), exclude=apart)
    others = [card for card in near.cards if card.kind != "obstacle" or not card.is_own]
    return near._replace(cards=others[:MOST_LIKE_IT])


def suggestions_for(sight: Sight, obstacle: Obstacle) -> Suggestions:
    """Return the barriers from which the obstacle may come, and others that may be the same.

    First come the barriers of those that are said to be the same: they wait for this one.
    """
    answers, not_these = answers_on(sight, obstacle), ruled_out_for(sight, obstacle)
    apart = {obstacle.reference, *(one.reference for one, _ in answers), *not_these.values()}
    near = similar_cards(sight, as_query(text_of(obstacle)), exclude=apart)
    barrier_ids = dict.fromkeys(
        [
            *(one for one in barriers_of_the_same(answers) if one != obstacle.barrier_id),
            *(card.barrier_id for card in near.cards if card.barrier_id),
        ]
    )
    offered = [one for one in barrier_ids if one not in not_these]
    barriers = _told(sight, offered[:MOST])
    free = [card for card in near.cards if card.kind == "obstacle" and card.barrier_id is None]
    return Suggestions(barriers, free[: MOST - len(barriers)], near.is_ready)


def waiting_barriers(sight: Sight, obstacle: Obstacle) -> tuple[str, ...]:
    """Return the titles of the barriers that wait for an obstacle under none, to who may group it.

    Obstacles under them are said to be the same as it; it joins one by an act of its own.
    """
    may_group = is_granted(Permission.OBSTACLE_GROUP, sight, obstacle)
    if obstacle.barrier_id is not None or not may_group:
        return ()
    waiting = dict.fromkeys(barriers_of_the_same(answers_on(sight, obstacle)))
    not_these = ruled_out_for(sight, obstacle) if waiting else {}
    titles = barrier_titles(sight)
    return tuple(titles[one][1] for one in waiting if one not in not_these)


def _told(sight: Sight, barrier_ids: list[int]) -> list[SuggestedBarrier]:
    titles, shared = barrier_titles(sight), sharing(sight)
    remedies = _remedies(sight, barrier_ids)
    return [
        SuggestedBarrier(
            *titles[barrier_id],
            organisations=shared.organisations(barrier_id),
            past_it=shared.cleared_organisations(barrier_id),
            remedies=tuple(remedies.get(barrier_id, ())[:MOST_REMEDIES]),
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


def _remedies(sight: Sight, barrier_ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the workarounds known under each of these barriers, those most used first."""
    links = (
        links_visible_to(sight)
        .with_only_columns(Obstacle.barrier_id, Workaround.reference, Workaround.title)
        .where(Obstacle.barrier_id.in_(barrier_ids))
        .group_by(Obstacle.barrier_id, Workaround.id, Workaround.reference, Workaround.title)
        .order_by(sa.func.count().desc(), Workaround.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    rows: list[Any] = list(db.session.execute(links)) if barrier_ids else []
    for barrier_id, reference, title in rows:
        found.setdefault(barrier_id, []).append((reference, title))
    return found
