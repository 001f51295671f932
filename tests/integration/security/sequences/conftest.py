"""Two apps on two databases, with everybody signed in."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import SETTINGS
from tests.integration.security.sequences.acts import Acts
from tests.integration.security.sequences.pair import Pair
from tests.integration.security.sequences.pinned import Pinned
from tracker.app import create_app
from tracker.cli.migrate import upgrade_database
from tracker.extensions import db


def _app(folder: Path) -> Flask:
    app = create_app(
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/tracker.db",
        ATTACHMENTS=folder / "attachments",
        MAIL_FOLDER=folder / "mail",
        WTF_CSRF_ENABLED=False,
        **SETTINGS,
    )
    (folder / "attachments").mkdir()
    (folder / "mail").mkdir()
    with app.app_context():
        upgrade_database()
    return app


@pytest.fixture(scope="session")
def pair_of_run(quick_folder: Path) -> Iterator[Pair]:
    """The two worlds, with what everybody begins with."""
    pinned = Pinned()
    apps = [_app(Path(tempfile.mkdtemp(dir=quick_folder))) for _ in range(2)]
    with pinned.holding():
        pair = Pair.made_of(apps, pinned)
        Acts(pair).log_what_is_unnamed()
        for world in pair.worlds:
            world.keep_beginning()
    yield pair
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def acts(pair_of_run: Pair) -> Iterator[Acts]:
    """What can be done in the two worlds, back at their beginning."""
    acts = Acts(pair_of_run)
    with pair_of_run.pinned.holding():
        acts.begin()
        yield acts
