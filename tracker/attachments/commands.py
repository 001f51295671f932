"""Put a file beside an obstacle, and take it away. Nothing here commits."""

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.attachments.files import LARGEST, Kept
from tracker.attachments.queries import count_attachments
from tracker.attachments.quotas import check_room
from tracker.errors import DomainError
from tracker.exports.attachments import safe_filename
from tracker.extensions import db
from tracker.models import Attachment, Obstacle
from tracker.models.free_reference import add_with_free_reference
from tracker.models.vocabulary import Visibility

PREFIX = "F"
MOST = 20
"""How many files stand beside an obstacle."""


def attach_file(*, obstacle: Obstacle, person_id: int, name: str, kept: Kept) -> Attachment:
    """Put a file, which lies in the folder already, beside a logged obstacle.

    Whoever reads the obstacle now may read it; of one without a name, its own organisation alone.
    """
    if obstacle.is_draft:
        raise DomainError(_("Log the draft first"))
    if kept.size > LARGEST:
        raise DomainError(_("The file must be %(size)d MB or smaller", size=LARGEST // 1024**2))
    if count_attachments(obstacle) >= MOST:
        raise DomainError(
            ngettext(
                "This obstacle already has %(num)s file. Delete a file first",
                "This obstacle already has %(num)s files. Delete a file first",
                MOST,
            )
        )
    check_room(obstacle.organisation_id, kept.size)
    attachment = Attachment(
        programme_id=obstacle.programme_id,
        obstacle_id=obstacle.id,
        visibility=obstacle.visibility if obstacle.is_named else Visibility.ORGANISATION,
        person_id=person_id,
        name=safe_filename(name),
        stored_as=kept.stored_as,
        checksum=kept.checksum,
        size=kept.size,
    )
    return add_with_free_reference(attachment, PREFIX)


def delete_attachment(*, attachment: Attachment) -> str:
    """Take a file away; return what to forget in the folder once that is committed."""
    stored_as = attachment.stored_as
    db.session.delete(attachment)
    db.session.flush()
    return stored_as
