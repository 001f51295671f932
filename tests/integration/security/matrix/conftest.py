"""The app as `tracker serve` runs it, but for forms' tokens, on a world with canaries."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import SITE
from tests.conftest import SETTINGS
from tests.integration.security.matrix.rows import build, put
from tests.integration.security.matrix.world import World, lay_out
from tracker.app import create_app
from tracker.extensions import db


@pytest.fixture(scope="session")
def guarded_app(
    migrated_app: Flask,
    reset_database: Callable[[], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """The app with every door that `tracker serve` has; a demo opens its own on purpose."""
    reset_database()  # It remembers the empty database before the world is inserted.
    guarded = create_app(
        SQLALCHEMY_DATABASE_URI=migrated_app.config["SQLALCHEMY_DATABASE_URI"],
        ATTACHMENTS=tmp_path_factory.mktemp("attachments"),
        MAIL_FOLDER=tmp_path_factory.mktemp("mail"),
        PUBLIC_URL=SITE,
        PROPAGATE_EXCEPTIONS=False,
        WTF_CSRF_ENABLED=False,
        **(SETTINGS | {"DEMO": False}),
    )
    yield guarded
    with guarded.app_context():
        db.engine.dispose()


@pytest.fixture
def world(guarded_app: Flask) -> World:
    """The world, as it is laid out, in the database."""
    world = build(lay_out())
    put(guarded_app, world)
    return world


@pytest.fixture
def count_statements(guarded_app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Note the statements that the database gets: `with count_statements() as statements:`."""

    @contextmanager
    def noting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            statements.append(statement)

        with guarded_app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        yield statements
        sa.event.remove(engine, "before_cursor_execute", note)

    return noting
