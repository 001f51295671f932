"""Take the files beside obstacles along in a backup, bring them back, and look after them."""

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


def packed_file(file: Path) -> Path:
    """Return where the files of a backup stand: beside it."""
    return file.with_name(file.name + ".attachments.tar")


def pack(file: Path) -> Path | None:
    """Put the files that the database names beside a backup; return where, or None without any."""
    names = db.session.scalars(sa.select(Attachment.stored_as).order_by(Attachment.id)).all()
    places = [place for name in names if (place := path_of(name)).exists()]
    if not places:
        return None
    packed = packed_file(file)
    with tarfile.open(packed, "x") as archive:
        for place in places:
            archive.add(place, arcname=place.name, recursive=False)
    return packed


def unpack(packed: Path, folder: Path) -> int:
    """Bring files back that are not there; return how many. What is not ours is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    brought = 0
    with tarfile.open(packed, "r:") as archive:
        for member in archive:
            if not member.isfile() or not member.name.isalnum():
                raise click.ClickException(
                    f"{packed} contains a file that does not belong to a backup of the tracker."
                )
            place = folder / member.name
            if not place.exists():
                _put(archive, member, place)
                brought += 1
    return brought


def _put(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """Write a file so that it appears whole or not at all."""
    content, part = archive.extractfile(member), place.with_suffix(".part")
    assert content is not None  # It is a file, as was seen before.
    with content, os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as kept:
        while piece := content.read(256 * 1024):
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    part.replace(place)


def faults_in_files() -> Iterator[str]:
    """Yield a sentence for each file that is missing, damaged, or beside no obstacle any more."""
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
    there = {place.name: place for place in sorted(folder.iterdir())} if folder.is_dir() else {}
    for reference, stored_as, checksum in rows:
        place = there.pop(stored_as, None)
        if place is None:
            yield f"The file of {reference} is missing from {folder}."
        elif checksum_of(place) != checksum:
            yield f"The file of {reference} is damaged: {place}."
    for place in there.values():
        yield f"{place} does not belong to any obstacle: delete the file."
