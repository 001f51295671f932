"""What the tracker writes is the account's alone under which it runs."""

import os
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.factories import Factory
from tracker.app import create_app
from tracker.extensions import db

ROOT = Path(__file__).parents[3]
OTHERS = 0o077


def umask_now() -> int:
    """Return the mask; it can only be read by setting it."""
    mask = os.umask(OTHERS)
    os.umask(mask)
    return mask


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """The mask of most machines, under which everybody reads what is written."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def site(run: Callable[..., Result], tmp_path: Path) -> Path:
    """A folder that holds what commands leave: a database, backups, and what one was put for."""
    done(run, "migrate")
    app = create_app(SECRET_KEY="s" * 40)
    make = Factory(app)
    make.attachment(make.obstacle(), name="Minutes.txt", content=b"Signed in May")
    with app.app_context():
        db.engine.dispose()
    done(run, "backup", tmp_path / "copy.db")
    done(run, "restore", tmp_path / "copy.db")
    return tmp_path


def done(run: Callable[..., Result], *words: object) -> None:
    result = run(*words)
    assert result.exit_code == 0, (words, result.output, result.exception)


def test_databases_and_backups_are_read_by_their_owner_alone(site: Path) -> None:
    modes = {file.name: file.stat().st_mode & 0o777 for file in site.iterdir() if file.is_file()}

    assert {"site.db", "copy.db", "copy.db.sha256", "copy.db.attachments.tar"} <= set(modes)
    assert any(name.startswith("site.db.before-") for name in modes)
    assert set(modes.values()) == {0o600}


def test_a_command_leaves_the_mask_as_it_was(run) -> None:
    run("migrate")

    assert umask_now() == 0o022


@pytest.mark.usefixtures("run")
def test_any_other_server_of_the_app_writes_for_its_owner_alone(monkeypatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 32)

    runpy.run_path(str(ROOT / "wsgi.py"))

    assert umask_now() == OTHERS
