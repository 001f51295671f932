"""A backup is put back: whole, brought up to date, and with every erasure done again."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import alembic.command
import pytest
from click.testing import CliRunner, Result

from tests.integration.cli.conftest import run_alone
from tracker.app import create_app
from tracker.cli import main
from tracker.cli.backup import checksum_file, checksum_of
from tracker.cli.migrate import alembic_config
from tracker.extensions import db
from tracker.models.moment import now

Run = Callable[..., Result]
NAME, ADDRESS = "Zoraida Quillfeather", "zoraida@quillfeather.example"
BOB = "bob@kent.example"


@pytest.fixture(scope="module")
def made(quick_folder: Path) -> Iterator[Path]:
    """A folder with a site of two people and its backup; each test gets a copy of them."""
    with TemporaryDirectory(dir=quick_folder) as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{folder}/site.db")
        patch.delenv("SECRET_KEY", raising=False)
        for words in (
            ("migrate",),
            ("add-programme", "care", "CARE", "Care", "Care close to home"),
            ("add-person", ADDRESS, NAME, "--password", "giraffe umbrella tin"),
            ("add-person", BOB, "Bob", "--password", "giraffe umbrella tin"),
            ("backup", f"{folder}/copy.db"),
        ):
            result = run_alone(*words)
            assert result.exit_code == 0, result.output
        yield Path(folder)


@pytest.fixture
def site(made: Path, run: Run, database: Path) -> Path:
    """A site of two people; its file."""
    assert run
    for file in made.glob("site*"):
        shutil.copy(file, database.with_name(file.name))
    return database


@pytest.fixture
def copy(made: Path, site: Path, tmp_path: Path) -> Path:
    """A backup of the site."""
    assert site
    for file in made.glob("copy*"):
        shutil.copy(file, tmp_path)
    return tmp_path / "copy.db"


def names(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY id")]


def change(file: Path, statement: str, *, seal: bool = True) -> None:
    """Change a backup, and give it a fitting checksum as an accident would not."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)
    if seal:
        checksum_file(file).write_text(checksum_of(file))


def state(file: Path) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        return "\n".join(connection.iterdump()).encode()


def test_what_was_lost_since_is_back(run: Run, site: Path, copy: Path) -> None:
    change(site, "UPDATE person SET name = 'Lost'", seal=False)

    result = run("restore", copy)

    assert result.exit_code == 0, result.output
    assert names(site) == [NAME, "Bob"]
    assert run("check").output == "No errors found.\n"


def test_what_was_there_is_kept_beside_it(run: Run, site: Path, copy: Path) -> None:
    change(site, "UPDATE person SET name = 'Newer'", seal=False)

    run("restore", copy)

    [kept] = site.parent.glob("site.db.before-*")
    assert names(kept) == ["Newer", "Newer"]
    assert sorted(site.parent.glob("*.restoring*")) == []


