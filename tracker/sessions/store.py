"""Keep a signed-in person's session on the server, so that it can be ended there.

A visitor's session stays in Flask's signed cookie and costs no row. Signed in, the cookie holds
only a random key; the row holds the key's hash, so that a copy of the table opens no session.
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

from tracker.audit.notes import take_up_notes_apart
from tracker.database import nonblocking_write_transactions, write_transactions
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.models.moment import now
from tracker.sessions.devices import device_of
from tracker.sessions.second_factor_rule import must_have_second_factor
from tracker.sessions.sign_in_library import PERSON, note_how_known

log = logging.getLogger(__name__)

STORED = (
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
"""Built once, since every request of a signed-in person asks it."""


@dataclass
class Kept:
    """What lay under a request's cookie."""

    data: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    person: Person | None = None
    seen_at: datetime | None = None
    ended_person_id: int | None = None
    needs_second_factor: bool = False
    """Whether the person must have one by their role, or chose to have one."""
    is_settled: bool = False
    """Nothing more is to be written: it could not be read, or has just been written."""


class Session(SessionMixin):
    """What is remembered between requests; looked up at its first use and not before."""

    modified = False
    signed_in: Person | None = None
    """Who has signed in during this very request."""

    def __init__(self, look_up: Callable[[], Kept]) -> None:
        self._look_up = look_up
        self._kept: Kept | None = None

    @property
    def kept(self) -> Kept:
        """What was found; where looking fails it fails once, and then nobody is signed in."""
        if self._kept is None:
            self._kept = Kept(is_settled=True)
            self._kept = self._look_up()
        return self._kept

    @property
    def is_looked_up(self) -> bool:
        """Say whether anything in this request has asked for the session."""
        return self._kept is not None

    def __getitem__(self, name: str) -> Any:
        return self.kept.data[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.kept.data[name] = value
        self.modified = True

    def __delitem__(self, name: str) -> None:
        del self.kept.data[name]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.kept.data)

    def __len__(self) -> int:
        return len(self.kept.data)


class StoredSessions(SecureCookieSessionInterface):
    """Open and save sessions: rows for people, signed cookies for visitors."""

    def open_session(self, app: Flask, request: Request) -> Session:  # type: ignore[override]
        """Return the session, not yet looked up."""
        return Session(lambda: self._look_up(app, request))

    def _look_up(self, app: Flask, request: Request) -> Kept:
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        if cookie and "." not in cookie:  # A signed cookie always has a dot, a key never.
            return find_stored(cookie)
        visitor: Mapping[str, Any] = super().open_session(app, request) or {}
        return Kept(data={name: visitor[name] for name in visitor if name != PERSON})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write what changed: to the row of a person, to the cookie of a visitor."""
        if not isinstance(session, Session) or not session.is_looked_up:
            return
        response.vary.add("Cookie")
        if session.kept.is_settled:
            return
        session.kept.is_settled = True  # What fails below fails once, not for its error page too.
        if session.signed_in is not None:
            self._begin(app, session, response)
        elif PERSON in session:
            _go_on(app, session)
        else:
            self._hand_back(app, session, response)

    def _begin(self, app: Flask, session: Session, response: Response) -> None:
        """Give somebody who has just signed in a new key; forget the one before."""
        key, moment = secrets.token_urlsafe(32), now()
        browser, system = device_of(request.user_agent.string)
        started = StoredSession(
            browser=browser,
            system=system,
            key_hash=hash_of(key),
            person_id=cast("Person", session.signed_in).id,
            data=self.serializer.dumps(session.kept.data),
            started_at=moment,
            seen_at=moment,
        )
        with own_transaction():
            _forget(session.kept.key)
            db.session.execute(sa.delete(StoredSession).where(has_run_out(app.config, moment)))
            db.session.add(started)
        response.set_cookie(
            self.get_cookie_name(app),
            key,
            httponly=self.get_cookie_httponly(app),
            path=self.get_cookie_path(app),
            secure=self.get_cookie_secure(app),
            samesite=self.get_cookie_samesite(app),
        )

    def _hand_back(self, app: Flask, session: Session, response: Response) -> None:
        """Keep a visitor's session in the cookie; drop the row of somebody who signed out."""
        if session.kept.person is not None:
            with own_transaction():
                _forget(session.kept.key)
        if session.modified:
            visitor = SecureCookieSession(session.kept.data)
            visitor.modified = True
            super().save_session(app, visitor, response)


@contextmanager
def own_transaction() -> Iterator[None]:
    """Write after the view's own transaction, of which only what it committed is kept.

    What the audit is to tell of the request itself goes with it.
    The roll-back also frees the lock of a view that wrote nothing in the end.
    """
    db.session.rollback()
    with write_transactions():
        take_up_notes_apart()
        yield
        db.session.commit()


def hash_of(key: str) -> str:
    """Return what the database knows of a session's key."""
    return hashlib.sha256(key.encode()).hexdigest()


