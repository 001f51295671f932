"""Read the obstacles that are due: reviews (`look_again_on`) and unanswered reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.extensions import db
from tracker.models import Comment, Obstacle, Reminder, StatusChange, Trial
from tracker.models.moment import now
from tracker.models.vocabulary import BLOCKING_STATUSES, Status
from tracker.sight.cache import cached
from tracker.sight.sight import VIEWER, Sight, logged_obstacles_visible_to

MAX_DUE = 5
"""The maximum number of each kind on the first page."""
REMINDER_LIFETIME = timedelta(days=28)
"""How long a reminder is shown if it is not answered."""


def responsible_person_id() -> Any:
    """Return the column of the responsible person: the obstacle's owner, else its author."""
    return sa.func.coalesce(Obstacle.owner_id, Obstacle.author_id)


@dataclass(frozen=True)
class DueObstacle:
    """An obstacle that is due for a review or a confirmation, and since when."""

    reference: str
    title: str
    status: Status
    since: date


@dataclass(frozen=True)
class DueObstacles:
    """The first due obstacles, and the total."""

    first: tuple[DueObstacle, ...]
    total: int


NONE_DUE = DueObstacles((), 0)
LOGGING_IDS = sa.bindparam("logging_ids", type_=sa.Integer, expanding=True)
OWN_OBSTACLES = logged_obstacles_visible_to(VIEWER).where(Obstacle.organisation_id.in_(LOGGING_IDS))
LOOK_AGAIN = (
    OWN_OBSTACLES.with_only_columns(
        Obstacle.reference,
        Obstacle.title,
        Obstacle.status,
        sa.type_coerce(Obstacle.look_again_on, sa.Date),
    )
    .where(
        Obstacle.status == Status.ACCEPTED_AS_IMMOVABLE,
        Obstacle.look_again_on <= sa.bindparam("until", type_=sa.Date),
        Obstacle.look_again_on > sa.bindparam("since", type_=sa.Date),
    )
    .order_by(Obstacle.look_again_on, Obstacle.id)
)
UNANSWERED_REMINDERS = (
    OWN_OBSTACLES.join(Reminder, Reminder.obstacle_id == Obstacle.id)
    .with_only_columns(
        Obstacle.reference,
        Obstacle.title,
        Obstacle.status,
        Obstacle.changed_at,
        Obstacle.confirmed_at,
    )
    .where(
        Reminder.person_id == VIEWER.person_id,
        Reminder.asked_at > sa.bindparam("since", type_=Reminder.asked_at.type),
        responsible_person_id() == VIEWER.person_id,
        Obstacle.status.in_(BLOCKING_STATUSES),
        Obstacle.changed_at <= Reminder.asked_at,
        sa.or_(Obstacle.confirmed_at.is_(None), Obstacle.confirmed_at <= Reminder.asked_at),
    )
    .order_by(Reminder.asked_at, Obstacle.id)
)


def look_again_due(sight: Sight, today: date, since: date = date.min) -> tuple[DueObstacle, ...]:
    """Return the own obstacles with a review date after `since` and until today, oldest first."""
    if not sight.logging_organisation_ids or sight.programme.closed_at is not None:
        return ()
    parameters = _parameters(sight) | {"until": today, "since": since}
    return tuple(DueObstacle(*row) for row in db.session.execute(LOOK_AGAIN, parameters))


def unanswered_reminders(sight: Sight, since: datetime) -> tuple[DueObstacle, ...]:
    """Return the obstacles of the person's unanswered reminders since that moment.

    Any change of the obstacle answers a reminder.
    """
    programme = sight.programme
    is_asked = programme.reminder_months and programme.closed_at is None
    if not sight.logging_organisation_ids or not is_asked:
        return ()
    rows = db.session.execute(UNANSWERED_REMINDERS, _parameters(sight) | {"since": since})
    return tuple(
        DueObstacle(
            row.reference,
            row.title,
            row.status,
            last_touched(row).date(),
        )
        for row in rows
    )


def last_touched(row: Any) -> datetime:
    """Return when an obstacle was last changed or confirmed."""
    changed_at: datetime = row.changed_at
    return max(changed_at, row.confirmed_at or changed_at)


def look_again_today(sight: Sight) -> DueObstacles:
    """Return the reviews due for the person's organisations, cached for the day."""
    today = now().date()
    cache_key = ("look again", today, *_rights(sight))
    return cached(sight, cache_key, lambda: _due_obstacles(look_again_due(sight, today)))


def reminders_for(sight: Sight) -> DueObstacles:
    """Return the person's unanswered reminders, cached for the day."""
    return _due_obstacles(_all_reminders_for(sight))


def has_reminder(sight: Sight, reference: str) -> bool:
    """Return whether the person has an unanswered reminder about this obstacle."""
    return any(one.reference == reference for one in _all_reminders_for(sight))


def _all_reminders_for(sight: Sight) -> tuple[DueObstacle, ...]:
    moment = now()
    cache_key = ("still so", moment.date(), sight.person_id, *_rights(sight))
    return cached(sight, cache_key, lambda: unanswered_reminders(sight, moment - REMINDER_LIFETIME))


def _due_obstacles(due: Sequence[DueObstacle]) -> DueObstacles:
    return DueObstacles(tuple(due[:MAX_DUE]), len(due))


def _rights(sight: Sight) -> list[int]:
    return sorted(sight.logging_organisation_ids)


def _parameters(sight: Sight) -> dict[str, Any]:
    return {**sight.parameters, "logging_ids": _rights(sight)}


def untouched_since(before: datetime) -> ColumnElement[bool]:
    """Return the condition that an obstacle has no change, confirmation, trial or comment since."""
    has_status_change = sa.exists().where(
        StatusChange.obstacle_id == Obstacle.id, StatusChange.changed_at >= before
    )
    has_trial = sa.exists().where(Trial.obstacle_id == Obstacle.id, Trial.recorded_at >= before)
    has_comment = sa.exists().where(
        Comment.obstacle_id == Obstacle.id, Comment.written_at >= before
    )
    is_confirmed = sa.func.coalesce(Obstacle.confirmed_at >= before, sa.false())
    return sa.and_(
        Obstacle.changed_at < before,
        sa.not_(has_status_change),
        sa.not_(has_trial),
        sa.not_(has_comment),
        sa.not_(is_confirmed),
    )
