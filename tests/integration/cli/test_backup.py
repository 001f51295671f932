import resource
import sqlite3
from contextlib import contextmanager

import pytest


def count(file) -> int:
    with sqlite3.connect(file) as connection:
        return connection.execute("SELECT count(*) FROM obstacle").fetchone()[0]


def test_a_backup_holds_what_the_database_holds(run, tmp_path) -> None:
    run("seed-scale", "--obstacles", 20, "--organisations", 2)

    result = run("backup", tmp_path / "copy.db")

    assert result.exit_code == 0, result.output
    assert count(tmp_path / "copy.db") == 20
    assert not (tmp_path / "copy.db.part").exists()


def test_a_backup_overwrites_nothing(run_migrated, tmp_path) -> None:
    (tmp_path / "copy.db").write_text("the last good copy")

    result = run_migrated("backup", tmp_path / "copy.db")

    assert result.exit_code == 1
    assert (tmp_path / "copy.db").read_text() == "the last good copy"


@contextmanager
def files_no_larger_than(size: int):
    """Refuse to let a file grow, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_backup_without_room_says_so_and_leaves_nothing(run_migrated, database, tmp_path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = sorted(tmp_path.iterdir())

    with files_no_larger_than(200_000):
        result = run_migrated("backup", tmp_path / "copy.db")

    assert result.exit_code == 1
    assert "Could not write" in result.output
    assert sorted(tmp_path.iterdir()) == before


def test_a_backup_to_a_folder_that_is_not_there_says_so(run_migrated, tmp_path) -> None:
    result = run_migrated("backup", tmp_path / "absent" / "copy.db")

    assert (
        f"Could not write {tmp_path / 'absent' / 'copy.db'}: unable to open database file."
        in result.output
    )


@pytest.mark.parametrize("command", ["check", "migrate", "retain", "serve"])
def test_a_database_out_of_reach_is_said_in_a_sentence(run, tmp_path, monkeypatch, command) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/absent/site.db")
    monkeypatch.setenv("SECRET_KEY", "x" * 32)

    result = run(command)

    assert result.exit_code == 1
    assert result.output.startswith("Error: The database cannot be used.")
    assert "unable to open database file" in result.output
