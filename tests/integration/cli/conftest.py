"""Fixtures for commands: a database file of their own, and a runner."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tracker.cli import main


@pytest.fixture
def tmp_path(quick_folder: Path) -> Iterator[Path]:
    """A folder in memory, gone after the test: databases are made here by the dozen."""
    with TemporaryDirectory(dir=quick_folder) as folder:
        yield Path(folder)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that DATABASE_URL names."""
    file = tmp_path / "site.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    return file


@pytest.fixture
def run(database: Path) -> Callable[..., Result]:
    """Run a command of `tracker` on that database."""
    assert not database.exists()
    return run_alone


@pytest.fixture(scope="session")
def migrated_file(quick_folder: Path) -> Iterator[Path]:
    """A migrated database without rows, of which each test takes a copy."""
    with TemporaryDirectory(dir=quick_folder) as folder, pytest.MonkeyPatch.context() as patch:
        file = Path(folder) / "migrated.db"
        patch.setenv("DATABASE_URL", f"sqlite:///{file}")
        result = run_alone("migrate")
        assert result.exit_code == 0, result.output
        yield file


@pytest.fixture
def run_migrated(
    run: Callable[..., Result], database: Path, migrated_file: Path
) -> Callable[..., Result]:
    """Run a command of `tracker` on that database, which is migrated already."""
    shutil.copy(migrated_file, database)
    return run


def run_alone(*words: object) -> Result:
    """Run a command, and let go of its database as the end of its process does."""
    held: set[sa.Engine] = set()

    def note(connection: sa.Connection) -> None:
        held.add(connection.engine)

    sa.event.listen(sa.Engine, "engine_connect", note)
    try:
        return CliRunner().invoke(main, [str(word) for word in words])
    finally:
        sa.event.remove(sa.Engine, "engine_connect", note)
        for engine in held:
            engine.dispose()
