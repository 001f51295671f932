"""Sign people in by inserting a session row, without the sign-in pages.

Tests of the sign-in itself submit the form: `Browser.sign_in`.
"""

import secrets
from functools import partial

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.audit.acts import Act
from tracker.audit.notes import ActorCapacity, PendingEvent, add_pending_events
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.models.moment import now
from tracker.models.vocabulary import Capacity
from tracker.sessions.store import SessionStore, hash_of


def client_of(app: Flask, factory: Factory, person: Person) -> FlaskClient:
    """Return a client with the cookie of an open session of the person."""
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], begin_session(factory, person))
    return client


def begin_session(factory: Factory, person: Person, method: str = "demo") -> str:
    """Insert a new session of the person, and return its key.

    The method is `demo` or `code`, which both count as a second factor, or `password`.
    """
    key, moment = secrets.token_urlsafe(32), now()
    data = {
        "_user_id": person.fs_uniquifier,
        "_fresh": True,
        "csrf_token": secrets.token_hex(20),
        "fs_cc": "set",
        "fs_paa": moment.timestamp(),
    }
    if method != "password":
        data["second_factor"] = method
    session = StoredSession(
        key_hash=hash_of(key),
        person_id=person.id,
        data=SessionStore.serializer.dumps(data),
        started_at=moment,
        seen_at=moment,
    )
    factory.deferred.put(session, partial(_record_sign_in, method))
    return key


def _record_sign_in(method: str, session: StoredSession) -> None:
    begun = PendingEvent(
        Act.SESSION_BEGIN,
        "person",
        session.person_id,
        person_id=session.person_id,
        changes={"way": [None, method]},
        actor_capacity=ActorCapacity(Capacity.ONESELF),
    )
    add_pending_events(db.session(), [begun])
