"""Delete obstacles that have been settled for longer than their programme keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracker.audit.chain import EVENTS
from tracker.audit.notes import blank_changes
from tracker.extensions import db
from tracker.models import Attachment, Hindrance, Obstacle, Programme, Trial, WorkaroundLink
from tracker.models.moment import months_before
from tracker.models.vocabulary import Status
from tracker.notifications.queries_reminders import untouched_since

SETTLED = (Status.RESOLVED, Status.ACCEPTED_AS_IMMOVABLE)
AT_ONCE = 500


@dataclass(frozen=True)
class Overdue:
    """A programme's obstacles that have had their time, and the moment that decides it."""

    programme: Programme
    before: datetime
    obstacles: list[Obstacle]


def overdue(moment: datetime) -> Iterator[Overdue]:
    """Yield each programme that keeps obstacles for a time only, with those past that."""
    keeping = sa.select(Programme).where(Programme.retention_months.is_not(None))
    for programme in db.session.scalars(keeping.order_by(Programme.id)).all():
        before = months_before(moment, programme.retention_months or 0)
        obstacles = db.session.scalars(_settled(programme, before, moment)).all()
        yield Overdue(programme, before, list(obstacles))


def _settled(programme: Programme, before: datetime, moment: datetime) -> sa.Select[Obstacle]:
    """Select settled obstacles untouched since: by edits, changes of status, or trials."""
    return (
        sa.select(Obstacle)
        .where(
            Obstacle.programme_id == programme.id,
            Obstacle.is_draft.is_(False),
            Obstacle.status.in_(SETTLED),
            sa.or_(Obstacle.look_again_on.is_(None), Obstacle.look_again_on <= moment.date()),
            untouched_since(before),
        )
        .order_by(Obstacle.id)
    )


def delete_overdue(*, found: Overdue) -> list[str]:
    """Delete the obstacles and all that hangs on them; of their events the words alone.

    A workaround that stood beside them stays, with whatever else it stands beside. Return which
    files to forget in the folder once that is committed.
    """
    files: list[str] = []
    numbers = [obstacle.id for obstacle in found.obstacles]
    for start in range(0, len(numbers), AT_ONCE):
        batch = numbers[start : start + AT_ONCE]
        files += db.session.scalars(
            sa.select(Attachment.stored_as).where(Attachment.obstacle_id.in_(batch))
        )
        _delete_ties(batch)
        of_these = sa.and_(EVENTS.c.thing_kind == "obstacle", EVENTS.c.thing_id.in_(batch))
        blank_changes(of_these)
    for obstacle in found.obstacles:
        db.session.delete(obstacle)
    db.session.flush()
    return files


def _delete_ties(batch: list[int]) -> None:
    """Delete trials, links and hindrances row by row, so that the other end's log tells of it."""
    ties: list[sa.Select[Trial | WorkaroundLink | Hindrance]] = [
        sa.select(Trial).where(Trial.obstacle_id.in_(batch)),
        sa.select(WorkaroundLink).where(WorkaroundLink.obstacle_id.in_(batch)),
        sa.select(Hindrance).where(
            sa.or_(Hindrance.holding_id.in_(batch), Hindrance.held_up_id.in_(batch))
        ),
    ]
    for select in ties:
        for tie in db.session.scalars(select).all():
            db.session.delete(tie)
        db.session.flush()
