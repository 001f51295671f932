"""Count tries in the database, so that a limit is one for all processes and outlasts a restart."""

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
"""How many rows of windows that are over are deleted at most when a new window begins."""


@dataclass(frozen=True)
class Attempt:
    """Something that is about to be done, by somebody, under one rate."""

    rate: RateLimitItem
    subject: str
    batch_size: int = 1
    """How many tries are counted in one go, of which the process then spends the rest unseen."""

    @property
    def key(self) -> str:
        """Return the key of the row that counts it."""
        return self.rate.key_for(self.subject)


class DatabaseStorage(Storage):
    """The storage of `limits`, on the rows of LimitCount and within the caller's transaction."""

    STORAGE_SCHEME: list[str] | None = ["limit-count"]  # noqa: RUF012  The library's shape.
    base_exceptions = sa.exc.SQLAlchemyError

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count so many more and return how many there are; a window that is over begins again."""
        moment = now()
        insert = (
            postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        )
        new = insert(LimitCount).values(
            key=key, count=amount, expires_at=moment + timedelta(seconds=expiry)
        )
        is_expired_window = LimitCount.expires_at <= moment
        fresh, total = new.excluded["count"], LimitCount.count + new.excluded["count"]
        until = sa.case(
            (is_expired_window, new.excluded["expires_at"]), else_=LimitCount.expires_at
        )
        counted = new.on_conflict_do_update(
            index_elements=[LimitCount.key],
            set_={"count": sa.case((is_expired_window, fresh), else_=total), "expires_at": until},
        )
        count_attempts = self._connection.execute(counted.returning(LimitCount.count)).scalar_one()
        if count_attempts == amount:
            self._sweep()
        return count_attempts

    def refund(self, key: str) -> None:
        """Take one try off a window that is still open."""
        self._connection.execute(
            sa.update(LimitCount)
            .where(LimitCount.key == key, LimitCount.count > 0, LimitCount.expires_at > now())
            .values(count=LimitCount.count - 1)
        )

    def get(self, key: str) -> int:
        """Return how often it was done in the window that is open."""
        is_open = LimitCount.expires_at > now()
        row = sa.select(LimitCount.count).where(LimitCount.key == key, is_open)
        return self._connection.execute(row).scalar_one_or_none() or 0

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, in seconds since 1970."""
        row = sa.select(LimitCount.expires_at).where(LimitCount.key == key)
        until = self._connection.execute(row).scalar_one_or_none()
        return (until or now()).timestamp()

    def check(self) -> bool:
        """Say whether the table answers."""
        self.get("")
        return True

    def reset(self) -> int:
        """Forget every count; return how many there were."""
        return self._connection.execute(sa.delete(LimitCount)).rowcount

    def clear(self, key: str) -> None:
        """Forget one count."""
        self._connection.execute(sa.delete(LimitCount).where(LimitCount.key == key))

    def _sweep(self) -> None:
        """Delete some windows that are over."""
        self._connection.execute(
            sa.delete(LimitCount).where(is_expired_window(now(), MAX_ROWS_SWEPT))
        )


def is_expired_window(moment: datetime, limit: int | None = None) -> ColumnElement[bool]:
    """Return the condition for windows that are over, but none that somebody begins again now."""
    over = sa.select(LimitCount.key).where(LimitCount.expires_at <= moment).limit(limit)
    return LimitCount.key.in_(over.with_for_update(skip_locked=True).correlate(None))


class PrefetchedTokens:
    """Tries that this process has counted in the table already and not spent yet."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[int, float]] = {}
        self._lock = Lock()

    def take_one(self, key: str) -> bool:
        """Spend a try of a window that is still open; say whether there was one."""
        with self._lock:
            tokens, until = self._tokens.get(key, (0, 0.0))
            if not tokens or until <= now().timestamp():
                return False
            self._tokens[key] = tokens - 1, until
        return True

    def store(self, key: str, attempts: int, until: float) -> None:
        """Keep tries until the window ends; forget those of windows that are over."""
        moment = now().timestamp()
        with self._lock:
            self._tokens = {
                kept: tokens for kept, tokens in self._tokens.items() if tokens[1] > moment
            }
            self._tokens[key] = attempts, until


def count_attempts(attempts: Sequence[Attempt]) -> int:
    """Count all of these or, where one is used up, none; return how many seconds to wait, or 0.

    Takes a transaction of its own on a connection of its own: the request's is ended before, or
    SQLite would let the one wait for the other.
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
        kept = [
            (attempt, storage.get_expiry(attempt.key)) for attempt in due if attempt.batch_size > 1
        ]
    for attempt, until in kept:
        prefetched.store(attempt.key, attempt.batch_size - 1, until)
    return 0


def count_attempt_in_transaction(attempt: Attempt) -> bool:
    """Count a try in the caller's transaction; return whether it was within its rate."""
    limiter = FixedWindowRateLimiter(DatabaseStorage(db.session.connection()))
    return limiter.hit(attempt.rate, attempt.subject)


def refund_attempts(attempts: Sequence[Attempt]) -> None:
    """Count one less of each: what was tried has worked, so it was no guess."""
    db.session.rollback()
    with write_transactions(), db.engine.begin() as connection:
        storage = DatabaseStorage(connection)
        for attempt in attempts:
            storage.refund(attempt.key)


def prefetched_tokens() -> PrefetchedTokens:
    """Return what this process has taken ahead."""
    kept: Any = current_app.extensions.setdefault("prefetched_tokens", PrefetchedTokens())
    prefetched: PrefetchedTokens = kept
    return prefetched
