"""Whether the person who is signed in made the last change to some fields of a thing."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from tracker.audit.notes import KINDS, current_actor_id, key_of
from tracker.extensions import db
from tracker.models import AuditEvent

_EVENTS_READ = 50


def is_last_changed_by_actor(thing: Any, fields: Collection[str]) -> bool:
    """Return whether the last change to each of these fields of the thing was the actor's own.

    There is an actor, and at least one field. False too if the audit log does not say who changed
    one of them in its latest 50 events.
    """
    actor_id = current_actor_id()
    events = db.session.execute(
        sa.select(AuditEvent.person_id, AuditEvent.payload)
        .where(AuditEvent.thing_kind == KINDS[type(thing)], AuditEvent.thing_id == key_of(thing))
        .order_by(AuditEvent.id.desc())
        .limit(_EVENTS_READ)
    ).all()
    return all(
        next((person_id for person_id, payload in events if _has(payload, field)), 0) == actor_id
        for field in fields
    )


def _has(payload: Mapping[str, Any] | None, field: str) -> bool:
    """Return whether a change of the form's field is in there: `since` is in two columns."""
    return any(name == field or name.startswith(f"{field}_") for name in payload or ())
