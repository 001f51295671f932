"""Attachment storage outside the web root, with random file names."""

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

MAX_FILE_SIZE = 10 * 1024 * 1024
CHUNK_SIZE = 256 * 1024


class NoAttachmentsFolder(DomainError):
    """The site has no folder for attachments."""


@dataclass(frozen=True)
class StoredFile:
    """A file in the attachments folder, with its size and SHA-256 checksum."""

    stored_as: str
    checksum: str
    size: int


def attachments_folder() -> Path:
    """Return the folder: ATTACHMENTS, else one next to the SQLite file; or raise."""
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
    """Return the path of a stored file; raise NoAttachmentsFolder if the name is not ours."""
    if not stored_as.isalnum():
        raise NoAttachmentsFolder(_("This file cannot be stored"))
    return attachments_folder() / stored_as


def store_file(file: BinaryIO) -> StoredFile:
    """Write a file to the folder and fsync it; call it before the row is written."""
    folder = attachments_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stored_as, digest, size = secrets.token_hex(20), hashlib.sha256(), 0
    path = path_of(stored_as)
    file.seek(0)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
        while chunk := file.read(CHUNK_SIZE):
            target.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        target.flush()
        os.fsync(target.fileno())
    return StoredFile(stored_as, digest.hexdigest(), size)


def delete_files(*stored: str) -> None:
    """Delete stored files; call it when no row refers to them."""
    for stored_as in stored:
        path_of(stored_as).unlink(missing_ok=True)


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
