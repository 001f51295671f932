"""The list of erasures: a small file beside the database, which outlasts an older backup.

Each line names a person by number and by when they were added, since a number may be given anew
after a restore; it names nobody otherwise.
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
from tracker.mail.folder import forget_mails
from tracker.models import Person


class NoErasuresFile(DomainError):
    """Erasures cannot be listed, so that a restored backup would bring people back."""


@dataclass(frozen=True)
class Erasure:
    """One person's erasure, as the list keeps it."""

    person_id: int
    created_at: datetime
    erased_at: datetime


def erasures_file() -> Path:
    """Return where erasures are listed: ERASURES_FILE, else beside the SQLite file."""
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
    """Write the erasure down, safe from a power cut; call it right before the commit.

    Where the commit fails after all, `tracker check` names it and `tracker erase-again` does it.
    """
    file = erasures_file()
    line = {
        "person_id": person.id,
        "created_at": person.created_at.isoformat(),
        "erased_at": person.erased_at.isoformat() if person.erased_at else None,
    }
    try:
        kept = os.open(file, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            # The break comes first: it ends a line that a power cut left unfinished.
            os.write(kept, b"\n" + json.dumps(line).encode())
            os.fsync(kept)
        finally:
            os.close(kept)
    except OSError as error:
        raise NoErasuresFile(
            _("We could not save the list of erased accounts. Nothing was erased.")
        ) from error


def erasures_listed() -> list[Erasure]:
    """Return the erasures of the list, in order; a line cut short was never committed."""
    file = erasures_file()
    lines = file.read_text().splitlines() if file.exists() else []
    return [_read(line, file) for line in lines if line.endswith("}")]


def _read(line: str, file: Path) -> Erasure:
    try:
        said = json.loads(line)
        return Erasure(
            person_id=int(said["person_id"]),
            created_at=datetime.fromisoformat(said["created_at"]),
            erased_at=datetime.fromisoformat(said["erased_at"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NoErasuresFile(_("%(file)s contains a line that is not valid.", file=file)) from error


def erasures_undone() -> list[tuple[Person, Erasure]]:
    """Return whom the list calls erased and the database does not, as after a restore."""
    undone = []
    for erasure in erasures_listed():
        person = db.session.scalar(sa.select(Person).where(Person.id == erasure.person_id))
        if person and person.erased_at is None and person.created_at == erasure.created_at:
            undone.append((person, erasure))
    return undone


def sweep(*words: str) -> None:
    """After the commit, take what is gone out of the file, the journal and the mail's folder."""
    if folder := current_app.config["MAIL_FOLDER"]:
        forget_mails(Path(folder), words)
    db.session.rollback()
    vacuum(db.engine)
