"""The folder in which files beside obstacles lie, out of the web's reach, under names of chance."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from flask_babel import gettext as _

from tracker.errors import DomainError
from tracker.extensions import db

LARGEST = 10 * 1024 * 1024
AT_ONCE = 256 * 1024


class NoAttachmentsFolder(DomainError):
    """The site has no place for files."""


@dataclass(frozen=True)
class Kept:
    """A file that lies in the folder, and by what a damaged one would show."""

    stored_as: str
    checksum: str
    size: int


def attachments_folder() -> Path:
    """Return where files lie: ATTACHMENTS, else a folder beside the SQLite file; or raise."""
    if chosen := current_app.config["ATTACHMENTS"]:
        return Path(chosen)
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        raise NoAttachmentsFolder(
            _(
                "You cannot add files yet. Ask your administrator to set a folder for "
                "files (ATTACHMENTS)."
            )
        )
    return Path(str(url.database)).with_suffix(".attachments")


def path_of(stored_as: str) -> Path:
    """Return where a file lies; a name that is no chance of ours leads nowhere."""
    if not stored_as.isalnum():
        raise NoAttachmentsFolder(_("This file cannot be stored"))
    return attachments_folder() / stored_as


def keep(file: BinaryIO) -> Kept:
    """Write a file into the folder, safe from a power cut; call it before the row is written."""
    folder = attachments_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stored_as, digest, size = secrets.token_hex(20), hashlib.sha256(), 0
    place = path_of(stored_as)
    file.seek(0)
    with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as kept:
        while piece := file.read(AT_ONCE):
            kept.write(piece)
            digest.update(piece)
            size += len(piece)
        kept.flush()
        os.fsync(kept.fileno())
    return Kept(stored_as, digest.hexdigest(), size)


def forget(*stored: str) -> None:
    """Delete files; call it once no row names them any more."""
    for stored_as in stored:
        path_of(stored_as).unlink(missing_ok=True)


def checksum_of(place: Path) -> str:
    """Return the SHA-256 of a file that lies somewhere."""
    with place.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()
