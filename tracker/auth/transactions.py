"""Transactions of a request that checks slowly first and writes afterwards."""

from tracker.database import begin_as_writer
from tracker.extensions import db


def start_writing() -> None:
    """Leave the transaction that slow checks ran in for one that may write."""
    db.session.rollback()
    begin_as_writer()
