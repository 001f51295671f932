"""The files beside obstacles go along: into a backup, out of it, away with what had its time."""

import hashlib
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from tests.factories import Factory
from tracker.app import create_app
from tracker.cli.backup import checksum_file
from tracker.extensions import db
from tracker.models import Attachment

CONTENT = b"Signed in May"


@pytest.fixture
def attached(run_migrated, database: Path) -> Attachment:
    """A file beside an obstacle of a site."""
    assert run_migrated
    app = create_app(SECRET_KEY="s" * 40)
    make = Factory(app)
    file = make.attachment(make.obstacle(), name="Minutes.txt", content=CONTENT)
    with app.app_context():
        db.engine.dispose()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE attachment SET checksum = ?", (sha256(CONTENT),))
        connection.commit()
    return file


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def faults(run: Callable[..., Result]) -> list[str]:
    """Return what `tracker check` says of files."""
    said = run("check").output.splitlines()
    return [line for line in said if "file of" in line or "belongs to" in line]


@pytest.fixture
def folder(database: Path) -> Path:
    return database.with_suffix(".attachments")


@pytest.fixture
def copy(run, attached: Attachment, tmp_path: Path) -> Path:
    assert attached
    result = run("backup", tmp_path / "copy.db")
    assert result.exit_code == 0, result.output
    return tmp_path / "copy.db"


def test_a_backup_takes_the_files_along(copy: Path, attached: Attachment) -> None:
    with tarfile.open(f"{copy}.attachments.tar") as packed:
        assert packed.getnames() == [attached.stored_as]
    assert len(checksum_file(copy).read_text().splitlines()) == 2


def test_a_site_without_files_is_one_file_as_before(run_migrated, tmp_path) -> None:
    run_migrated("backup", tmp_path / "copy.db")

    assert not (tmp_path / "copy.db.attachments.tar").exists()
    assert len(checksum_file(tmp_path / "copy.db").read_text().splitlines()) == 1
    assert run_migrated("restore", tmp_path / "copy.db").exit_code == 0


def test_files_come_back(run, copy, folder, attached) -> None:
    (folder / attached.stored_as).unlink()

    result = run("restore", copy)

    assert result.exit_code == 0, result.output
    assert "Files restored: 1." in result.output
    assert (folder / attached.stored_as).read_bytes() == CONTENT
    assert (folder / attached.stored_as).stat().st_mode & 0o077 == 0
    assert faults(run) == []


def test_what_is_there_is_left_as_it_is(run, copy, folder, attached) -> None:
    (folder / attached.stored_as).write_bytes(b"as it is")

    assert "Files restored: 0." in run("restore", copy).output
    assert (folder / attached.stored_as).read_bytes() == b"as it is"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(lambda tar: tar.unlink(), "is missing", id="missing"),
        pytest.param(lambda tar: tar.write_bytes(b"a"), "is damaged", id="damaged"),
    ],
)
def test_a_backup_without_its_files_is_refused(run, copy, spoil, said) -> None:
    spoil(Path(f"{copy}.attachments.tar"))

    result = run("restore", copy)

    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "a/b", "link"])
def test_nothing_is_unpacked_that_is_not_ours(run, copy, folder, tmp_path, name) -> None:
    packed = Path(f"{copy}.attachments.tar")
    member = tarfile.TarInfo(name)
    member.type = tarfile.SYMTYPE if name == "link" else tarfile.REGTYPE
    member.linkname = str(tmp_path / "target")
    with tarfile.open(packed, "w") as archive:
        archive.addfile(member)
    sums = checksum_file(copy).read_text().splitlines()
    checksum_file(copy).write_text(f"{sums[0]}\n{sha256(packed.read_bytes())}  x\n")

    result = run("restore", copy)

    assert result.exit_code == 1
    assert "contains a file that does not belong to a backup" in result.output
    assert [place.name for place in folder.iterdir() if place.name in {"link", "outside"}] == []


def test_a_backup_overwrites_no_files_of_another(run, attached, tmp_path) -> None:
    assert attached
    (tmp_path / "copy.db.attachments.tar").write_text("the last good copy")

    result = run("backup", tmp_path / "copy.db")

    assert result.exit_code == 1
    assert (tmp_path / "copy.db.attachments.tar").read_text() == "the last good copy"


@pytest.mark.usefixtures("attached")
def test_whole_files_are_no_fault(run) -> None:
    assert faults(run) == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(lambda place: place.unlink(), "is missing from", id="missing"),
        pytest.param(lambda place: place.write_bytes(b"a"), "is damaged", id="damaged"),
        pytest.param(
            lambda place: (place.parent / "b").write_bytes(b"a"),
            "does not belong to any obstacle",
            id="left",
        ),
    ],
)
def test_files_that_do_not_fit_are_named(run, attached, folder, spoil, said) -> None:
    spoil(folder / attached.stored_as)

    result = run("check")

    assert result.exit_code == 1
    assert said in result.output


def test_what_had_its_time_takes_its_files_along(run, database, folder, attached) -> None:
    assert attached
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE programme SET retention_months = 1")
        connection.execute("UPDATE obstacle SET status = 'resolved', changed_at = '2020-01-01'")
        connection.execute(
            "UPDATE status_change SET changed_at = '2020-01-01', status = 'resolved'"
        )
        connection.commit()

    result = run("retain")

    assert result.exit_code == 0, result.output
    assert "1 deleted" in result.output
    assert list(folder.iterdir()) == []
