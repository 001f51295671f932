"""Run commands as the command line does: in one transaction that the test commits."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from flask import Flask

from tracker.database import write_transactions
from tracker.extensions import db

T = TypeVar("T")


@pytest.fixture
def transaction(app: Flask) -> Iterator[None]:
    """A transaction that may write, and is rolled back where the test does not commit it."""
    with app.app_context(), write_transactions():
        yield
        db.session.rollback()


@pytest.fixture
def do(app: Flask) -> Callable[[Callable[[], T]], T]:
    """Run a command and commit, as the shell does."""

    def run_command(command: Callable[[], T]) -> T:
        with app.test_request_context("/"), write_transactions():
            done = command()
            db.session.commit()
            return done

    return run_command
