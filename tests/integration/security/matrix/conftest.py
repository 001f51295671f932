"""The app as `tracker serve` runs it, but for forms' tokens, on a world with canaries."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browsing import SITE
from tests.conftest import SETTINGS
from tests.integration.security.matrix.rows import build, put
from tests.integration.security.matrix.world import World, lay_out
from tracker.app import create_app
from tracker.extensions import db


@pytest.fixture(scope="session")
def guarded_app(migrated_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app with every door that `tracker serve` has; a demo opens its own on purpose."""
    guarded = create_app(
        SQLALCHEMY_DATABASE_URI=migrated_app.config["SQLALCHEMY_DATABASE_URI"],
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
