"""Sign people in by a row: what a sign-in leaves behind, without its pages.

Where signing in is what is tried, tests send the form: `Browser.sign_in`.
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
    """Return a client that holds the cookie of a running session of the person."""
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], begin_session(factory, person))
    return client


def begin_session(factory: Factory, person: Person, way: str = "demo") -> str:
    """Put in a session that the person has just begun, and return its key.

    The way is `demo` or `code`, which both count as a second factor, or `password`, which does not.
    """
    key, moment = secrets.token_urlsafe(32), now()
    data = {
        "_user_id": person.fs_uniquifier,
        "_fresh": True,
        "csrf_token": secrets.token_hex(20),
        "fs_cc": "set",
        "fs_paa": moment.timestamp(),
    }
    if way != "password":
        data["second_factor"] = way
    session = StoredSession(
        key_hash=hash_of(key),
        person_id=person.id,
        data=SessionStore.serializer.dumps(data),
        started_at=moment,
        seen_at=moment,
    )
    factory.gathering.put(session, partial(_note_sign_in, way))
    return key


def _note_sign_in(way: str, session: StoredSession) -> None:
    begun = PendingEvent(
        Act.SESSION_BEGIN,
        "person",
        session.person_id,
        person_id=session.person_id,
        changes={"way": [None, way]},
        actor_capacity=ActorCapacity(Capacity.ONESELF),
    )
    add_pending_events(db.session(), [begun])
