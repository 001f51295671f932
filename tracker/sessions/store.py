"""Server-side session store, so that a person's sessions can be ended from the server.

A visitor's session stays in Flask's signed cookie without a row. After sign-in the cookie contains
only a random key; the row contains the key's hash, so that a copy of the table opens no session.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask import Config, Flask, Request, Response, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import user_logged_in, user_logged_out
from flask_wtf.csrf import generate_csrf
from sqlalchemy.sql import ColumnElement

from tracker.audit.notes import add_request_events_to_transaction
from tracker.database import nonblocking_write_transactions, write_transactions
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.models.moment import now
from tracker.sessions.devices import device_of
from tracker.sessions.second_factor_rule import must_have_second_factor
from tracker.sessions.sign_in_library import PERSON_KEY, mark_authenticated_by_session

log = logging.getLogger(__name__)

SESSION_QUERY = (
    sa.select(
        StoredSession.data,
        StoredSession.started_at,
        StoredSession.seen_at,
        Person,
        must_have_second_factor().label("must_have_second_factor"),
    )
    .join(Person, Person.id == StoredSession.person_id)
    .where(StoredSession.key_hash == sa.bindparam("key_hash"))
)
"""Built once, because every request of a signed-in person executes it."""


@dataclass
class SessionState:
    """The session data that was loaded for a request's cookie."""

    data: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    person: Person | None = None
    seen_at: datetime | None = None
    ended_person_id: int | None = None
    needs_second_factor: bool = False
    """Whether the person must have one by their role, or chose to have one."""
    is_saved: bool = False
    """Whether nothing more is to be written: loading failed, or it has just been saved."""


class Session(SessionMixin):
    """A session that is loaded lazily, at its first use."""

    modified = False
    signed_in: Person | None = None
    """The person who has signed in during this request."""

    def __init__(self, load: Callable[[], SessionState]) -> None:
        self._load = load
        self._state: SessionState | None = None

    @property
    def state(self) -> SessionState:
        """The loaded state; if loading fails it raises once, and is empty from then on."""
        if self._state is None:
            self._state = SessionState(is_saved=True)
            self._state = self._load()
        return self._state

    @property
    def is_loaded(self) -> bool:
        """Return whether anything in this request has used the session."""
        return self._state is not None

    def __getitem__(self, name: str) -> Any:
        return self.state.data[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.state.data[name] = value
        self.modified = True

    def __delitem__(self, name: str) -> None:
        del self.state.data[name]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.state.data)

    def __len__(self) -> int:
        return len(self.state.data)


class SessionStore(SecureCookieSessionInterface):
    """The session interface: database rows for people, signed cookies for visitors."""

    def open_session(self, app: Flask, request: Request) -> Session:  # type: ignore[override]
        """Return the session, not loaded yet."""
        return Session(lambda: self._load(app, request))

    def _load(self, app: Flask, request: Request) -> SessionState:
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        if cookie and "." not in cookie:  # A signed cookie always has a dot, a key never.
            return load_session_state(cookie)
        visitor: Mapping[str, Any] = super().open_session(app, request) or {}
        return SessionState(data={name: visitor[name] for name in visitor if name != PERSON_KEY})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save the changes: to the row of a person, to the cookie of a visitor."""
        if not isinstance(session, Session) or not session.is_loaded:
            return
        response.vary.add("Cookie")
        if session.state.is_saved:
            return
        session.state.is_saved = True  # What fails below fails once, not for its error page too.
        if session.signed_in is not None:
            self._start_session(app, session, response)
        elif PERSON_KEY in session:
            _update_session(app, session)
        else:
            self._save_visitor_session(app, session, response)

    def _start_session(self, app: Flask, session: Session, response: Response) -> None:
        """Store a new session with a new key after a sign-in; delete the previous one."""
        key, moment = secrets.token_urlsafe(32), now()
        browser, system = device_of(request.user_agent.string)
        started = StoredSession(
            browser=browser,
            system=system,
            key_hash=hash_of(key),
            person_id=cast("Person", session.signed_in).id,
            data=self.serializer.dumps(session.state.data),
            started_at=moment,
            seen_at=moment,
        )
        with own_transaction():
            _delete_session(session.state.key)
            db.session.execute(sa.delete(StoredSession).where(is_expired(app.config, moment)))
            db.session.add(started)
        response.set_cookie(
            self.get_cookie_name(app),
            key,
            httponly=self.get_cookie_httponly(app),
            path=self.get_cookie_path(app),
            secure=self.get_cookie_secure(app),
            samesite=self.get_cookie_samesite(app),
        )

    def _save_visitor_session(self, app: Flask, session: Session, response: Response) -> None:
        """Save a visitor's session in the cookie; delete the row after a sign-out."""
        if session.state.person is not None:
            with own_transaction():
                _delete_session(session.state.key)
        if session.modified:
            visitor = SecureCookieSession(session.state.data)
            visitor.modified = True
            super().save_session(app, visitor, response)


