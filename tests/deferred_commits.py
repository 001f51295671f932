"""Defer the commit of a test's rows until the database is used.

A commit for each row takes a third of the time to make it. Event listeners commit the deferred rows
before anything else uses the database: a request, a command, an app context or a connection.
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
"""Held while rows are inserted or committed, because a server's thread may use the database."""

_pending: "list[DeferredRows]" = []
_in_use: set[int] = set()
"""The ids of the connections that are checked out of a pool."""


class DeferredRows:
    """Rows of an app's database that are inserted and flushed, but not yet committed."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._session: Session | None = None
        self._rows: list[tuple[Any, tuple[Then, ...]]] = []
        self.is_busy = False

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Run a block in the app context without committing the deferred rows."""
        with LOCK:
            commit_deferred_rows(but=self)
            before, self.is_busy = self.is_busy, True
            try:
                with self._app.app_context(), write_transactions():
                    yield
            finally:
                self.is_busy = before

    def put(self, thing: Any, *then: Then) -> None:
        """Insert a row, and call `then` to insert related rows: all, or none if it raises.

        If a connection is in use already, commit at once, because no event precedes its next use.
        """
        with self.at_work():
            used_by_others = _in_use - self._own_connections()
            try:
                self._flush(thing, then)
            except BaseException:
                self._restore_rows()
                raise
            if used_by_others:
                self._commit()

    def commit(self) -> None:
        """Commit the deferred rows, in a context of their own."""
        Context().run(self._commit_apart)

    def discard(self) -> None:
        """Discard the deferred rows."""
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
                self._end()  # Only now: other threads continue once nothing is pending.

    def _end(self) -> None:
        self._session = None
        self._rows = []
        if self in _pending:
            _pending.remove(self)

    def _flush(self, thing: Any, then: tuple[Then, ...]) -> None:
        if self._session is None:
            self._session = db.session.session_factory()
            self._session.expire_on_commit = False
            _pending.append(self)
        db.session.registry.set(self._session)
        try:
            self._session.add(thing)
            self._session.flush()
            for put in then:
                put(thing)
            self._session.flush()
            self._session.expunge_all()
        finally:
            db.session.registry.clear()  # Otherwise the end of this context would roll it back.
        self._rows.append((thing, then))

    def _restore_rows(self) -> None:
        """Insert the deferred rows again and commit, after an invalid row rolled them back."""
        rows = self._rows
        self.discard()
        for thing, then in rows:
            make_transient(thing)
            self._flush(thing, then)
        self._commit()

    def _own_connections(self) -> set[int]:
        if self._session is None:
            return set()
        return {id(self._session.connection().connection.dbapi_connection)}


def commit_deferred_rows(*_event: object, but: DeferredRows | None = None, **_more: object) -> None:
    """Commit all deferred rows, before the database is used."""
    if not _pending:
        return
    with LOCK:
        for rows in [one for one in _pending if one is not but and not one.is_busy]:
            rows.commit()


def register_listeners() -> None:
    """Commit deferred rows before any app context or connection, until the run ends."""
    appcontext_pushed.connect(commit_deferred_rows)
    sa.event.listen(Pool, "checkout", _on_checkout)
    sa.event.listen(Pool, "checkin", _on_checkin)


def _on_checkout(connection: Any, *_event: object) -> None:
    commit_deferred_rows()
    _in_use.add(id(connection))


def _on_checkin(connection: Any, *_event: object) -> None:
    _in_use.discard(id(connection))
