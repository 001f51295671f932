"""What texts say, kept as numbers by an encoder that the test holds."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.encoders import Topics
from tracker.models import TextVector


@pytest.fixture
def encoder(app: Flask) -> Iterator[Topics]:
    """The encoder that the app uses in this test."""
    topics, before = Topics(), app.config["ENCODER"]
    app.config["ENCODER"] = lambda: topics
    yield topics
    app.config["ENCODER"] = before


@pytest.fixture
def kept(rows) -> Callable[..., list[TextVector]]:
    """Read what is kept: `kept(obstacle_id=1)`."""

    def read(**given: Any) -> list[TextVector]:
        return rows(sa.select(TextVector).filter_by(**given).order_by(TextVector.id))

    return read