@contextmanager
def own_transaction() -> Iterator[None]:
    """Write in a transaction after the view's own, whose uncommitted changes are rolled back.

    The request's audit events are written with it.
    The rollback also releases the lock of a view that wrote nothing in the end.
    """
    db.session.rollback()
    with write_transactions():
        add_request_events_to_transaction()
        yield
        db.session.commit()


def hash_of(key: str) -> str:
    """Return the hash under which the database stores a session's key."""
    return hashlib.sha256(key.encode()).hexdigest()


def load_session_state(key: str) -> SessionState:
    """Load a session and its person in one query; the state has no person if it has ended."""
    row = db.session.execute(SESSION_QUERY, {"key_hash": hash_of(key)}).one_or_none()
    if row is None:
        return SessionState(ended_person_id=0)
    data = SessionStore.serializer.loads(row.data)
    is_same = data.get(PERSON_KEY) == row.Person.fs_uniquifier and row.Person.active
    if not is_same or _has_expired(row.started_at, row.seen_at):
        return SessionState(ended_person_id=row.Person.id)
    return SessionState(
        data=data,
        key=key,
        person=row.Person,
        seen_at=row.seen_at,
        needs_second_factor=(
            row.must_have_second_factor or row.Person.tf_primary_method is not None
        ),
    )


def _has_expired(started_at: datetime, seen_at: datetime) -> bool:
    config, moment = current_app.config, now()
    return bool(
        moment - started_at > config["PERMANENT_SESSION_LIFETIME"]
        or moment - seen_at > config["SESSION_IDLE_LIFETIME"]
    )


def is_expired(config: Config, moment: datetime) -> ColumnElement[bool]:
    """Return the condition under which a stored session is too old to be used."""
    return sa.or_(
        StoredSession.started_at < moment - config["PERMANENT_SESSION_LIFETIME"],
        StoredSession.seen_at < moment - config["SESSION_IDLE_LIFETIME"],
    )


def _update_session(app: Flask, session: Session) -> None:
    """Save the changes of an active session; one that has been ended concurrently stays ended."""
    moment = now()
    since_last_use = moment - cast("datetime", session.state.seen_at)
    values: dict[str, Any] = {"seen_at": moment}
    if session.modified:
        values["data"] = SessionStore.serializer.dumps(session.state.data)
    elif since_last_use < app.config["SESSION_NOTED_EVERY"]:
        return
    row = StoredSession.key_hash == hash_of(cast("str", session.state.key))
    change = sa.update(StoredSession).where(row).values(**values)
    if session.modified:
        with own_transaction():
            db.session.execute(change)
    else:
        _record_last_use(change)


def _record_last_use(change: sa.Update) -> None:
    """Record when a session was last used, unless the database is locked: no page waits for it."""
    db.session.rollback()
    try:
        with nonblocking_write_transactions():
            db.session.execute(change)
            db.session.commit()
    except sa.exc.OperationalError:
        db.session.rollback()
        log.warning("The last use of a session could not be noted")


