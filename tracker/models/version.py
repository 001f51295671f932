"""Let nobody save over what somebody else saved meanwhile: optimistic locking by version."""

from typing import Protocol

from sqlalchemy.orm.exc import StaleDataError

from tracker.errors import EditConflict
from tracker.extensions import db


class Versioned(Protocol):
    """A thing that two people may edit at once."""

    @property
    def version(self) -> int:
        """How often it was saved."""


def check_version(thing: Versioned, version: int) -> None:
    """Raise EditConflict where the thing is not of the version that the person began with."""
    if thing.version != version:
        raise _was_edited()


def flush_version() -> None:
    """Write what has changed; raise EditConflict where another transaction was first."""
    try:
        db.session.flush()
    except StaleDataError as error:
        raise _was_edited() from error


def _was_edited() -> EditConflict:
    return EditConflict("Another transaction saved it first")
