"""Ask quietly whether what nobody touched is still so, and take the answer. Nothing commits."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.acts import Act
from tracker.audit.notes import note
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Membership, Obstacle, Participation, Person, Programme, Reminder
from tracker.models.moment import months_before, now
from tracker.models.revision import raise_revisions
from tracker.models.vocabulary import BLOCKING_STATUSES, PARTNER_KINDS
from tracker.notifications.queries_reminders import answers_for, last_touched, untouched_since

WEEK = timedelta(days=7)


def confirm_still_so(*, obstacle: Obstacle) -> Obstacle:
    """Note that the obstacle is still so; what it says, its version and its place in lists stay."""
    if obstacle.is_draft or obstacle.status not in BLOCKING_STATUSES:
        raise DomainError(_("This obstacle is no longer in the way. You do not need to answer"))
    db.session.execute(
        sa.update(Obstacle).where(Obstacle.id == obstacle.id).values(confirmed_at=now())
    )
    note(Act.OBSTACLE_CONFIRM, thing=obstacle)
    raise_revisions(db.session(), [obstacle.programme_id])
    db.session.refresh(obstacle)
    return obstacle


def ask_whether_still_so(*, moment: datetime) -> list[Reminder]:
    """Ask whoever answers for what nobody touched, the longest untouched first, and few a week.

    The programmes are locked meanwhile, so that two runs at a time ask no more than one would.
    """
    asking = sa.select(Programme).where(Programme.reminder_months > 0).order_by(Programme.id)
    programmes = db.session.scalars(asking.with_for_update()).all()
    untouched: dict[int, list[Any]] = defaultdict(list)
    for programme in programmes:
        for row in db.session.execute(_to_ask_about(programme, moment)):
            untouched[row.person_id].append(row)
    lately = _asked_lately(moment)
    asked = [
        Reminder(
            obstacle_id=row.id,
            programme_id=row.programme_id,
            person_id=row.person_id,
            asked_at=moment,
        )
        for person_id, rows in untouched.items()
        for row in _few_of(rows, lately[person_id])
    ]
    db.session.add_all(asked)
    db.session.flush()
    return asked


def _few_of(rows: Iterable[Any], lately: int) -> list[Any]:
    """Return the longest untouched, as many as this person may still be asked about this week."""
    few: list[Any] = []
    for row in sorted(rows, key=lambda row: (last_touched(row), row.id)):
        if lately + len(few) < row.reminders_a_week:
            few.append(row)
    return few


def _asked_lately(moment: datetime) -> Counter[int]:
    """Count what each person was asked in the week that ends now, in whichever programme."""
    counts = (
        sa.select(Reminder.person_id, sa.func.count())
        .where(Reminder.asked_at > moment - WEEK)
        .group_by(Reminder.person_id)
    )
    found = Counter[int]()
    for person_id, number in db.session.execute(counts):
        found[person_id] = number
    return found


def _to_ask_about(programme: Programme, moment: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Select what nobody touched for the programme's months, with who is there to answer for it.

    Who has left, whose organisation has left or does not log, and who was asked already is not.
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
        .join(Person, Person.id == answers_for())
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
