"""Insert a row with a random reference that is free; retry if it is taken."""

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
"""Digits and capitals without those that look alike: 0 1 I L O."""
MIN_LENGTH, MAX_LENGTH = 4, 7
"""The length of the random part; the URL converter has the same limits."""
ATTEMPTS_PER_LENGTH = 5


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
    """Return a random reference such as TICC-7KQ4; the caller checks whether it is free."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(length))}"


def add_with_free_reference(thing: T, prefix: str, min_length: int = MIN_LENGTH) -> T:
    """Insert the row with a random reference, one character longer after each five attempts.

    Raises AlreadySubmitted if a row with its idempotency key exists.
    """
    model = type(thing)
    for reference in _references(prefix, min_length):
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
    """Insert an obstacle in the same way by one statement, at a third of the cost of a flush.

    No flush event fires: the caller records the audit event and raises the revision.
    """
    connection = db.session.connection()
    statement = _insert_where_free(connection.dialect.name)
    obstacle.version = 1
    for reference in _references(prefix, MIN_LENGTH):
        obstacle.reference = reference
        values = {name: value for name, value in vars(obstacle).items() if name in COLUMNS}
        new_id = connection.execute(statement, values).scalar_one_or_none()
        if new_id is not None:
            obstacle.id = new_id
            break
        refuse_resubmission(obstacle)
    make_transient_to_detached(obstacle)
    db.session.add(obstacle)
    return obstacle


def _references(prefix: str, min_length: int) -> Iterator[str]:
    for attempt in count():
        yield new_reference(prefix, min(min_length + attempt // ATTEMPTS_PER_LENGTH, MAX_LENGTH))


COLUMNS = frozenset(column.name for column in Obstacle.__table__.columns)


@cache
def _insert_where_free(dialect: str) -> Any:
    if dialect == "postgresql":
        return postgresql.insert(Obstacle).on_conflict_do_nothing().returning(Obstacle.id)
    new = sqlite.insert(Obstacle).values(id=_unused_id())
    return new.on_conflict_do_nothing().returning(Obstacle.id)


def _unused_id() -> sa.ScalarSelect[Any]:
    """Return an id that no obstacle has or had: SQLite would reuse the id of the last deleted one.

    Audit events refer to things by id, also to deleted ones.
    """
    used_ids = sa.union_all(
        sa.select(sa.func.max(Obstacle.id).label("number")),
        sa.select(sa.func.max(AuditEvent.thing_id)).where(AuditEvent.thing_kind == "obstacle"),
    ).subquery()
    return sa.select(sa.func.coalesce(sa.func.max(used_ids.c.number), 0) + 1).scalar_subquery()
