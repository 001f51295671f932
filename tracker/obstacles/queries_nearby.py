"""The barriers that an obstacle may come from, nearest first, by the words they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.auth.answers import kept_answer
from tracker.auth.sight import (
    Sight,
    barriers_visible_to,
    links_visible_to,
    logged_obstacles_visible_to,
)
from tracker.barriers.sharing import sharing
from tracker.extensions import db
from tracker.models import Barrier, Obstacle, ObstacleWord, Workaround
from tracker.obstacles.words import folded_words

MOST = 3
MOST_REMEDIES = 2
MOST_STEMS = 12
MANY = 5
STEM_LENGTH = 6
SHORTEST_WORD = 4
_SAYING_LITTLE = (
    "about after also alleen alors another avec avant aussi been before being between cannot "
    "comme dans deze depuis does door each every from geen have heeft into leur mais maar "
    "meer more moet most must need needs niet nobody notre only other over pour quand sans "
    "should some sont such than that their them then there they this through tres under until "
    "very voor want wanneer waar were what when where which while will with worden would zijn "
    "zonder your"
)
SAYS_LITTLE = frozenset(_SAYING_LITTLE.split())


@dataclass(frozen=True)
class NearBarrier:
    """A barrier that may be the cause, and what is known there."""

    reference: str
    title: str
    organisations: int
    past_it: int
    remedies: tuple[tuple[str, str], ...]
    """The reference and title of workarounds known there."""


def barriers_near(sight: Sight, obstacle: Obstacle) -> list[NearBarrier]:
    """Return the visible barriers that speak of the same things, at most three.

    A word counts for more the fewer barriers speak of it, and the larger the share of a
    barrier's obstacles that do; one in the barrier's own title counts in full, and one of which
    more than a third of many barriers speak counts for nothing.
    """
    titles = barrier_titles(sight)
    scores = _scores(sight, titles, telling_stems(obstacle.title))
    best = sorted(scores, key=lambda barrier_id: (-scores[barrier_id], barrier_id))[:MOST]
    remedies = _remedies(sight, best)
    shared = sharing(sight)
    return [
        NearBarrier(
            *titles[barrier_id],
            organisations=shared.organisations(barrier_id),
            past_it=sum(each.is_past_it for each in shared.standings.get(barrier_id, ())),
            remedies=tuple(remedies.get(barrier_id, ())[:MOST_REMEDIES]),
        )
        for barrier_id in best
    ]


def telling_stems(text: str) -> list[str]:
    """Return the beginnings of the words that say something, each once, in order.

    >>> telling_stems("Approvals sit with managers, and approval takes weeks")
    ['approv', 'manage', 'takes', 'weeks']
    """
    stems = (
        word[:STEM_LENGTH]
        for word in folded_words(text)
        if len(word) >= SHORTEST_WORD and word not in SAYS_LITTLE
    )
    return list(dict.fromkeys(stems))[:MOST_STEMS]


def barrier_titles(sight: Sight) -> dict[int, tuple[str, str]]:
    """Return the reference and title of each visible barrier, by id."""
    barriers = barriers_visible_to(sight).with_only_columns(
        Barrier.id, Barrier.reference, Barrier.title
    )
    return kept_answer(
        sight,
        "titles of barriers",
        lambda: {row[0]: (row[1], row[2]) for row in db.session.execute(barriers)},
    )


def _scores(sight: Sight, titles: dict[int, tuple[str, str]], stems: list[str]) -> dict[int, float]:
    shares = _shares(sight, stems) if stems and titles else {}
    for barrier_id, (_reference, title) in titles.items():
        for stem in set(telling_stems(title)).intersection(stems):
            shares.setdefault(stem, {})[barrier_id] = 1.0
    scores: dict[int, float] = {}
    for met in shares.values():
        if len(titles) > MANY and len(met) > len(titles) / 3:
            continue
        rarity = log(1 + len(titles) / len(met))
        for barrier_id, share in met.items():
            scores[barrier_id] = scores.get(barrier_id, 0) + rarity * share
    return scores


def _shares(sight: Sight, stems: list[str]) -> dict[str, dict[int, float]]:
    """Return which share of each barrier's visible obstacles speaks of each stem."""
    spoken = (
        logged_obstacles_visible_to(sight)
        .with_only_columns(Obstacle.barrier_id, ObstacleWord.word, sa.func.count())
        .join(ObstacleWord, ObstacleWord.obstacle_id == Obstacle.id)
        .where(Obstacle.barrier_id.is_not(None), sa.or_(*map(_begins_with, stems)))
        .group_by(Obstacle.barrier_id, ObstacleWord.word)
    )
    obstacles = sharing(sight).obstacles
    shares: dict[str, dict[int, float]] = {}
    rows: list[Any] = list(db.session.execute(spoken))
    for barrier_id, word, number in rows:
        met = shares.setdefault(word[:STEM_LENGTH], {})
        met[barrier_id] = min(1.0, met.get(barrier_id, 0) + number / obstacles[barrier_id])
    return shares


def _begins_with(stem: str) -> ColumnElement[bool]:
    if len(stem) < STEM_LENGTH:
        return ObstacleWord.word == stem
    return ObstacleWord.word.between(stem, stem + "\U0010ffff")


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
