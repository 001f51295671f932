"""Back up a live SQLite database with its online backup API; a plain copy can be corrupt."""

import hashlib
from pathlib import Path
from typing import Any

import click

from tracker.cli.backup_attachments import archive_file, pack
from tracker.cli.command_app import command_app
from tracker.extensions import db


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Back up the SQLite database to FILE while the tracker runs.

    Also written: the checksum, FILE.sha256, which `tracker restore` needs, and the files that
    were added to obstacles, FILE.attachments.tar, if there are any.
    """
    app = command_app()
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            raise click.ClickException("This database is PostgreSQL: back it up with pg_dump.")
        if existing := [path for path in (file, archive_file(file)) if path.exists()]:
            raise click.ClickException(f"{existing[0]} already exists. Choose another file name.")
        try:
            _copy(file)
        except (OSError, _driver_error()) as error:
            _delete_partial_files(file)
            raise click.ClickException(f"Could not write {file}: {error}.") from error
    click.echo(f"Backup written to {file} and verified.")


def _copy(file: Path) -> None:
    unfinished = file.with_name(file.name + ".part")
    with db.engine.connect() as connection:
        source: Any = connection.connection.dbapi_connection
        target = type(source)(str(unfinished))
        try:
            source.backup(target)
            result = target.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            target.close()
    if result != "ok":
        raise click.ClickException(f"The copy is damaged. It is at {unfinished}: {result}")
    lines = [f"{checksum_of(unfinished)}  {file.name}\n"]
    if archive := pack(file):
        lines.append(f"{checksum_of(archive)}  {archive.name}\n")
    checksum_file(file).write_text("".join(lines))
    unfinished.rename(file)


def _driver_error() -> type[Exception]:
    dialect: Any = db.engine.dialect
    error: type[Exception] = dialect.loaded_dbapi.Error
    return error


def _delete_partial_files(file: Path) -> None:
    """Delete the files of a failed backup."""
    part = file.with_name(file.name + ".part")
    for path in (part, part.with_name(part.name + "-journal"), archive_file(file)):
        path.unlink(missing_ok=True)


def checksum_of(file: Path) -> str:
    """Return the SHA-256 of a file, as `sha256sum` prints it."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checksum_file(file: Path) -> Path:
    """Return the path of the checksum of a backup, next to the backup."""
    return file.with_name(file.name + ".sha256")
