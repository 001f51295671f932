"""The files beside an obstacle, as their reader may see them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.extensions import db
from tracker.models import Attachment, Obstacle
from tracker.sight.sight import VIEWER, Sight, may_name, may_read_text, sees


@dataclass(frozen=True)
class Held:
    """A file beside an obstacle."""

    reference: str
    name: str
    size: int
    added_at: datetime


FILES = (
    sa.select(Attachment.reference, Attachment.name, Attachment.size, Attachment.added_at)
    .join(Obstacle, Obstacle.id == Attachment.obstacle_id)
    .where(Attachment.obstacle_id == sa.bindparam("obstacle_id"), may_read_text(VIEWER, Attachment))
    .order_by(Attachment.added_at, Attachment.id)
)
ONE = (
    sa.select(Attachment)
    .join(Obstacle, Obstacle.id == Attachment.obstacle_id)
    .where(
        sees(VIEWER),
        may_name(VIEWER),
        may_read_text(VIEWER, Attachment),
        Obstacle.is_draft.is_(False),
        Attachment.reference == sa.bindparam("reference"),
    )
    .options(contains_eager(Attachment.obstacle))
)


def attachments_of(sight: Sight, obstacle: Obstacle) -> tuple[Held, ...]:
    """Return the files that the person may read beside an obstacle within sight, oldest first.

    A file may tell whose it is, by a letterhead or its author: so those of an obstacle that bears
    no name are its own organisation's alone.
    """
    if not sight.may_name(obstacle):
        return ()
    found = db.session.execute(FILES, {**sight.parameters, "obstacle_id": obstacle.id})
    return tuple(Held(*row) for row in found)


def find_attachment(sight: Sight, reference: str) -> Attachment | None:
    """Return the file of this reference, its obstacle loaded, or None where it is out of sight."""
    return db.session.scalar(ONE, {**sight.parameters, "reference": reference})


def count_attachments(obstacle: Obstacle) -> int:
    """Return how many files stand beside an obstacle."""
    count = sa.select(sa.func.count()).where(Attachment.obstacle_id == obstacle.id)
    return db.session.scalars(count).one()
