"""Record audit events, and write them in the same transaction as the change they describe.

Pending events wait in the database session until it commits; then they are appended to the hash
chain in one batch. What is rolled back, also to a savepoint, is never written. While events are
written the chain's head is locked, so that writers take turns and there is one chain.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask import current_app, g, has_request_context
from sqlalchemy.orm import Session, SessionTransaction

from tracker.audit.acts import GENERIC_ACTS, Act
from tracker.audit.chain import EVENTS, HEAD, digest_of, link_of, salted
from tracker.extensions import db
from tracker.models import (
    Barrier,
    Category,
    DecisionMaker,
    Invitation,
    Obstacle,
    Organisation,
    Person,
    Programme,
    Workaround,
)
from tracker.models.moment import now
from tracker.models.vocabulary import Capacity

KINDS: dict[type, str] = {
    Barrier: "barrier",
    Category: "category",
    DecisionMaker: "decision-maker",
    Invitation: "invitation",
    Obstacle: "obstacle",
    Organisation: "organisation",
    Person: "person",
    Programme: "programme",
    Workaround: "workaround",
}
"""The kinds of things that events are about; other acts are recorded on one of these."""

Changes = Mapping[str, Any]
"""An event's payload: {field: [before, after]}, or {field: []} if neither may be stored."""


@dataclass(frozen=True)
class ActorCapacity:
    """The capacity in which a person acts, and the organisation if they act as a member."""

    capacity: Capacity | None = None
    organisation_id: int | None = None


@dataclass
class PendingEvent:
    """An audit event that is not written yet; `source` identifies the row it is about."""

    act: Act
    thing_kind: str = ""
    thing_id: int | None = None
    organisation_id: int | None = None
    programme_id: int | None = None
    person_id: int | None = None
    changes: Changes = field(default_factory=dict)
    source: Any = None
    actor_capacity: ActorCapacity | None = None
    """The capacity in which the person acted; None: derived from the request."""
    sides: tuple[int, ...] = ()
    """The organisations that own the two things that the act links."""

    @property
    def is_weak(self) -> bool:
        """Return whether it is merged into any other act on the same thing."""
        return self.act in GENERIC_ACTS


@dataclass
class PendingEvents:
    """The pending events of one session, and their number when each savepoint was created."""

    events: list[PendingEvent] = field(default_factory=list)
    marks: WeakKeyDictionary[SessionTransaction, int] = field(default_factory=WeakKeyDictionary)


def record_event(  # noqa: PLR0913  One argument for each thing an event says.
    act: str,
    *,
    thing: Any = None,
    organisation_id: int | None = None,
    programme_id: int | None = None,
    person: Person | None = None,
    changes: Changes | None = None,
) -> None:
    """Record an act; the event is written when this transaction commits, and only then.

    `changes` maps a field to [before, after], or to [] if neither may be stored. Organisation and
    programme default to the thing's own; `person` is the actor, by default who is signed in.
    """
    add_pending_events(
        db.session(),
        [
            pending_event(
                Act(act),
                thing,
                organisation_id=organisation_id,
                programme_id=programme_id,
                person_id=key_of(person) if person is not None else current_actor_id(),
                changes=changes,
            )
        ],
    )


def set_actor_of_pending_events(person: Person) -> None:
    """Set this person as the actor of this transaction's events that have no actor.

    For somebody who signs in by the act itself, such as accepting an invitation.
    """
    session = db.session()
    session.flush()  # Changes that are not flushed yet are theirs too.
    number = key_of(person)
    for event in _pending(session).events:
        if event.person_id is None:
            event.person_id = number


def pending_event(
    act: Act, thing: Any, *, changes: Changes | None = None, **overrides: int | None
) -> PendingEvent:
    """Return an event of an act on a thing, with the thing's organisation and programme."""
    if thing is None:
        return PendingEvent(act, changes=json_values(changes or {}), **overrides)  # type: ignore[arg-type]
    kind, key = KINDS[type(thing)], key_of(thing)
    own: dict[str, Any] = {
        "organisation_id": key if kind == "organisation" else vars(thing).get("organisation_id"),
        "programme_id": key if kind == "programme" else vars(thing).get("programme_id"),
    }
    ids = own | {name: value for name, value in overrides.items() if value is not None}
    return PendingEvent(
        act, kind, key, changes=json_values(changes or {}), source=(kind, key), **ids
    )


def key_of(thing: Any) -> int:
    """Return a row's primary key without reloading an expired row."""
    state = sa.inspect(thing)
    return cast("int", state.identity[0] if state.identity else thing.id)


def json_values(changes: Changes) -> dict[str, Any]:
    """Return the payload with values that JSON can store, alike on every database."""
    return {name: _json_value(value) for name, value in changes.items()}


def _json_value(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):  # A datetime is one too.
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    return value


