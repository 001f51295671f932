"""Create reminders for obstacles without updates, and confirm obstacles. The caller commits."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.acts import Act
from tracker.audit.notes import record_event
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Membership, Obstacle, Participation, Person, Programme, Reminder
from tracker.models.moment import months_before, now
from tracker.models.revision import raise_revisions
from tracker.models.vocabulary import BLOCKING_STATUSES, PARTNER_KINDS
from tracker.notifications.queries_reminders import (
    last_touched,
    responsible_person_id,
    untouched_since,
)
from tracker.sight.sight import is_current

WEEK = timedelta(days=7)


def confirm_obstacle(*, obstacle: Obstacle) -> Obstacle:
    """Record that the obstacle is still in the way; its content and version stay."""
    if obstacle.is_draft or obstacle.status not in BLOCKING_STATUSES:
        raise DomainError(_("This obstacle is no longer in the way. You do not need to answer"))
    db.session.execute(
        sa.update(Obstacle).where(Obstacle.id == obstacle.id).values(confirmed_at=now())
    )
    record_event(Act.OBSTACLE_CONFIRM, thing=obstacle)
    raise_revisions(db.session(), [obstacle.programme_id])
    db.session.refresh(obstacle)
    return obstacle


def create_reminders(*, moment: datetime) -> list[Reminder]:
    """Create reminders for untouched obstacles, oldest first, within each person's weekly limit.

    The programmes are locked, so that concurrent runs create no duplicates.
    """
    reminding = (
        sa.select(Programme)
        .where(Programme.reminder_months > 0, Programme.closed_at.is_(None))
        .order_by(Programme.id)
    )
    programmes = db.session.scalars(reminding.with_for_update()).all()
    untouched: dict[int, list[Any]] = defaultdict(list)
    for programme in programmes:
        for row in db.session.execute(_untouched_obstacles(programme, moment)):
            untouched[row.person_id].append(row)
    recent = _count_reminders_last_week(moment)
    reminders = [
        Reminder(
            obstacle_id=row.id,
            programme_id=row.programme_id,
            person_id=row.person_id,
            asked_at=moment,
        )
        for person_id, rows in untouched.items()
        for row in _within_weekly_limit(rows, recent[person_id])
    ]
    db.session.add_all(reminders)
    db.session.flush()
    return reminders


def _within_weekly_limit(rows: Iterable[Any], recent: int) -> list[Any]:
    """Return the longest untouched rows within the person's weekly limit."""
    within_limit: list[Any] = []
    for row in sorted(rows, key=lambda row: (last_touched(row), row.id)):
        if recent + len(within_limit) < row.reminders_a_week:
            within_limit.append(row)
    return within_limit


def _count_reminders_last_week(moment: datetime) -> Counter[int]:
    """Return the number of reminders by person in the last week, over all programmes."""
    counts = (
        sa.select(Reminder.person_id, sa.func.count())
        .where(Reminder.asked_at > moment - WEEK)
        .group_by(Reminder.person_id)
    )
    found = Counter[int]()
    for person_id, number in db.session.execute(counts):
        found[person_id] = number
    return found


def _untouched_obstacles(programme: Programme, moment: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Select the programme's untouched obstacles, each with its responsible person.

    Excluded are people who left or were reminded already, and organisations that left or do not
    log.
    """
    before = months_before(moment, programme.reminder_months)
    was_asked = sa.exists().where(
        Reminder.obstacle_id == Obstacle.id,
        Reminder.person_id == Person.id,
        Reminder.asked_at >= before,
    )
    return (
        sa.select(
            Obstacle.id,
            Obstacle.programme_id,
            Obstacle.changed_at,
            Obstacle.confirmed_at,
            Person.id.label("person_id"),
            sa.literal(programme.reminders_a_week).label("reminders_a_week"),
        )
        .join(Person, Person.id == responsible_person_id())
        .join(
            Membership,
            sa.and_(
                Membership.person_id == Person.id,
                Membership.organisation_id == Obstacle.organisation_id,
            ),
        )
        .join(
            Participation,
            sa.and_(
                Participation.organisation_id == Obstacle.organisation_id,
                Participation.programme_id == Obstacle.programme_id,
            ),
        )
        .where(
            Obstacle.programme_id == programme.id,
            Obstacle.is_draft.is_(False),
            is_current(Obstacle),
            Obstacle.status.in_(BLOCKING_STATUSES),
            Person.active,
            Person.erased_at.is_(None),
            Membership.ended_at.is_(None),
            Participation.left_on.is_(None),
            Participation.kind.in_(PARTNER_KINDS),
            untouched_since(before),
            sa.not_(was_asked),
        )
    )
