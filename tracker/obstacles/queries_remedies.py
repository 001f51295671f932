"""The workarounds beside an obstacle or known under its barrier, with how their trials went."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.auth.sight import Sight, links_visible_to, shown_organisation_id, trials_visible_to
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


def remedies_for(sight: Sight, obstacle: Obstacle) -> tuple[Remedy, ...]:
    """Return what may get round the obstacle: what stands beside it first, then what worked.

    Under a barrier at most one more than a page tells of, by which it knows that there is more.
    """
    is_here = sa.func.max(sa.case((Obstacle.id == obstacle.id, 1), else_=0))
    links = (
        links_visible_to(sight)
        .with_only_columns(Workaround.id, Workaround.reference, Workaround.title, is_here)
        .where(_is_near(obstacle, WorkaroundLink.obstacle_id))
        .group_by(Workaround.id, Workaround.reference, Workaround.title)
        .order_by(is_here.desc(), sa.func.count().desc(), Workaround.id)
        .limit(MOST + 1 if obstacle.barrier_id else None)
    )
    found = db.session.execute(links).all()
    trials = _trials(sight, obstacle, [row.id for row in found])
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


def _is_near(obstacle: Obstacle, obstacle_id: Any) -> ColumnElement[bool]:
    """Return the condition that a column names this obstacle or another under its barrier.

    It stands on the link's own column, so that no database begins with every pair of tables.
    """
    if obstacle.barrier_id is None:
        return cast("ColumnElement[bool]", obstacle_id == obstacle.id)
    near = sa.select(Obstacle.id).where(
        Obstacle.programme_id == obstacle.programme_id, Obstacle.barrier_id == obstacle.barrier_id
    )
    return cast("ColumnElement[bool]", obstacle_id.in_(near))


def _trials(sight: Sight, obstacle: Obstacle, workaround_ids: list[int]) -> dict[int, list[Tried]]:
    """Return the trials of these workarounds, against this obstacle or one under its barrier."""
    if not workaround_ids:
        return {}
    trials = (
        trials_visible_to(sight)
        .with_only_columns(
            Trial.workaround_id,
            Trial.reference,
            Trial.outcome,
            shown_organisation_id(sight),
            Trial.started_on,
            Trial.ended_on,
            Trial.what_it_took,
            Obstacle.id == obstacle.id,
        )
        .where(Trial.workaround_id.in_(workaround_ids), _is_near(obstacle, Trial.obstacle_id))
        .order_by(Trial.id.desc())
    )
    known = known_in(sight)
    found: dict[int, list[Tried]] = {}
    for workaround_id, reference, outcome, owner, *rest in db.session.execute(trials):
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