def current_actor_id() -> int | None:
    """Return the id of the person signed in, or None if nobody is, or outside a request."""
    if not has_request_context():
        return None
    finder: Callable[[], int | None] | None = current_app.extensions.get("find_actor_id")
    return finder() if finder else None


def _capacity_of(event: PendingEvent) -> ActorCapacity:
    """Return the actor's capacity; an empty one without a person or outside a request."""
    if event.actor_capacity is not None:
        return event.actor_capacity
    if event.person_id is None or not has_request_context():
        return ActorCapacity()
    finder: Callable[[PendingEvent], ActorCapacity] | None = current_app.extensions.get(
        "find_capacity"
    )
    return finder(event) if finder else ActorCapacity()


def add_request_event(event: PendingEvent) -> None:
    """Add an event that changes no row; it is written after the response is built."""
    request_events().append(event)


def request_events() -> list[PendingEvent]:
    """Return this request's events that change no row."""
    events: list[PendingEvent] = g.setdefault("request_events", [])
    return events


def add_request_events_to_transaction() -> None:
    """Move this request's events that change no row into the current transaction."""
    add_pending_events(db.session(), g.pop("request_events", ()))


def add_pending_events(session: Session, events: Iterable[PendingEvent]) -> None:
    """Add events that are written when the session commits."""
    _pending(session).events.extend(events)


def _pending(session: Session) -> PendingEvents:
    return cast("PendingEvents", session.info.setdefault("audit", PendingEvents()))


@sa.event.listens_for(Session, "after_transaction_create")
def _mark_savepoint_position(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        pending = _pending(session)
        pending.marks[transaction] = len(pending.events)


@sa.event.listens_for(Session, "after_soft_rollback")
def _discard_rolled_back_events(session: Session, transaction: SessionTransaction) -> None:
    pending = session.info.get("audit")
    if pending is None:
        return
    if transaction.nested:
        del pending.events[pending.marks.pop(transaction, 0) :]
    elif transaction.parent is None:
        session.info.pop("audit")


@sa.event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    """Write all pending events before the outermost transaction commits; not for a savepoint."""
    if session.in_nested_transaction():
        return
    session.flush()  # Changes that are not flushed yet are recorded too.
    pending = session.info.pop("audit", None)
    if pending is not None and pending.events:
        write_events(session, merge_events(pending.events))


def merge_events(events: Iterable[PendingEvent]) -> list[PendingEvent]:
    """Return the events with several steps on one thing merged into one event."""
    merged: list[PendingEvent] = []
    positions: dict[Any, int] = {}
    for event in events:
        position = positions.get(event.source) if event.source is not None else None
        if position is not None and (event.is_weak or merged[position].is_weak):
            merged[position] = _merge_two(merged[position], event)
        else:
            positions[event.source] = len(merged)
            merged.append(event)
    return merged


def _merge_two(first: PendingEvent, then: PendingEvent) -> PendingEvent:
    act = then.act if first.is_weak else first.act
    return replace(first, act=act, changes=_merge_changes(first.changes, then.changes))


def _merge_changes(first: Changes, then: Changes) -> Changes:
    changes = dict(first)
    for name, value in then.items():
        is_step = bool(first.get(name)) and bool(value)
        changes[name] = [first[name][0], value[1]] if is_step else value
    return changes


LOCKED_HEAD = sa.select(HEAD.c.last_id, HEAD.c.chain).with_for_update()
"""On PostgreSQL this locks the row; on SQLite the writer holds the lock of the whole file."""
ADD_EVENTS = sa.insert(EVENTS)
MOVE_HEAD = sa.update(HEAD).values(last_id=sa.bindparam("now_last"), chain=sa.bindparam("link"))


def write_events(session: Session, events: Iterable[PendingEvent]) -> None:
    """Append the events to the chain, in three statements for any number of events."""
    connection = session.connection()
    last_id, link = connection.execute(LOCKED_HEAD).one()
    moment, rows = now(), []
    for number, event in enumerate(events, start=last_id + 1):
        changes, actor_capacity = salted(event.changes), _capacity_of(event)
        row = {
            "id": number,
            "at": moment,
            "act": event.act.value,
            "person_id": event.person_id,
            "capacity": actor_capacity.capacity,
            "capacity_organisation_id": actor_capacity.organisation_id,
            "organisation_id": event.organisation_id,
            "programme_id": event.programme_id,
            "thing_kind": event.thing_kind,
            "thing_id": event.thing_id,
            "told": changes,
            "told_digest": digest_of(changes),
        }
        link = link_of(link, row)
        rows.append(row | {"chain": link})
    connection.execute(ADD_EVENTS, rows)
    connection.execute(MOVE_HEAD, {"now_last": rows[-1]["id"], "link": link})


def blank_changes(condition: Any) -> None:
    """Delete the payload of the events that match this condition; the events themselves stay."""
    db.session.execute(
        sa.update(EVENTS).where(condition, EVENTS.c.told.is_not(None)).values(told=sa.null())
    )
