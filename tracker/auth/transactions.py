"""Transactions of a request that checks slowly first and writes afterwards."""

from tracker.database import begin_as_writer
from tracker.declarations import View, declare
from tracker.extensions import db


def reads_first(view: View) -> View:
    """Declare that a slow check comes before any write, or nothing is written: no lock for it."""
    return declare(view, reads_first=True)


def start_writing() -> None:
    """Leave the transaction that slow checks ran in for one that may write."""
    db.session.rollback()
    begin_as_writer()
