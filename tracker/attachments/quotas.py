"""How much room files may take: of an organisation, of the site, and on the disk.

The database lies on the same disk as the files in most installations, and stops where it is full.
"""

import shutil
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from tracker.attachments.files import NoAttachmentsFolder, attachments_folder
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Attachment, Obstacle

MB = 1024 * 1024
LOCK = 4_096_001
"""What whoever adds a file holds on PostgreSQL until the transaction ends; SQLite has one lock."""


class NoRoomForFile(DomainError):
    """A file would take more room than there is."""


@dataclass(frozen=True)
class Room:
    """How much files take, and how much they may take, in bytes."""

    used: int
    most: int

    @property
    def is_nearly_used(self) -> bool:
        """Whether it is time to warn: at four fifths."""
        return self.used * 5 >= self.most * 4

    @property
    def used_mb(self) -> int:
        """How many megabytes are used, rounded up."""
        return -(-self.used // MB)

    @property
    def most_mb(self) -> int:
        """How many megabytes there are."""
        return self.most // MB


def room_of_organisation(organisation_id: int) -> Room:
    """Return the room of an organisation, whose own people alone may be told of it."""
    size = _size().join(Obstacle, Obstacle.id == Attachment.obstacle_id)
    used = db.session.scalar(size.where(Obstacle.organisation_id == organisation_id)) or 0
    return Room(used, current_app.config["ATTACHMENTS_PER_ORGANISATION_MB"] * MB)


def room_of_site() -> Room:
    """Return the room of all organisations together, for administrators alone."""
    return Room(db.session.scalar(_size()) or 0, current_app.config["ATTACHMENTS_TOTAL_MB"] * MB)


def _size() -> sa.Select[int]:
    return sa.select(sa.func.coalesce(sa.func.sum(Attachment.size), 0)).select_from(Attachment)


def has_disk_for(size: int) -> bool:
    """Return whether the disk keeps its reserve free when a file of this size is written."""
    place = attachments_folder()
    while not place.exists():
        place = place.parent
    reserve: int = current_app.config["ATTACHMENTS_KEEP_FREE_MB"] * MB
    return shutil.disk_usage(place).free - size >= reserve


def is_disk_nearly_full() -> bool:
    """Return whether the disk of the files is down to its reserve, where there is a folder."""
    try:
        return not has_disk_for(0)
    except NoAttachmentsFolder:
        return False


def check_disk(size: int) -> None:
    """Raise where the disk has no room for a file; call it before the file is written."""
    if not has_disk_for(size):
        raise _no_room_here()


def check_room(organisation_id: int, size: int) -> None:
    """Raise where a file passes a total; of two files at once, the second is counted with both."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    own = room_of_organisation(organisation_id)
    if own.used + size > own.most:
        raise NoRoomForFile(
            _(
                "This file does not fit: your organisation’s files use %(used)d MB of the"
                " %(most)d MB that this site allows. Delete a file first, or ask your"
                " administrator for more room",
                used=own.used_mb,
                most=own.most_mb,
            )
        )
    site = room_of_site()
    if site.used + size > site.most:
        raise _no_room_here()


def _no_room_here() -> NoRoomForFile:
    """Return one refusal for a full site and a full disk: how much others use is told nobody."""
    return NoRoomForFile(_("This site has no room for more files now. Tell your administrator"))
