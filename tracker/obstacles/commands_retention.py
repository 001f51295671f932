"""Delete obstacles that have been settled for longer than their programme's retention period."""

from collections.abc import Iterator, Sequence
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

SETTLED_STATUSES = (Status.RESOLVED, Status.ACCEPTED_AS_IMMOVABLE)
BATCH_SIZE = 500


@dataclass(frozen=True)
class OverdueObstacles:
    """A programme's obstacles past the retention period, and the moment it counts from."""

    programme: Programme
    before: datetime
    obstacles: list[Obstacle]


def overdue_obstacles(moment: datetime) -> Iterator[OverdueObstacles]:
    """Yield each programme with a retention period, with its overdue obstacles."""
    programmes = sa.select(Programme).where(Programme.retention_months.is_not(None))
    for programme in db.session.scalars(programmes.order_by(Programme.id)).all():
        before = months_before(moment, programme.retention_months or 0)
        obstacles = db.session.scalars(_settled(programme, before, moment)).all()
        yield OverdueObstacles(programme, before, list(obstacles))


def _settled(programme: Programme, before: datetime, moment: datetime) -> sa.Select[Obstacle]:
    """Select settled obstacles without edits, changes of status or trials since `before`."""
    return (
        sa.select(Obstacle)
        .where(
            Obstacle.programme_id == programme.id,
            Obstacle.is_draft.is_(False),
            Obstacle.status.in_(SETTLED_STATUSES),
            sa.or_(Obstacle.look_again_on.is_(None), Obstacle.look_again_on <= moment.date()),
            untouched_since(before),
        )
        .order_by(Obstacle.id)
    )


def delete_overdue(*, overdue: OverdueObstacles) -> list[str]:
    """Delete the overdue obstacles of a programme; return the stored files, as below."""
    return delete_obstacles(overdue.obstacles)


def delete_obstacles(obstacles: Sequence[Obstacle]) -> list[str]:
    """Delete the obstacles and all that depends on them, and blank their audit events.

    Linked workarounds stay. Return the stored attachment files to delete after the commit.
    """
    files: list[str] = []
    ids = [obstacle.id for obstacle in obstacles]
    for start in range(0, len(ids), BATCH_SIZE):
        batch = ids[start : start + BATCH_SIZE]
        files += db.session.scalars(
            sa.select(Attachment.stored_as).where(Attachment.obstacle_id.in_(batch))
        )
        _delete_links(batch)
        duplicates = sa.update(Obstacle).where(Obstacle.duplicate_of_id.in_(batch))
        db.session.execute(duplicates.values(duplicate_of_id=None))
        is_of_batch = sa.and_(EVENTS.c.thing_kind == "obstacle", EVENTS.c.thing_id.in_(batch))
        blank_changes(is_of_batch)
    for obstacle in obstacles:
        db.session.delete(obstacle)
    db.session.flush()
    return files


def _delete_links(batch: list[int]) -> None:
    """Delete trials, links and hindrances row by row, so that each is audited at its other end."""
    links: list[sa.Select[Trial | WorkaroundLink | Hindrance]] = [
        sa.select(Trial).where(Trial.obstacle_id.in_(batch)),
        sa.select(WorkaroundLink).where(WorkaroundLink.obstacle_id.in_(batch)),
        sa.select(Hindrance).where(
            sa.or_(Hindrance.holding_id.in_(batch), Hindrance.held_up_id.in_(batch))
        ),
    ]
    for select in links:
        for link in db.session.scalars(select).all():
            db.session.delete(link)
        db.session.flush()
