"""Let the rows that a test makes wait in one transaction, until anybody looks at the database.

A commit for each row takes a third of what making it takes. SQLite has one writer, and nobody sees
what is not committed: so whatever is about to reach the database, whether a request, a command, an
app's context or a bare connection, commits first what waits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from threading import RLock
from typing import Any

import sqlalchemy as sa
from flask import Flask, appcontext_pushed
from sqlalchemy.orm import Session, make_transient
from sqlalchemy.pool import Pool

from tracker.database import write_transactions
from tracker.extensions import db

Then = Callable[[Any], None]
LOCK = RLock()
"""Held while rows are put in or committed: a server's thread may be the one that looks."""

_waiting: "list[Gathering]" = []
_in_use: set[int] = set()
"""The connections that somebody has taken from a pool and not given back."""


class Gathering:
    """Rows of an app's database that are put in, numbered, and not yet committed."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._session: Session | None = None
        self._rows: list[tuple[Any, tuple[Then, ...]]] = []
        self.is_at_work = False

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Run a block in the app's context without committing what waits here."""
        with LOCK:
            commit_what_waits(but=self)
            before, self.is_at_work = self.is_at_work, True
            try:
                with self._app.app_context(), write_transactions():
                    yield
            finally:
                self.is_at_work = before

    def put(self, thing: Any, *then: Then) -> None:
        """Put a row in, and by `then` what goes with it: both, or, where it raises, neither.

        Where somebody holds a connection already it is committed at once: nothing will tell when
        they look.
        """
        with self.at_work():
            held_by_others = _in_use - self._own_connections()
            try:
                self._flush(thing, then)
            except BaseException:
                self._put_in_anew()
                raise
            if held_by_others:
                self._commit()

    def commit(self) -> None:
        """Commit what waits, as no request's and no command's."""
        Context().run(self._commit_apart)

    def forget(self) -> None:
        """Let go of what nobody has looked at."""
        with LOCK:
            if self._session is not None:
                self._session.close()
            self._end()

    def _commit_apart(self) -> None:
        with self.at_work():
            self._commit()

    def _commit(self) -> None:
        if self._session is not None:
            try:
                self._session.commit()
                self._session.close()
            finally:
                self._end()  # Only now: other threads go on once nothing waits.

    def _end(self) -> None:
        self._session = None
        self._rows = []
        if self in _waiting:
            _waiting.remove(self)

    def _flush(self, thing: Any, then: tuple[Then, ...]) -> None:
        if self._session is None:
            self._session = db.session.session_factory()
            self._session.expire_on_commit = False
            _waiting.append(self)
        db.session.registry.set(self._session)
        try:
            self._session.add(thing)
            self._session.flush()
            for put in then:
                put(thing)
            self._session.flush()
            self._session.expunge_all()
        finally:
            db.session.registry.clear()  # Or the end of this context would roll it back.
        self._rows.append((thing, then))

    def _put_in_anew(self) -> None:
        """Commit what waited before a row that the database refused, which undid all of it."""
        rows = self._rows
        self.forget()
        for thing, then in rows:
            make_transient(thing)
            self._flush(thing, then)
        self._commit()

    def _own_connections(self) -> set[int]:
        if self._session is None:
            return set()
        return {id(self._session.connection().connection.dbapi_connection)}


def commit_what_waits(*_event: object, but: Gathering | None = None, **_more: object) -> None:
    """Commit the rows that wait, since somebody is about to look."""
    if not _waiting:
        return
    with LOCK:
        for gathering in [one for one in _waiting if one is not but and not one.is_at_work]:
            gathering.commit()


def watch() -> None:
    """Commit what waits before any app's context and any connection, until the run ends."""
    appcontext_pushed.connect(commit_what_waits)
    sa.event.listen(Pool, "checkout", _take)
    sa.event.listen(Pool, "checkin", _give_back)


def _take(connection: Any, *_event: object) -> None:
    commit_what_waits()
    _in_use.add(id(connection))


def _give_back(connection: Any, *_event: object) -> None:
    _in_use.discard(id(connection))
