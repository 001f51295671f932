"""Put a backup in place of the SQLite database: checked first, swapped in one step."""

import os
import shutil
from itertools import chain, count
from pathlib import Path

import click
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from tracker import database
from tracker.account.erasures import erasures_file
from tracker.app import create_app
from tracker.attachments.files import attachments_folder
from tracker.audit.acts import Act
from tracker.audit.chain import faults_in_chain
from tracker.audit.notes import note
from tracker.cli.attached import packed_file, unpack
from tracker.cli.backup import checksum_file, checksum_of
from tracker.cli.check import broken_file
from tracker.cli.erase import redo_erasures
from tracker.cli.migrate import alembic_config, upgrade_database
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Programme, StoredSession
from tracker.models.moment import now

AHEAD = 1_000_000
"""How far a restored programme's revision is moved on, so that no browser keeps an old page."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
def restore(file: Path) -> None:
    """Restore the SQLite database from the backup FILE. Stop `serve` first.

    The previous database is kept in the same directory. Listed erasures are repeated, and
    everyone has to sign in again.
    """
    app = create_app(SECRET_KEY="never used: nothing is signed here")  # noqa: S106  As it says.
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            raise click.ClickException(
                "This database is PostgreSQL: use pg_restore, then `tracker erase-again`."
            )
        live, listed = Path(str(db.engine.url.database)), erasures_file()
        folder = attachments_folder()
        db.engine.dispose()
    packed = _check_checksum(file)
    ready = live.with_name(live.name + ".restoring")
    _remove(ready)  # The journal of a restore that was killed would be taken into this copy.
    try:
        shutil.copyfile(file, ready)
        erased = _made_ready(ready, listed, file.name)
        brought = unpack(packed, folder) if packed else 0
        kept = _swap(ready, live)
    finally:
        _remove(ready)
    click.echo(f"Restored from {file} and verified. {erased} Files restored: {brought}.")
    if kept:
        click.echo(
            f"The previous database was moved to {kept}. Delete it when you no longer need it."
        )


def _check_checksum(file: Path) -> Path | None:
    """Raise where the backup is not whole; return where its files are, if it has any."""
    beside = checksum_file(file)
    if not beside.exists():
        raise click.ClickException(f"{beside} is missing: without it, FILE cannot be verified.")
    first, *more = beside.read_text().splitlines() or [""]
    if first.split()[:1] != [checksum_of(file)]:
        raise click.ClickException(f"{file} is damaged: the checksum does not match.")
    if not more:  # Older backups, and those without files, say no more.
        return None
    packed = packed_file(file)
    if not packed.exists():
        raise click.ClickException(
            f"{packed} is missing: it contains the files that were added to obstacles."
        )
    if more[0].split()[:1] != [checksum_of(packed)]:
        raise click.ClickException(f"{packed} is damaged: the checksum does not match.")
    return packed


def _made_ready(ready: Path, listed: Path, backup: str) -> str:
    """Bring the copy up to date, check it, and note whence it is; say who was erased again."""
    app = _app_on(ready, listed)
    with app.app_context(), write_transactions():
        try:
            _check_age()
            _check_file()
            upgrade_database()
            _start_anew()
            _note_restored(backup)
            said = redo_erasures()
            _check_audit()
        except DomainError as error:
            raise click.ClickException(f"The backup cannot be used: {error}") from error
        except sa.exc.DatabaseError as error:
            raise click.ClickException("The backup is not a complete SQLite database.") from error
        finally:
            db.session.remove()
            db.engine.dispose()
    _close_journal(ready)
    return said


def _app_on(file: Path, listed: Path) -> Flask:
    return create_app(
        ERASURES_FILE=str(listed),
        MAIL_FOLDER=None,
        SECRET_KEY="never used: nothing is signed here",  # noqa: S106  As it says.
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{file.resolve()}",
    )


def _check_age() -> None:
    """Raise where a newer tracker made the backup, or none did."""
    scripts = ScriptDirectory.from_config(alembic_config())
    known = {script.revision for script in scripts.walk_revisions()}
    with db.engine.connect() as connection:
        revisions = set(MigrationContext.configure(connection).get_current_heads())
    if not revisions:
        raise DomainError("it was not made by the tracker.")
    if not revisions <= known:
        raise DomainError(
            "it was made by a newer version of the tracker. Install that version first."
        )


def _start_anew() -> None:
    """End all sessions, also those ended since, and let every page be asked for anew."""
    db.session.execute(sa.delete(StoredSession))
    db.session.execute(
        sa.update(Programme).values(
            revision=Programme.revision + AHEAD, names_revision=Programme.names_revision + AHEAD
        )
    )
    db.session.commit()


def _note_restored(backup: str) -> None:
    """Note in the audit of each programme, and where there is none once, what was put back."""
    programmes: list[Programme | None] = [
        *db.session.scalars(sa.select(Programme).order_by(Programme.id))
    ]
    for programme in programmes or [None]:
        note(Act.BACKUP_RESTORE, thing=programme, told={"file": [None, backup]})
    db.session.commit()


def _check_file() -> None:
    faults = broken_file()
    db.session.rollback()
    if faults:
        raise DomainError(" ".join(faults))


def _check_audit() -> None:
    with db.engine.connect() as connection:
        if faults := list(faults_in_chain(connection)):
            raise DomainError(" ".join(faults))


def _swap(ready: Path, live: Path) -> Path | None:
    """Put the copy in the place of the database, in one step; return where that went."""
    kept = None
    if live.exists():
        _close_journal(live)
        kept = _free_name(live.with_name(f"{live.name}.before-{now():%Y%m%d-%H%M%S}"))
        os.link(live, kept)
    else:
        _set_journals_aside(live)
    ready.replace(live)
    return kept


def _free_name(file: Path) -> Path:
    """Return the name, numbered where another restore took it in the same second."""
    names = (file.with_name(f"{file.name}-{number}") for number in count(2))
    return next(name for name in chain([file], names) if not name.exists())


def _close_journal(file: Path) -> None:
    """Take the journal into the file; raise where somebody else has the database open."""
    url = f"sqlite:///{file.resolve()}"
    options = database.engine_options(url) | {"connect_args": {"timeout": 1}}
    engine = sa.create_engine(url, poolclass=sa.NullPool, **options)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
    except sa.exc.DatabaseError as error:
        if "locked" in str(error):
            raise click.ClickException(
                "The tracker is running. Stop `serve`, then restore."
            ) from error
        # What is there is damaged: it is kept as it is, its journal too.
        _set_journals_aside(file)


def _set_journals_aside(file: Path) -> None:
    """Keep journals where SQLite does not take them for those of what is put in their place."""
    for journal in _journals(file):
        if journal.exists():
            journal.replace(journal.with_name(f"{journal.name}.before"))


def _journals(file: Path) -> list[Path]:
    return [file.with_name(file.name + ending) for ending in ("-journal", "-shm", "-wal")]


def _remove(file: Path) -> None:
    for one in (file, *_journals(file)):
        one.unlink(missing_ok=True)
