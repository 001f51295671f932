"""Back up, restore and check the files attached to obstacles."""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import click
import sqlalchemy as sa

from tracker.attachments.files import (
    NoAttachmentsFolder,
    attachments_folder,
    checksum_of,
    path_of,
)
from tracker.extensions import db
from tracker.models import Attachment


def archive_file(file: Path) -> Path:
    """Return the path of the archive of a backup's attachments, next to the backup."""
    return file.with_name(file.name + ".attachments.tar")


def pack(file: Path) -> Path | None:
    """Archive the attachments next to a backup; return the archive's path, or None without any."""
    names = db.session.scalars(sa.select(Attachment.stored_as).order_by(Attachment.id)).all()
    paths = [path for name in names if (path := path_of(name)).exists()]
    if not paths:
        return None
    archived = archive_file(file)
    with tarfile.open(archived, "x") as archive:
        for path in paths:
            archive.add(path, arcname=path.name, recursive=False)
    return archived


def unpack(archived: Path, folder: Path) -> int:
    """Restore missing files; return how many. Refuse an archive with other members."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    restored = 0
    with tarfile.open(archived, "r:") as archive:
        for member in archive:
            if not member.isfile() or not member.name.isalnum():
                raise click.ClickException(
                    f"{archived} contains a file that does not belong to a backup of the tracker."
                )
            path = folder / member.name
            if not path.exists():
                _extract(archive, member, path)
                restored += 1
    return restored


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    """Write a file atomically."""
    content, part = archive.extractfile(member), path.with_suffix(".part")
    assert content is not None  # It is a file, as checked before.
    with content, os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as target:
        while piece := content.read(256 * 1024):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    part.replace(path)


def attachment_faults() -> Iterator[str]:
    """Yield a message for each file that is missing, damaged or without an obstacle."""
    rows = db.session.execute(
        sa.select(Attachment.reference, Attachment.stored_as, Attachment.checksum).order_by(
            Attachment.id
        )
    ).all()
    try:
        folder = attachments_folder()
    except NoAttachmentsFolder as error:
        if rows:
            yield str(error)
        return
    existing = {path.name: path for path in sorted(folder.iterdir())} if folder.is_dir() else {}
    for reference, stored_as, checksum in rows:
        path = existing.pop(stored_as, None)
        if path is None:
            yield f"The file of {reference} is missing from {folder}."
        elif checksum_of(path) != checksum:
            yield f"The file of {reference} is damaged: {path}."
    for path in existing.values():
        yield f"{path} does not belong to any obstacle: delete the file."
