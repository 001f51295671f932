"""`tracker restore`: verify a backup and replace the SQLite database by it atomically."""

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
from tracker.attachments.files import attachments_folder
from tracker.audit.acts import Act
from tracker.audit.chain import faults_in_chain
from tracker.audit.notes import record_event
from tracker.cli.backup import checksum_file, checksum_of
from tracker.cli.backup_attachments import archive_file, unpack
from tracker.cli.check import sqlite_faults
from tracker.cli.command_app import command_app
from tracker.cli.erase import repeat_erasures
from tracker.cli.migrate import alembic_config, upgrade_database
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Programme, StoredSession
from tracker.models.moment import now

REVISION_STEP = 1_000_000
"""By how much a restored programme's revision is increased, to invalidate cached pages."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
def restore(file: Path) -> None:
    """Restore the SQLite database from the backup FILE. Stop `serve` first.

    The previous database is kept in the same directory. Listed erasures are repeated, and
    everyone has to sign in again.
    """
    app = command_app()
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            raise click.ClickException(
                "This database is PostgreSQL: use pg_restore, then `tracker erase-again`."
            )
        live, erasures = Path(str(db.engine.url.database)), erasures_file()
        folder = attachments_folder()
        db.engine.dispose()
    archive = _check_checksum(file)
    ready = live.with_name(live.name + ".restoring")
    _remove(ready)  # SQLite would replay the journal of a killed restore into this copy.
    try:
        shutil.copyfile(file, ready)
        erased = _prepare(ready, erasures, file.name)
        restored = unpack(archive, folder) if archive else 0
        previous = _swap(ready, live)
    finally:
        _remove(ready)
    click.echo(f"Restored from {file} and verified. {erased} Files restored: {restored}.")
    if previous:
        click.echo(
            f"The previous database was moved to {previous}. Delete it when you no longer need it."
        )


def _check_checksum(file: Path) -> Path | None:
    """Raise ClickException if the backup is damaged; return its archive of files, or None."""
    checksums = checksum_file(file)
    if not checksums.exists():
        raise click.ClickException(f"{checksums} is missing: without it, FILE cannot be verified.")
    first, *more = checksums.read_text().splitlines() or [""]
    if first.split()[:1] != [checksum_of(file)]:
        raise click.ClickException(f"{file} is damaged: the checksum does not match.")
    if not more:  # Older backups, and those without files, have only one line.
        return None
    archive = archive_file(file)
    if not archive.exists():
        raise click.ClickException(
            f"{archive} is missing: it contains the files that were added to obstacles."
        )
    if more[0].split()[:1] != [checksum_of(archive)]:
        raise click.ClickException(f"{archive} is damaged: the checksum does not match.")
    return archive


def _prepare(ready: Path, erasures: Path, backup: str) -> str:
    """Migrate and check the copy, record the restore; return a message on repeated erasures."""
    app = _app_on(ready, erasures)
    with app.app_context(), write_transactions():
        try:
            _check_age()
            _check_file()
            upgrade_database()
            _invalidate_sessions_and_caches()
            _record_restore(backup)
            message = repeat_erasures()
            _check_audit()
        except DomainError as error:
            raise click.ClickException(f"The backup cannot be used: {error}") from error
        except sa.exc.DatabaseError as error:
            raise click.ClickException("The backup is not a complete SQLite database.") from error
        finally:
            db.session.remove()
            db.engine.dispose()
    _close_journal(ready)
    return message


def _app_on(file: Path, erasures: Path) -> Flask:
    return command_app(
        ERASURES_FILE=str(erasures),
        MAIL_FOLDER=None,
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{file.resolve()}",
    )


def _check_age() -> None:
    """Raise DomainError if a newer tracker made the backup, or none."""
    scripts = ScriptDirectory.from_config(alembic_config())
    known_revisions = {script.revision for script in scripts.walk_revisions()}
    with db.engine.connect() as connection:
        revisions = set(MigrationContext.configure(connection).get_current_heads())
    if not revisions:
        raise DomainError("it was not made by the tracker.")
    if not revisions <= known_revisions:
        raise DomainError(
            "it was made by a newer version of the tracker. Install that version first."
        )


def _invalidate_sessions_and_caches() -> None:
    """Delete all sessions and invalidate all cached pages."""
    db.session.execute(sa.delete(StoredSession))
    db.session.execute(
        sa.update(Programme).values(
            revision=Programme.revision + REVISION_STEP,
            names_revision=Programme.names_revision + REVISION_STEP,
        )
    )
    db.session.commit()


def _record_restore(backup: str) -> None:
    """Record the restore in the audit of each programme, or once without any."""
    programmes: list[Programme | None] = [
        *db.session.scalars(sa.select(Programme).order_by(Programme.id))
    ]
    for programme in programmes or [None]:
        record_event(Act.BACKUP_RESTORE, thing=programme, changes={"file": [None, backup]})
    db.session.commit()


def _check_file() -> None:
    faults = sqlite_faults()
    db.session.rollback()
    if faults:
        raise DomainError(" ".join(faults))


def _check_audit() -> None:
    with db.engine.connect() as connection:
        if faults := list(faults_in_chain(connection)):
            raise DomainError(" ".join(faults))


def _swap(ready: Path, live: Path) -> Path | None:
    """Replace the database by the copy atomically; return the path of the previous one, or None."""
    previous = None
    if live.exists():
        _close_journal(live)
        previous = _free_name(live.with_name(f"{live.name}.before-{now():%Y%m%d-%H%M%S}"))
        os.link(live, previous)
    else:
        _set_journals_aside(live)
    ready.replace(live)
    return previous


def _free_name(file: Path) -> Path:
    """Return the name, numbered if another restore took it in the same second."""
    names = (file.with_name(f"{file.name}-{number}") for number in count(2))
    return next(name for name in chain([file], names) if not name.exists())


def _close_journal(file: Path) -> None:
    """Checkpoint and remove the journal; raise ClickException if the database is in use."""
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
        # The database is damaged: it is left unchanged, with its journal.
        _set_journals_aside(file)


def _set_journals_aside(file: Path) -> None:
    """Rename journals, so that SQLite does not apply them to the new database."""
    for journal in _journals(file):
        if journal.exists():
            journal.replace(journal.with_name(f"{journal.name}.before"))


def _journals(file: Path) -> list[Path]:
    return [file.with_name(file.name + ending) for ending in ("-journal", "-shm", "-wal")]


def _remove(file: Path) -> None:
    for path in (file, *_journals(file)):
        path.unlink(missing_ok=True)
