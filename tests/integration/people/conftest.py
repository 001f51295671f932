"""Run commands as the command line does: in one transaction that the test commits."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tracker.database import write_transactions
from tracker.extensions import db


@pytest.fixture
def transaction(app: Flask) -> Iterator[None]:
    """A transaction that may write, and is rolled back where the test does not commit it."""
    with app.app_context(), write_transactions():
        yield
        db.session.rollback()