def find_stored(key: str) -> Kept:
    """Look a session and its person up, in one query; nobody where it has ended."""
    row = db.session.execute(STORED, {"key_hash": hash_of(key)}).one_or_none()
    if row is None:
        return Kept(ended_person_id=0)
    data = StoredSessions.serializer.loads(row.data)
    is_same = data.get(PERSON) == row.Person.fs_uniquifier and row.Person.active
    if not is_same or _is_over(row.started_at, row.seen_at):
        return Kept(ended_person_id=row.Person.id)
    return Kept(
        data=data,
        key=key,
        person=row.Person,
        seen_at=row.seen_at,
        needs_second_factor=(
            row.must_have_second_factor or row.Person.tf_primary_method is not None
        ),
    )


def _is_over(started_at: datetime, seen_at: datetime) -> bool:
    config, moment = current_app.config, now()
    return bool(
        moment - started_at > config["PERMANENT_SESSION_LIFETIME"]
        or moment - seen_at > config["SESSION_IDLE_LIFETIME"]
    )


def has_run_out(config: Config, moment: datetime) -> ColumnElement[bool]:
    """Return the condition under which a stored session is too old to be used."""
    return sa.or_(
        StoredSession.started_at < moment - config["PERMANENT_SESSION_LIFETIME"],
        StoredSession.seen_at < moment - config["SESSION_IDLE_LIFETIME"],
    )


def _go_on(app: Flask, session: Session) -> None:
    """Write what changed in a running session; one that was ended meanwhile stays ended."""
    moment = now()
    unnoted = moment - cast("datetime", session.kept.seen_at)
    values: dict[str, Any] = {"seen_at": moment}
    if session.modified:
        values["data"] = StoredSessions.serializer.dumps(session.kept.data)
    elif unnoted < app.config["SESSION_NOTED_EVERY"]:
        return
    row = StoredSession.key_hash == hash_of(cast("str", session.kept.key))
    change = sa.update(StoredSession).where(row).values(**values)
    if session.modified:
        with own_transaction():
            db.session.execute(change)
    else:
        _note_use(change)


def _note_use(change: sa.Update) -> None:
    """Note when a session was last used, unless somebody else is writing: no page waits for it."""
    db.session.rollback()
    try:
        with nonblocking_write_transactions():
            db.session.execute(change)
            db.session.commit()
    except sa.exc.OperationalError:
        db.session.rollback()
        log.warning("The last use of a session could not be noted")


def _forget(key: str | None) -> None:
    if key is not None:
        db.session.execute(sa.delete(StoredSession).where(StoredSession.key_hash == hash_of(key)))


def this_session() -> Session:
    """Return the session of this request."""
    return cast("Session", session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001  The proxy's own API.


def this_key_hash() -> str:
    """Return the hash of this request's key: which of a person's sessions is this one."""
    return hash_of(this_session().kept.key or "")


def find_person_of_session(uniquifier: str) -> Person | None:
    """Return who is signed in, as the session's own query has found them already."""
    person = this_session().kept.person
    if person is None or person.fs_uniquifier != uniquifier:
        return None
    note_how_known()
    return person


def end_sessions_of(person: Person, *, but: str | None = None) -> int:
    """End each session of the person but the one whose key has the hash `but`; say how many."""
    theirs = sa.delete(StoredSession).where(StoredSession.person_id == person.id)
    ended = db.session.execute(theirs.where(StoredSession.key_hash != but) if but else theirs)
    return int(ended.rowcount)  # type: ignore[attr-defined]


def handle_of(stored: StoredSession) -> str:
    """Return what a page calls one of a person's sessions: nobody guesses it, it opens nothing."""
    return hash_of(f"to end {stored.key_hash}")[:32]


def find_session(person: Person, handle: str) -> StoredSession | None:
    """Return the person's session of this handle, or None."""
    running = db.session.scalars(sessions_of(person))
    return next((stored for stored in running if handle_of(stored) == handle), None)


def sessions_of(person: Person) -> sa.Select[StoredSession]:
    """Select the person's running sessions, the one used last first."""
    return (
        sa.select(StoredSession)
        .where(
            StoredSession.person_id == person.id,
            sa.not_(has_run_out(current_app.config, now())),
        )
        .order_by(StoredSession.seen_at.desc(), StoredSession.key_hash)
    )


def go_on_as(person: Person) -> None:
    """Let this session alone outlive a change of the name that sessions know the person by."""
    running = this_session()
    running[PERSON] = person.fs_uniquifier
    running.signed_in = person
    _renew_csrf_token()


def _start_afresh(_app: Flask, user: Person) -> None:
    """Mark that a new key is due, and let no token from before the sign-in count."""
    running = this_session()
    running.signed_in = user
    _renew_csrf_token()


def _stop(_app: Flask, user: object) -> None:  # noqa: ARG001  Flask-Login's shape.
    """Forget all that the session of somebody who signs out held."""
    running = this_session()
    running.signed_in = None
    running.clear()
    _drop_csrf_token()


def _renew_csrf_token() -> None:
    """Put a new token in at once: two pages opened at the same moment would make one each."""
    _drop_csrf_token()
    generate_csrf()


def _drop_csrf_token() -> None:
    name = current_app.config["WTF_CSRF_FIELD_NAME"]
    session.pop(name, None)
    g.pop(name, None)


def init_app(app: Flask) -> None:
    """Keep sessions here, under a cookie that is safe where the app is served."""
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
    app.session_interface = StoredSessions()
    user_logged_in.connect(_start_afresh, app)
    user_logged_out.connect(_stop, app)
