"""Storage quotas of files: per organisation, per site, and the disk's reserve.

In most installations the database is on the same disk, and fails if that is full.
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
QUOTA_LOCK_ID = 4_096_001
"""The id of the advisory lock on PostgreSQL while a file is added; SQLite has one write lock."""


class NoRoomForFile(DomainError):
    """A file exceeds a quota or the disk's reserve."""


@dataclass(frozen=True)
class Quota:
    """The bytes that files use, and the limit."""

    used: int
    limit: int

    @property
    def is_nearly_used(self) -> bool:
        """Whether at least four fifths are used, to warn."""
        return self.used * 5 >= self.limit * 4

    @property
    def used_mb(self) -> int:
        """The used megabytes, rounded up."""
        return -(-self.used // MB)

    @property
    def limit_mb(self) -> int:
        """The limit in megabytes."""
        return self.limit // MB


def organisation_quota(organisation_id: int) -> Quota:
    """Return an organisation's quota; show it to its own members only."""
    size = _size().join(Obstacle, Obstacle.id == Attachment.obstacle_id)
    used = db.session.scalar(size.where(Obstacle.organisation_id == organisation_id)) or 0
    return Quota(used, current_app.config["ATTACHMENTS_PER_ORGANISATION_MB"] * MB)


def site_quota() -> Quota:
    """Return the site's quota; show it to administrators only."""
    return Quota(db.session.scalar(_size()) or 0, current_app.config["ATTACHMENTS_TOTAL_MB"] * MB)


def _size() -> sa.Select[int]:
    return sa.select(sa.func.coalesce(sa.func.sum(Attachment.size), 0)).select_from(Attachment)


def has_disk_for(size: int) -> bool:
    """Return whether the disk's reserve stays free if a file of this size is written."""
    path = attachments_folder()
    while not path.exists():
        path = path.parent
    reserve: int = current_app.config["ATTACHMENTS_KEEP_FREE_MB"] * MB
    return shutil.disk_usage(path).free - size >= reserve


def is_disk_nearly_full() -> bool:
    """Return whether the disk is down to its reserve; False if there is no attachments folder."""
    try:
        return not has_disk_for(0)
    except NoAttachmentsFolder:
        return False


def check_disk(size: int) -> None:
    """Raise NoRoomForFile if the disk is full; call it before the file is written."""
    if not has_disk_for(size):
        raise _site_is_full()


def check_quota(organisation_id: int, size: int) -> None:
    """Raise NoRoomForFile if a file exceeds a quota; a lock serialises concurrent uploads."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(QUOTA_LOCK_ID)))
    own = organisation_quota(organisation_id)
    if own.used + size > own.limit:
        raise NoRoomForFile(
            _(
                "This file does not fit: your organisation’s files use %(used)d MB of the"
                " %(most)d MB that this site allows. Delete a file first, or ask your"
                " administrator for more room",
                used=own.used_mb,
                most=own.limit_mb,
            )
        )
    site = site_quota()
    if site.used + size > site.limit:
        raise _site_is_full()


def _site_is_full() -> NoRoomForFile:
    """Return the same error for a full site and a full disk, to hide the usage of others."""
    return NoRoomForFile(_("This site has no room for more files now. Tell your administrator"))
