"""Insert a row under a reference that nobody has."""

import secrets
from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import make_transient_to_detached

from tracker.extensions import db
from tracker.models.attachment import Attachment
from tracker.models.audit_event import AuditEvent
from tracker.models.barrier import Barrier, DecisionMaker
from tracker.models.comment import Comment
from tracker.models.form_key import refuse_resubmission
from tracker.models.invitation import Invitation
from tracker.models.obstacle import Obstacle
from tracker.models.workaround import Trial, Workaround

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without those that are mistaken for one another: 0 1 I L O."""
SHORTEST, LONGEST = 4, 7
"""How long the random part may be; the converter of addresses agrees."""
TRIES = 5


T = TypeVar(
    "T",
    Attachment,
    Barrier,
    Comment,
    DecisionMaker,
    Invitation,
    Trial,
    Workaround,
)


def new_reference(prefix: str, length: int = 4) -> str:
    """Return a reference such as TICC-7KQ4; whether it is free, the caller asks the database."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"


def add_with_free_reference(thing: T, prefix: str, shortest: int = SHORTEST) -> T:
    """Insert the row under a random reference, a longer one after each five that were taken.

    Raises AlreadySubmitted where the form that it comes from has made one already.
    """
    model = type(thing)
    for reference in _references(prefix, shortest):
        thing.reference = reference
        try:
            with db.session.begin_nested():
                db.session.add(thing)
        except IntegrityError:
            refuse_resubmission(thing)
            taken = sa.select(sa.exists().where(model.reference == reference))
            if not db.session.scalar(taken):
                raise
        else:
            break
    return thing


def insert_with_free_reference(obstacle: Obstacle, prefix: str) -> Obstacle:
    """Do the same for an obstacle by one statement, a third of what a flush costs.

    Nothing that listens to flushes hears of it: its audit and revision are the caller's to see to.
    """
    connection = db.session.connection()
    statement = _insert_where_free(connection.dialect.name)
    obstacle.version = 1
    for reference in _references(prefix, SHORTEST):
        obstacle.reference = reference
        held = {name: value for name, value in vars(obstacle).items() if name in COLUMNS}
        number = connection.execute(statement, held).scalar_one_or_none()
        if number is not None:
            obstacle.id = number
            break
        refuse_resubmission(obstacle)
    make_transient_to_detached(obstacle)
    db.session.add(obstacle)
    return obstacle


def _references(prefix: str, shortest: int) -> Iterator[str]:
    for tried in count():
        yield new_reference(prefix, min(shortest + tried // TRIES, LONGEST))


COLUMNS = frozenset(column.name for column in Obstacle.__table__.columns)


@cache
def _insert_where_free(dialect: str) -> Any:
    if dialect == "postgresql":
        return postgresql.insert(Obstacle).on_conflict_do_nothing().returning(Obstacle.id)
    new = sqlite.insert(Obstacle).values(id=_never_used())
    return new.on_conflict_do_nothing().returning(Obstacle.id)


def _never_used() -> sa.ScalarSelect[Any]:
    """Return a number that no obstacle has or had: SQLite would give that of one deleted last.

    The audit knows things by their numbers, and remembers those that are gone.
    """
    known = sa.union_all(
        sa.select(sa.func.max(Obstacle.id).label("number")),
        sa.select(sa.func.max(AuditEvent.thing_id)).where(AuditEvent.thing_kind == "obstacle"),
    ).subquery()
    return sa.select(sa.func.coalesce(sa.func.max(known.c.number), 0) + 1).scalar_subquery()