def _delete_session(key: str | None) -> None:
    if key is not None:
        db.session.execute(sa.delete(StoredSession).where(StoredSession.key_hash == hash_of(key)))


def this_session() -> Session:
    """Return the session of this request."""
    return cast("Session", session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001  The proxy's own API.


def this_key_hash() -> str:
    """Return the hash of this request's session key."""
    return hash_of(this_session().state.key or "")


def find_person_of_session(uniquifier: str) -> Person | None:
    """Return the person signed in, from the session that is loaded already."""
    person = this_session().state.person
    if person is None or person.fs_uniquifier != uniquifier:
        return None
    mark_authenticated_by_session()
    return person


def end_sessions_of(person: Person, *, except_key_hash: str | None = None) -> int:
    """End the person's sessions except one by its key hash; return how many were ended."""
    theirs = sa.delete(StoredSession).where(StoredSession.person_id == person.id)
    ended = db.session.execute(
        theirs.where(StoredSession.key_hash != except_key_hash) if except_key_hash else theirs
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def handle_of(stored: StoredSession) -> str:
    """Return the handle of a session for pages: it cannot be guessed and opens no session."""
    return hash_of(f"to end {stored.key_hash}")[:32]


def find_session(person: Person, handle: str) -> StoredSession | None:
    """Return the person's session of this handle, or None."""
    running = db.session.scalars(sessions_of(person))
    return next((stored for stored in running if handle_of(stored) == handle), None)


def sessions_of(person: Person) -> sa.Select[StoredSession]:
    """Return the query for the person's active sessions, the most recently used first."""
    return (
        sa.select(StoredSession)
        .where(
            StoredSession.person_id == person.id,
            sa.not_(is_expired(current_app.config, now())),
        )
        .order_by(StoredSession.seen_at.desc(), StoredSession.key_hash)
    )


def continue_session_as(person: Person) -> None:
    """Keep only this session valid after the person's session identifier has changed."""
    running = this_session()
    running[PERSON_KEY] = person.fs_uniquifier
    running.signed_in = person
    _renew_csrf_token()


def _renew_session(_app: Flask, user: Person) -> None:
    """Request a new session key after a sign-in, and renew the CSRF token."""
    running = this_session()
    running.signed_in = user
    _renew_csrf_token()


def _clear_session(_app: Flask, user: object) -> None:  # noqa: ARG001  Flask-Login's shape.
    """Clear the session of somebody who signs out."""
    running = this_session()
    running.signed_in = None
    running.clear()
    _drop_csrf_token()


def _renew_csrf_token() -> None:
    """Generate a new CSRF token at once: two concurrent requests would create one each."""
    _drop_csrf_token()
    generate_csrf()


def _drop_csrf_token() -> None:
    name = current_app.config["WTF_CSRF_FIELD_NAME"]
    session.pop(name, None)
    g.pop(name, None)


def init_app(app: Flask) -> None:
    """Install the session store, with a secure cookie except in a demo."""
    is_demo = app.config["DEMO"]
    app.config.update(
        SESSION_COOKIE_NAME="tracker" if is_demo else "__Host-tracker",
        SESSION_COOKIE_SECURE=not is_demo,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_DOMAIN=None,
        SESSION_PROTECTION=None,  # A phone's address changes from visit to visit.
    )
    app.config.setdefault("SESSION_IDLE_LIFETIME", timedelta(hours=12))
    app.config.setdefault("SESSION_NOTED_EVERY", timedelta(minutes=5))
    app.config["PERMANENT_SESSION_LIFETIME"] = app.config.get("SESSION_LIFETIME", timedelta(days=7))
    app.session_interface = SessionStore()
    user_logged_in.connect(_renew_session, app)
    user_logged_out.connect(_clear_session, app)
