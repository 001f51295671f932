"""The workarounds beside an obstacle or known under its barrier, with how their trials went."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.auth.sight import (
    VIEWER,
    Sight,
    links_visible_to,
    shown_organisation_id,
    trials_visible_to,
)
from tracker.extensions import db
from tracker.models import Obstacle, Trial, Workaround, WorkaroundLink
from tracker.models.vocabulary import Outcome
from tracker.obstacles.queries_known import known_in

MOST = 5
"""How many workarounds an obstacle's page tells of; the barrier's page has them all."""
MOST_TRIALS = 4
BEST_FIRST = list(Outcome)


@dataclass(frozen=True)
class Tried:
    """One trial, as a line under its workaround."""

    reference: str
    outcome: Outcome
    organisation: str | None
    """The short name, or None where it is not to be named."""
    started_on: date | None
    ended_on: date | None
    what_it_took: str
    is_here: bool
    """Whether it was against this very obstacle."""


@dataclass(frozen=True)
class Remedy:
    """A workaround that may get round the obstacle, and how it went elsewhere."""

    reference: str
    title: str
    is_here: bool
    """Whether it stands beside this very obstacle, and not only beside one of its barrier."""
    trials: tuple[Tried, ...]
    untold: int
    """How many more trials there are than are told here."""

    @property
    def trial_here(self) -> Tried | None:
        """The latest trial against this obstacle."""
        return next((trial for trial in self.trials if trial.is_here), None)


OBSTACLE_ID = sa.bindparam("obstacle_id", type_=sa.Integer)
IS_HERE = sa.func.max(sa.case((Obstacle.id == OBSTACLE_ID, 1), else_=0))
LINKS = (
    links_visible_to(VIEWER)
    .with_only_columns(Workaround.id, Workaround.reference, Workaround.title, IS_HERE)
    .group_by(Workaround.id, Workaround.reference, Workaround.title)
    .order_by(IS_HERE.desc(), sa.func.count().desc(), Workaround.id)
)
TRIALS = (
    trials_visible_to(VIEWER)
    .with_only_columns(
        Trial.workaround_id,
        Trial.reference,
        Trial.outcome,
        shown_organisation_id(VIEWER),
        Trial.started_on,
        Trial.ended_on,
        Trial.what_it_took,
        Obstacle.id == OBSTACLE_ID,
    )
    .where(Trial.workaround_id.in_(sa.bindparam("workaround_ids", expanding=True)))
    .order_by(Trial.id.desc())
)
UNDER_ITS_BARRIER = sa.select(Obstacle.id).where(
    Obstacle.programme_id == VIEWER.programme.id,
    Obstacle.barrier_id == sa.bindparam("barrier_id"),
)
# The condition stands on the link's own column, so that no database begins with every pair of
# tables.
LINKS_HERE = LINKS.where(WorkaroundLink.obstacle_id == OBSTACLE_ID)
LINKS_NEAR = LINKS.where(WorkaroundLink.obstacle_id.in_(UNDER_ITS_BARRIER)).limit(MOST + 1)
TRIALS_HERE = TRIALS.where(Trial.obstacle_id == OBSTACLE_ID)
TRIALS_NEAR = TRIALS.where(Trial.obstacle_id.in_(UNDER_ITS_BARRIER))


def remedies_for(sight: Sight, obstacle: Obstacle) -> tuple[Remedy, ...]:
    """Return what may get round the obstacle: what stands beside it first, then what worked.

    Under a barrier at most one more than a page tells of, by which it knows that there is more.
    """
    asked = {**sight.named, "obstacle_id": obstacle.id}
    if obstacle.barrier_id is not None:
        asked["barrier_id"] = obstacle.barrier_id
    found = db.session.execute(LINKS_NEAR if "barrier_id" in asked else LINKS_HERE, asked).all()
    trials = _trials(sight, asked, [row.id for row in found])
    remedies = [
        Remedy(
            reference=row.reference,
            title=row.title,
            is_here=bool(here),
            trials=tuple(trials.get(row.id, ())[:MOST_TRIALS]),
            untold=max(0, len(trials.get(row.id, ())) - MOST_TRIALS),
        )
        for row, here in ((row, row[3]) for row in found)
    ]
    return tuple(sorted(remedies, key=_place))


def _trials(
    sight: Sight, asked: dict[str, Any], workaround_ids: list[int]
) -> dict[int, list[Tried]]:
    """Return the trials of these workarounds, against this obstacle or one under its barrier."""
    if not workaround_ids:
        return {}
    trials = TRIALS_NEAR if "barrier_id" in asked else TRIALS_HERE
    known = known_in(sight)
    found: dict[int, list[Tried]] = {}
    rows = db.session.execute(trials, {**asked, "workaround_ids": workaround_ids})
    for workaround_id, reference, outcome, owner, *rest in rows:
        tried = Tried(reference, outcome, known.short_name(owner), *rest)
        found.setdefault(workaround_id, []).append(tried)
    for each in found.values():
        each.sort(key=lambda tried: (not tried.is_here, BEST_FIRST.index(tried.outcome)))
    return found


def _place(remedy: Remedy) -> tuple[bool, int]:
    best = min(
        (BEST_FIRST.index(trial.outcome) for trial in remedy.trials), default=len(BEST_FIRST)
    )
    return not remedy.is_here, best
