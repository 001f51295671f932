"""Trials that are due for a follow-up: their author is asked once how they went."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.moment import now
from tracker.models.vocabulary import Outcome
from tracker.sight.cache import cached
from tracker.sight.sight import VIEWER, Sight, trials_visible_to

FOLLOW_UP_WEEKS = 8
FOLLOW_UP_AFTER = timedelta(weeks=FOLLOW_UP_WEEKS)
MAX_SHOWN = 3
"""The maximum number of follow-ups on a page; the next ones appear once these are answered."""


@dataclass(frozen=True)
class FollowUp:
    """A trial that the person started and has not updated since."""

    reference: str
    version: int
    began_on: date
    workaround: str
    """The title of the workaround."""
    obstacle: str
    """The title of the obstacle."""
    obstacle_reference: str


TRIALS = (
    trials_visible_to(VIEWER)
    .with_only_columns(
        Trial.reference,
        Trial.version,
        Trial.started_on,
        Trial.recorded_at,
        Workaround.title,
        Obstacle.title,
        Obstacle.reference,
    )
    .where(
        Trial.author_id == VIEWER.person_id,
        Trial.outcome == Outcome.TOO_EARLY,
        Trial.looked_back_at.is_(None),
        Trial.recorded_at < sa.bindparam("before"),
        Obstacle.organisation_id.in_(sa.bindparam("logging_ids", type_=sa.Integer, expanding=True)),
    )
    .order_by(Trial.recorded_at, Trial.id)
    .limit(MAX_SHOWN)
)


def due_follow_ups(sight: Sight) -> tuple[FollowUp, ...]:
    """Return the trials that the person started at least eight weeks ago, oldest first."""
    if sight.programme.closed_at is not None:
        return ()
    today, logging_ids = now().date(), tuple(sorted(sight.logging_organisation_ids))
    key = ("follow-ups", sight.person_id, logging_ids, today)
    return cached(sight, key, lambda: _find(sight, today, logging_ids))


def follow_up_before(today: date) -> datetime:
    """Return the moment before which a trial was recorded that is due for a follow-up today."""
    return datetime.combine(today + timedelta(days=1), time(), UTC) - FOLLOW_UP_AFTER


def _find(sight: Sight, today: date, logging_ids: tuple[int, ...]) -> tuple[FollowUp, ...]:
    before = follow_up_before(today)
    rows = db.session.execute(
        TRIALS, {**sight.parameters, "before": before, "logging_ids": list(logging_ids)}
    )
    return tuple(
        FollowUp(reference, version, started_on or recorded_at.date(), *titles)
        for reference, version, started_on, recorded_at, *titles in rows
    )
