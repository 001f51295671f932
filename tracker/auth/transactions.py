"""Transactions of a request with a slow check before its writes."""

from tracker.database import begin_as_writer
from tracker.declarations import View, declare
from tracker.extensions import db


def reads_first(view: View) -> View:
    """Declare that the view starts without the write lock: it checks first, or only reads."""
    return declare(view, reads_first=True)


def start_writing() -> None:
    """End the read transaction of the slow checks and begin a write transaction."""
    db.session.rollback()
    begin_as_writer()
