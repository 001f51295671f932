"""What waits for a word: days to look again that have come, and what may no longer be so."""

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

MOST = 5
"""How many of each a first page tells."""
STANDS_FOR = timedelta(days=28)
"""For how long a question waits for its answer; then it is quiet until the obstacle's next."""


def answers_for() -> Any:
    """Return who is asked about an obstacle: who looks after it, else who logged it."""
    return sa.func.coalesce(Obstacle.owner_id, Obstacle.author_id)


@dataclass(frozen=True)
class Waiting:
    """An obstacle that waits for a word, and since when."""

    reference: str
    title: str
    status: Status
    since: date


@dataclass(frozen=True)
class AllWaiting:
    """What waits, as far as there is room, and how many in all."""

    first: tuple[Waiting, ...]
    total: int


NOTHING = AllWaiting((), 0)
THESE = sa.bindparam("logging_ids", type_=sa.Integer, expanding=True)
WAITING = logged_obstacles_visible_to(VIEWER).where(Obstacle.organisation_id.in_(THESE))
LOOK_AGAIN = (
    WAITING.with_only_columns(
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
ASKED = (
    WAITING.join(Reminder, Reminder.obstacle_id == Obstacle.id)
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
        answers_for() == VIEWER.person_id,
        Obstacle.status.in_(BLOCKING_STATUSES),
        Obstacle.changed_at <= Reminder.asked_at,
        sa.or_(Obstacle.confirmed_at.is_(None), Obstacle.confirmed_at <= Reminder.asked_at),
    )
    .order_by(Reminder.asked_at, Obstacle.id)
)


def to_look_at_again(sight: Sight, today: date, since: date = date.min) -> tuple[Waiting, ...]:
    """Return the own obstacles whose day to look again has come, after `since`, the first first."""
    if not sight.logging_organisation_ids:
        return ()
    asked = _named(sight) | {"until": today, "since": since}
    return tuple(Waiting(*row) for row in db.session.execute(LOOK_AGAIN, asked))


def still_so(sight: Sight, since: datetime) -> tuple[Waiting, ...]:
    """Return what the person was asked about after that moment and nobody has answered.

    A change of the obstacle answers too, whoever made it.
    """
    if not sight.logging_organisation_ids or not sight.programme.reminder_months:
        return ()
    rows = db.session.execute(ASKED, _named(sight) | {"since": since})
    return tuple(
        Waiting(
            row.reference,
            row.title,
            row.status,
            last_touched(row).date(),
        )
        for row in rows
    )


def last_touched(row: Any) -> datetime:
    """Return when its organisation last changed or confirmed an obstacle, seen by others or not."""
    changed_at: datetime = row.changed_at
    return max(changed_at, row.confirmed_at or changed_at)


def look_again_today(sight: Sight) -> AllWaiting:
    """Return what the person's organisations are to look at again; kept for the day."""
    today = now().date()
    question = ("look again", today, *_rights(sight))
    return cached(sight, question, lambda: _first_of(to_look_at_again(sight, today)))


def questions_to(sight: Sight) -> AllWaiting:
    """Return what the person is asked whether it is still so; kept for the day."""
    return _first_of(_all_questions_to(sight))


def is_asked(sight: Sight, reference: str) -> bool:
    """Say whether the person is asked if this obstacle is still so."""
    return any(one.reference == reference for one in _all_questions_to(sight))


def _all_questions_to(sight: Sight) -> tuple[Waiting, ...]:
    moment = now()
    question = ("still so", moment.date(), sight.person_id, *_rights(sight))
    return cached(sight, question, lambda: still_so(sight, moment - STANDS_FOR))


def _first_of(waiting: Sequence[Waiting]) -> AllWaiting:
    return AllWaiting(tuple(waiting[:MOST]), len(waiting))


def _rights(sight: Sight) -> list[int]:
    return sorted(sight.logging_organisation_ids)


def _named(sight: Sight) -> dict[str, Any]:
    return {**sight.parameters, "logging_ids": _rights(sight)}


def untouched_since(before: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody changed, confirmed, tried or said anything there since."""
    told = sa.exists().where(
        StatusChange.obstacle_id == Obstacle.id, StatusChange.changed_at >= before
    )
    tried = sa.exists().where(Trial.obstacle_id == Obstacle.id, Trial.recorded_at >= before)
    said = sa.exists().where(Comment.obstacle_id == Obstacle.id, Comment.written_at >= before)
    confirmed = sa.func.coalesce(Obstacle.confirmed_at >= before, sa.false())
    return sa.and_(
        Obstacle.changed_at < before,
        sa.not_(told),
        sa.not_(tried),
        sa.not_(said),
        sa.not_(confirmed),
    )
