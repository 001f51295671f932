"""Sign people in by a row: what the demo's sign-in leaves behind, without its two pages."""

import secrets

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.audit.acts import Act
from tracker.audit.notes import Note, Standing, add_notes
from tracker.extensions import db
from tracker.models import Person, StoredSession
from tracker.models.moment import now
from tracker.models.vocabulary import Capacity
from tracker.sessions.store import StoredSessions, hash_of


def client_of(app: Flask, factory: Factory, person: Person) -> FlaskClient:
    """Return a client that holds the cookie of a running session of the person."""
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], begin_session(factory, person))
    return client


def begin_session(factory: Factory, person: Person) -> str:
    """Put in a session that the person has just begun, and return its key."""
    key, moment = secrets.token_urlsafe(32), now()
    data = {
        "_user_id": person.fs_uniquifier,
        "_fresh": True,
        "csrf_token": secrets.token_hex(20),
        "fs_cc": "set",
        "fs_paa": moment.timestamp(),
        "second_factor": "demo",
    }
    session = StoredSession(
        key_hash=hash_of(key),
        person_id=person.id,
        data=StoredSessions.serializer.dumps(data),
        started_at=moment,
        seen_at=moment,
    )
    factory.gathering.put(session, _note_sign_in)
    return key


def _note_sign_in(session: StoredSession) -> None:
    begun = Note(
        Act.SESSION_BEGIN,
        "person",
        session.person_id,
        person_id=session.person_id,
        told={"way": [None, "demo"]},
        standing=Standing(Capacity.ONESELF),
    )
    add_notes(db.session(), [begun])
