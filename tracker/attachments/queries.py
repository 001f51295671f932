"""Read an obstacle's attachments within the viewer's sight."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.extensions import db
from tracker.models import Attachment, Obstacle
from tracker.sight.sight import VIEWER, Sight, may_name, may_read_text, sees


@dataclass(frozen=True)
class AttachmentView:
    """An attachment as the viewer may see it."""

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
ATTACHMENT_BY_REFERENCE = (
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


def attachments_of(sight: Sight, obstacle: Obstacle) -> tuple[AttachmentView, ...]:
    """Return the attachments that the person may read of a visible obstacle, oldest first.

    A letterhead or the author of a file may reveal its organisation, so only the own organisation
    can read the files of an unnamed obstacle.
    """
    if not sight.may_name(obstacle):
        return ()
    found = db.session.execute(FILES, {**sight.parameters, "obstacle_id": obstacle.id})
    return tuple(AttachmentView(*row) for row in found)


def find_attachment(sight: Sight, reference: str) -> Attachment | None:
    """Return the attachment with this reference, its obstacle loaded, or None if not in sight."""
    return db.session.scalar(ATTACHMENT_BY_REFERENCE, {**sight.parameters, "reference": reference})


def count_attachments(obstacle: Obstacle) -> int:
    """Return the number of files of an obstacle."""
    count = sa.select(sa.func.count()).where(Attachment.obstacle_id == obstacle.id)
    return db.session.scalars(count).one()