def test_two_restores_in_one_second_keep_what_each_replaced(
    run: Run, site: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()
    monkeypatch.setattr(sys.modules["tracker.cli.restore"], "now", lambda: moment)

    results = [run("restore", copy) for _each in range(3)]

    assert [result.exit_code for result in results] == [0, 0, 0]
    assert len([*site.parent.glob("site.db.before-*")]) == 3


def test_a_backup_is_restored_where_there_was_nothing(run: Run, site: Path, copy: Path) -> None:
    for file in site.parent.glob("site.db*"):
        file.unlink()

    result = run("restore", copy)

    assert result.exit_code == 0, result.output
    assert "The previous database was moved" not in result.output
    assert names(site) == [NAME, "Bob"]


def test_what_a_killed_restore_left_behind_is_not_taken_up(
    run: Run, site: Path, copy: Path
) -> None:
    leave_journal(copy, site.with_name("site.db.restoring"))

    result = run("restore", copy)

    assert result.exit_code == 0, result.output
    assert names(site) == [NAME, "Bob"]


def test_the_journal_of_a_database_that_is_gone_is_not_taken_up(
    run: Run, site: Path, copy: Path
) -> None:
    leave_journal(copy, site)
    site.unlink()

    result = run("restore", copy)

    assert result.exit_code == 0, result.output
    assert names(site) == [NAME, "Bob"]
    assert site.with_name("site.db-wal.before").exists()


def leave_journal(copy: Path, file: Path) -> None:
    """Leave a copy whose last change is in its journal alone, as a killed process does."""
    for ending in ("-shm", "-wal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    file.write_bytes(copy.read_bytes())
    journal = file.with_name(file.name + "-wal")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE person SET name = 'Ghost'")
        connection.commit()
        held = journal.read_bytes()
    journal.write_bytes(held)


def test_a_database_that_is_damaged_is_replaced(run: Run, site: Path, copy: Path) -> None:
    site.write_bytes(b"no database at all" * 1000)
    (site.parent / "site.db-wal").write_bytes(b"no journal")

    result = run("restore", copy)

    assert result.exit_code == 0, result.output
    assert names(site) == [NAME, "Bob"]


def test_erasures_outlast_an_older_backup(run: Run, site: Path, copy: Path) -> None:
    result = run("erase-person", ADDRESS, "--yes")
    assert result.exit_code == 0, result.output
    assert NAME.encode() in copy.read_bytes()

    result = run("restore", copy)

    assert "Erasures repeated: 1." in result.output
    assert names(site)[0].startswith("Former member ")
    assert NAME.encode() not in site.read_bytes()
    assert run("check").output == "No errors found.\n"


def test_a_copy_put_back_by_hand_is_found_and_put_right(run: Run, site: Path, copy: Path) -> None:
    run("erase-person", ADDRESS, "--yes")
    site.write_bytes(copy.read_bytes())

    found = run("check")
    done = run("erase-again")

    assert "is in the database again: run `tracker erase-again`" in found.output
    assert done.output == "Erasures repeated: 1.\n"
    assert NAME not in names(site)
    assert run("erase-again").output == "Erasures repeated: 0.\n"


def test_an_older_schema_is_brought_up_to_date(run: Run, site: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    lay_first_tables(older)
    change(
        older,
        "INSERT INTO person (email, name, active, fs_uniquifier, is_administrator, created_at)"
        " VALUES ('olga@kent.example', 'Olga', 1, 'x', 0, '2025-01-01 00:00:00.000000')",
    )

    result = run("restore", older)

    assert result.exit_code == 0, result.output
    assert run("check").output == "No errors found.\n"
    assert names(site) == ["Olga"]


def lay_first_tables(file: Path) -> None:
    """Lay the tables as the first release did."""
    app = create_app(SECRET_KEY="x" * 32, SQLALCHEMY_DATABASE_URI=f"sqlite:///{file}")
    with app.app_context():
        alembic.command.upgrade(alembic_config(), "0001")
        db.session.remove()
        db.engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4096])


def flip(file: Path) -> None:
    held = bytearray(file.read_bytes())
    held[held.index(NAME.encode())] ^= 1
    file.write_bytes(held)


def lose_checksum(file: Path) -> None:
    checksum_file(file).unlink()


def cut_and_seal(file: Path) -> None:
    cut(file)
    checksum_file(file).write_text(checksum_of(file))


def be_no_database(file: Path) -> None:
    file.write_text("Dear diary" * 1000)
    checksum_file(file).write_text(checksum_of(file))


def be_newer(file: Path) -> None:
    change(file, "UPDATE alembic_version SET version_num = '9999'")


def be_of_something_else(file: Path) -> None:
    change(file, "DROP TABLE alembic_version")


def break_the_audit(file: Path) -> None:
    change(file, "DROP TRIGGER audit_event_is_final")
    change(file, "UPDATE audit_event SET act = 'other:act' WHERE id = 1")


def stray(file: Path) -> None:
    change(file, "INSERT INTO address_change VALUES (77, 'x', 'y', '2026-01-01', '2026-01-01')")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(cut, "is damaged", id="truncated"),
        pytest.param(flip, "is damaged", id="bit flipped"),
        pytest.param(lose_checksum, "is missing", id="no checksum"),
        pytest.param(cut_and_seal, "cannot be used|not a complete SQLite", id="cut before"),
        pytest.param(be_no_database, "not a complete SQLite database", id="no database"),
        pytest.param(be_newer, "it was made by a newer version of the tracker", id="newer schema"),
        pytest.param(be_of_something_else, "it was not made by the tracker", id="something else"),
        pytest.param(break_the_audit, "has been changed", id="audit tampered with"),
        pytest.param(stray, "refers to a missing row of person", id="strays"),
    ],
)
def test_what_is_not_whole_is_refused_and_the_live_data_stays(
    run: Run, site: Path, copy: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(copy)
    before = state(site)

    result = run("restore", copy)

    assert isinstance(result.exception, SystemExit), result.exception
    assert any(part in result.output for part in said.split("|")), result.output
    assert state(site) == before
    assert sorted(site.parent.glob("*.restoring*")) == []
    assert sorted(site.parent.glob("*.before-*")) == []


@pytest.fixture
def server(site: Path) -> Iterator[None]:
    """Another process that has the site's database open."""
    reads = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
    reads += " print(c.execute('SELECT count(*) FROM person').fetchall(), flush=True); input()"
    words = [sys.executable, "-c", reads, str(site)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline()
        yield
        process.communicate(b"\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only a journal in WAL mode shows its users")
@pytest.mark.usefixtures("server")
def test_a_running_tracker_is_left_alone(run: Run, site: Path, copy: Path) -> None:
    before = names(site)

    result = run("restore", copy)

    assert "Stop `serve`, then restore" in result.output
    assert names(site) == before
    assert sorted(site.parent.glob("*.restoring*")) == []


def test_everybody_signs_in_anew_and_no_old_page_is_kept(run: Run, site: Path, copy: Path) -> None:
    change(
        copy,
        "INSERT INTO stored_session (key_hash, person_id, data, started_at, seen_at)"
        " VALUES ('k', 1, '{}', '2026-01-01', '2026-01-01')",
    )

    run("restore", copy)

    with closing(sqlite3.connect(site)) as connection:
        sessions = connection.execute("SELECT count(*) FROM stored_session").fetchone()
        revision = connection.execute("SELECT revision, names_revision FROM programme").fetchone()
    assert sessions == (0,)
    assert min(revision) >= 1_000_000


def test_nobody_is_erased_without_being_asked_about(site: Path) -> None:
    asked = CliRunner().invoke(main, ["erase-person", ADDRESS], input="n\n")

    assert asked.exit_code == 1
    assert NAME in names(site)


def test_nobody_unknown_can_be_erased(run: Run, site: Path) -> None:
    assert site
    assert "There is no account for" in run("erase-person", "x@y.example", "--yes").output


def test_a_list_that_is_none_is_said_by_the_check(run: Run, site: Path) -> None:
    site.with_suffix(".erasures").write_text('\n{"name": "Ann"}')

    assert "a line that is not valid" in run("check").output


def restored(file: Path) -> list[tuple[object, ...]]:
    """What the audit tells of restores: whose log it is in, of which programme, which file."""
    what = "SELECT person_id, programme_id, json_extract(told, '$.file[1]') FROM audit_event"
    with closing(sqlite3.connect(file)) as connection:
        return [*connection.execute(f"{what} WHERE act = 'backup:restore' ORDER BY id")]


def test_the_log_of_each_programme_says_what_was_put_back(run: Run, site: Path, copy: Path) -> None:
    run("add-programme", "sister", "SIS", "Sister", "The sister pilots")
    assert run("backup", copy.with_name("later.db")).exit_code == 0

    run("restore", copy)
    assert restored(site) == [(None, 1, "copy.db")]

    result = run("restore", copy.with_name("later.db"))
    assert result.exit_code == 0, result.output
    assert restored(site) == [(None, 1, "later.db"), (None, 2, "later.db")]
    assert run("check").output == "No errors found.\n"


def test_without_a_programme_it_is_noted_as_well(
    run_migrated: Run, database: Path, tmp_path: Path
) -> None:
    assert run_migrated("backup", tmp_path / "copy.db").exit_code == 0

    run_migrated("restore", tmp_path / "copy.db")

    assert restored(database) == [(None, None, "copy.db")]
