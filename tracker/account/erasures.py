"""The list of erasures: a small file next to the database, which a restored backup does not undo.

Each line identifies a person by id and creation time, because an id may be reused after a restore.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from tracker.database import vacuum
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.mail.folder import delete_mails
from tracker.models import Person


class NoErasuresFile(DomainError):
    """The list of erasures cannot be stored, so a restored backup would undo erasures."""


@dataclass(frozen=True)
class Erasure:
    """One person's erasure, as stored in the list."""

    person_id: int
    created_at: datetime
    erased_at: datetime


def erasures_file() -> Path:
    """Return the path of the list: ERASURES_FILE, else next to the SQLite file."""
    if chosen := current_app.config["ERASURES_FILE"]:
        return Path(chosen)
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        raise NoErasuresFile(
            _(
                "We cannot erase accounts yet, because a restored backup would bring "
                "the data back. Ask your administrator to set up the list of "
                "erasures (ERASURES_FILE)."
            )
        )
    return Path(str(url.database)).with_suffix(".erasures")


def list_erasure(person: Person) -> None:
    """Append the erasure to the list and fsync; call it right before the commit.

    If the commit then fails, `tracker check` reports it and `tracker erase-again` repeats it.
    """
    file = erasures_file()
    line = {
        "person_id": person.id,
        "created_at": person.created_at.isoformat(),
        "erased_at": person.erased_at.isoformat() if person.erased_at else None,
    }
    try:
        descriptor = os.open(file, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            # The line break comes first, to end a line that a power cut left unfinished.
            os.write(descriptor, b"\n" + json.dumps(line).encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise NoErasuresFile(
            _("We could not save the list of erased accounts. Nothing was erased.")
        ) from error


def read_erasures() -> list[Erasure]:
    """Return the erasures of the list, in order; skip an incomplete line, never committed."""
    file = erasures_file()
    lines = file.read_text().splitlines() if file.exists() else []
    return [_read(line, file) for line in lines if line.endswith("}")]


def _read(line: str, file: Path) -> Erasure:
    try:
        record = json.loads(line)
        return Erasure(
            person_id=int(record["person_id"]),
            created_at=datetime.fromisoformat(record["created_at"]),
            erased_at=datetime.fromisoformat(record["erased_at"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NoErasuresFile(_("%(file)s contains a line that is not valid.", file=file)) from error


def undone_erasures() -> list[tuple[Person, Erasure]]:
    """Return the people who are erased in the list but not in the database, as after a restore."""
    undone = []
    for erasure in read_erasures():
        person = db.session.scalar(sa.select(Person).where(Person.id == erasure.person_id))
        if person and person.erased_at is None and person.created_at == erasure.created_at:
            undone.append((person, erasure))
    return undone


def purge(*texts: str) -> None:
    """Remove deleted data from the database file and the mail folder; call it after the commit."""
    if folder := current_app.config["MAIL_FOLDER"]:
        delete_mails(Path(folder), texts)
    db.session.rollback()
    vacuum(db.engine)
