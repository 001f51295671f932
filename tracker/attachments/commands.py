"""Attach files to obstacles, and delete them. The caller commits."""

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.attachments.files import MAX_FILE_SIZE, StoredFile
from tracker.attachments.queries import count_attachments
from tracker.attachments.quotas import check_quota
from tracker.errors import DomainError
from tracker.exports.attachments import safe_filename
from tracker.extensions import db
from tracker.models import Attachment, Obstacle
from tracker.models.free_reference import add_with_free_reference
from tracker.models.vocabulary import Visibility

PREFIX = "F"
MAX_FILES = 20
"""The maximum number of files of an obstacle."""


def attach_file(
    *, obstacle: Obstacle, person_id: int, name: str, stored_file: StoredFile
) -> Attachment:
    """Attach a stored file to a logged obstacle.

    It gets the obstacle's visibility; on an unnamed obstacle only its organisation can read it.
    """
    if obstacle.is_draft:
        raise DomainError(_("Log the draft first"))
    if stored_file.size > MAX_FILE_SIZE:
        raise DomainError(
            _("The file must be %(size)d MB or smaller", size=MAX_FILE_SIZE // 1024**2)
        )
    if count_attachments(obstacle) >= MAX_FILES:
        raise DomainError(
            ngettext(
                "This obstacle already has %(num)s file. Delete a file first",
                "This obstacle already has %(num)s files. Delete a file first",
                MAX_FILES,
            )
        )
    check_quota(obstacle.organisation_id, stored_file.size)
    attachment = Attachment(
        programme_id=obstacle.programme_id,
        obstacle_id=obstacle.id,
        visibility=obstacle.visibility if obstacle.is_named else Visibility.ORGANISATION,
        person_id=person_id,
        name=safe_filename(name),
        stored_as=stored_file.stored_as,
        checksum=stored_file.checksum,
        size=stored_file.size,
    )
    return add_with_free_reference(attachment, PREFIX)


def delete_attachment(*, attachment: Attachment) -> str:
    """Delete an attachment; return the name of its file, to be deleted after the commit."""
    stored_as = attachment.stored_as
    db.session.delete(attachment)
    db.session.flush()
    return stored_as
