"""Rate limit counters in the database, shared by all processes and kept across restarts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from typing import Any

import sqlalchemy as sa
from flask import current_app
from limits import RateLimitItem
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import LimitCount
from tracker.models.moment import now

MAX_ROWS_SWEPT = 500
"""The maximum number of expired rows that are deleted when a new window begins."""


@dataclass(frozen=True)
class Attempt:
    """One attempt of a subject, counted against one rate."""

    rate: RateLimitItem
    subject: str
    batch_size: int = 1
    """The number of attempts counted at once; the process keeps the rest as prefetched tokens."""

    @property
    def key(self) -> str:
        """Return the key of the counter's row."""
        return self.rate.key_for(self.subject)


class DatabaseStorage(Storage):
    """The storage of `limits`, on the rows of LimitCount and within the caller's transaction."""

    STORAGE_SCHEME: list[str] | None = ["limit-count"]  # noqa: RUF012  The library's shape.
    base_exceptions = sa.exc.SQLAlchemyError

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Increment a counter and return its value; an expired window begins again."""
        moment = now()
        insert = (
            postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        )
        new = insert(LimitCount).values(
            key=key, count=amount, expires_at=moment + timedelta(seconds=expiry)
        )
        is_expired = LimitCount.expires_at <= moment
        fresh, total = new.excluded["count"], LimitCount.count + new.excluded["count"]
        until = sa.case((is_expired, new.excluded["expires_at"]), else_=LimitCount.expires_at)
        counted = new.on_conflict_do_update(
            index_elements=[LimitCount.key],
            set_={"count": sa.case((is_expired, fresh), else_=total), "expires_at": until},
        )
        count = self._connection.execute(counted.returning(LimitCount.count)).scalar_one()
        if count == amount:
            self._sweep()
        return count

    def refund(self, key: str) -> None:
        """Decrement the counter of a window that has not expired."""
        self._connection.execute(
            sa.update(LimitCount)
            .where(LimitCount.key == key, LimitCount.count > 0, LimitCount.expires_at > now())
            .values(count=LimitCount.count - 1)
        )

    def get(self, key: str) -> int:
        """Return the counter of the current window."""
        is_open = LimitCount.expires_at > now()
        row = sa.select(LimitCount.count).where(LimitCount.key == key, is_open)
        return self._connection.execute(row).scalar_one_or_none() or 0

    def get_expiry(self, key: str) -> float:
        """Return the end of the window, in seconds since 1970."""
        row = sa.select(LimitCount.expires_at).where(LimitCount.key == key)
        until = self._connection.execute(row).scalar_one_or_none()
        return (until or now()).timestamp()

    def check(self) -> bool:
        """Return True if the table is reachable, else raise."""
        self.get("")
        return True

    def reset(self) -> int:
        """Delete all counters; return how many there were."""
        return self._connection.execute(sa.delete(LimitCount)).rowcount

    def clear(self, key: str) -> None:
        """Delete one counter."""
        self._connection.execute(sa.delete(LimitCount).where(LimitCount.key == key))

    def _sweep(self) -> None:
        """Delete some expired windows."""
        self._connection.execute(
            sa.delete(LimitCount).where(is_expired_window(now(), MAX_ROWS_SWEPT))
        )


def is_expired_window(moment: datetime, limit: int | None = None) -> ColumnElement[bool]:
    """Return the condition for expired windows, except those locked by a concurrent request."""
    expired = sa.select(LimitCount.key).where(LimitCount.expires_at <= moment).limit(limit)
    return LimitCount.key.in_(expired.with_for_update(skip_locked=True).correlate(None))


class PrefetchedTokens:
    """Tokens of this process: attempts already counted in the table and not used yet."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[int, float]] = {}
        self._lock = Lock()

    def take_one(self, key: str) -> bool:
        """Use a token of a window that has not expired; return whether there was one."""
        with self._lock:
            tokens, until = self._tokens.get(key, (0, 0.0))
            if not tokens or until <= now().timestamp():
                return False
            self._tokens[key] = tokens - 1, until
        return True

    def store(self, key: str, attempts: int, until: float) -> None:
        """Store tokens until the window ends; delete those of expired windows."""
        moment = now().timestamp()
        with self._lock:
            self._tokens = {
                other: tokens for other, tokens in self._tokens.items() if tokens[1] > moment
            }
            self._tokens[key] = attempts, until


def count_attempts(attempts: Sequence[Attempt]) -> int:
    """Count all attempts, or none if one exceeds its rate; return the seconds to wait, or 0.

    Uses its own transaction on its own connection. The request's transaction is rolled back before,
    because on SQLite the two would block each other.
    """
    prefetched = prefetched_tokens()
    due = [attempt for attempt in attempts if not prefetched.take_one(attempt.key)]
    if not due:
        return 0
    db.session.rollback()
    with write_transactions(), db.engine.connect() as connection, connection.begin() as counting:
        storage = DatabaseStorage(connection)
        limiter = FixedWindowRateLimiter(storage)
        for attempt in due:
            is_left = limiter.test(attempt.rate, attempt.subject)
            if not is_left or not limiter.hit(
                attempt.rate, attempt.subject, cost=attempt.batch_size
            ):
                seconds = storage.get_expiry(attempt.key) - now().timestamp()
                counting.rollback()
                return max(1, ceil(seconds))
        batches = [
            (attempt, storage.get_expiry(attempt.key)) for attempt in due if attempt.batch_size > 1
        ]
    for attempt, until in batches:
        prefetched.store(attempt.key, attempt.batch_size - 1, until)
    return 0


def count_attempt_in_transaction(attempt: Attempt) -> bool:
    """Count an attempt in the caller's transaction; return whether it was within its rate."""
    limiter = FixedWindowRateLimiter(DatabaseStorage(db.session.connection()))
    return limiter.hit(attempt.rate, attempt.subject)


def refund_attempts(attempts: Sequence[Attempt]) -> None:
    """Refund the attempts of a successful sign-in: it was no guess."""
    db.session.rollback()
    with write_transactions(), db.engine.begin() as connection:
        storage = DatabaseStorage(connection)
        for attempt in attempts:
            storage.refund(attempt.key)


def prefetched_tokens() -> PrefetchedTokens:
    """Return the prefetched tokens of this process."""
    stored: Any = current_app.extensions.setdefault("prefetched_tokens", PrefetchedTokens())
    prefetched: PrefetchedTokens = stored
    return prefetched
