"""Note what is done, and write it down in the same transaction: all of it, or nothing.

Notes wait beside the session until it commits; then they are chained to the events before them
and written in one go. What is rolled back, to a savepoint too, is never written. While events
are written their head is locked, so that writers take turns and there is one chain.
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

from tracker.audit.acts import WEAK, Act
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
"""What an event can be of; what else is done is told of one of these."""

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """As what a person does something, and for which organisation where they do it as a member."""

    capacity: Capacity | None = None
    organisation_id: int | None = None


@dataclass
class Note:
    """Something done that waits to be written; `source` is the row that it was done to."""

    act: Act
    thing_kind: str = ""
    thing_id: int | None = None
    organisation_id: int | None = None
    programme_id: int | None = None
    person_id: int | None = None
    told: Told = field(default_factory=dict)
    source: Any = None
    standing: Standing | None = None
    """In which capacity it was done; None: as the request says."""
    sides: tuple[int, ...] = ()
    """The organisations that own what it joins, where it joins two things."""

    @property
    def is_weak(self) -> bool:
        """Say whether it is only part of whatever else was done to the same thing."""
        return self.act in WEAK


@dataclass
class Pending:
    """The notes of one session, and how many there were when each savepoint was made."""

    notes: list[Note] = field(default_factory=list)
    marks: WeakKeyDictionary[SessionTransaction, int] = field(default_factory=WeakKeyDictionary)


def note(  # noqa: PLR0913  One argument for each thing an event says.
    act: str,
    *,
    thing: Any = None,
    organisation_id: int | None = None,
    programme_id: int | None = None,
    person: Person | None = None,
    told: Told | None = None,
) -> None:
    """Note an act; it is written when this transaction commits, and only then.

    `told` maps a field to [before, after], or to [] where neither may be kept. Organisation and
    programme are the thing's own unless given; `person` did it, by default who is signed in.
    """
    add_notes(
        db.session(),
        [
            note_of(
                Act(act),
                thing,
                organisation_id=organisation_id,
                programme_id=programme_id,
                person_id=key_of(person) if person is not None else who_acts(),
                told=told,
            )
        ],
    )


def sign_notes(person: Person) -> None:
    """Let this person have done what this transaction notes as done by nobody who is signed in.

    For somebody who comes in by doing it, and could not be signed in before.
    """
    session = db.session()
    session.flush()  # What is changed and not yet sent is theirs too.
    number = key_of(person)
    for one in _pending(session).notes:
        if one.person_id is None:
            one.person_id = number


def note_of(act: Act, thing: Any, *, told: Told | None = None, **given: int | None) -> Note:
    """Return a note of an act on a thing, which knows its organisation and programme."""
    if thing is None:
        return Note(act, told=plain(told or {}), **given)  # type: ignore[arg-type]
    kind, key = KINDS[type(thing)], key_of(thing)
    own: dict[str, Any] = {
        "organisation_id": key if kind == "organisation" else vars(thing).get("organisation_id"),
        "programme_id": key if kind == "programme" else vars(thing).get("programme_id"),
    }
    places = own | {name: value for name, value in given.items() if value is not None}
    return Note(act, kind, key, told=plain(told or {}), source=(kind, key), **places)


def key_of(thing: Any) -> int:
    """Return a row's number, also where its values would have to be read anew."""
    state = sa.inspect(thing)
    return cast("int", state.identity[0] if state.identity else thing.id)


def plain(told: Told) -> dict[str, Any]:
    """Return what is told as JSON can hold it, on every database alike."""
    return {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):  # A datetime is one too.
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def who_acts() -> int | None:
    """Return whose request this is, or None: nobody is signed in, or it is no request."""
    if not has_request_context():
        return None
    finder: Callable[[], int | None] | None = current_app.extensions.get("who_acts")
    return finder() if finder else None


def _standing_of(one: Note) -> Standing:
    """Return in which capacity somebody did it; of what no person did, or no request, none."""
    if one.standing is not None:
        return one.standing
    if one.person_id is None or not has_request_context():
        return Standing()
    finder: Callable[[Note], Standing] | None = current_app.extensions.get("find_capacity")
    return finder(one) if finder else Standing()


def note_apart(one: Note) -> None:
    """Note what a request does beside any change; it is written once the answer is made."""
    notes_apart().append(one)


def notes_apart() -> list[Note]:
    """Return the notes of this request that belong to no change of a row."""
    notes: list[Note] = g.setdefault("notes_apart", [])
    return notes


def take_up_notes_apart() -> None:
    """Let this transaction write what the request does beside any change."""
    add_notes(db.session(), g.pop("notes_apart", ()))


def add_notes(session: Session, notes: Iterable[Note]) -> None:
    """Let notes wait for the session to commit."""
    _pending(session).notes.extend(notes)


def _pending(session: Session) -> Pending:
    return cast("Pending", session.info.setdefault("audit", Pending()))


@sa.event.listens_for(Session, "after_transaction_create")
def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        pending = _pending(session)
        pending.marks[transaction] = len(pending.notes)


@sa.event.listens_for(Session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, transaction: SessionTransaction) -> None:
    pending = session.info.get("audit")
    if pending is None:
        return
    if transaction.nested:
        del pending.notes[pending.marks.pop(transaction, 0) :]
    elif transaction.parent is None:
        session.info.pop("audit")


@sa.event.listens_for(Session, "before_commit")
def _write_at_the_end(session: Session) -> None:
    """Write all notes before the outermost transaction commits; a savepoint's notes wait."""
    if session.in_nested_transaction():
        return
    session.flush()  # What is changed here and not yet sent is to be noted too.
    pending = session.info.pop("audit", None)
    if pending is not None and pending.notes:
        write(session, joined(pending.notes))


def joined(notes: Iterable[Note]) -> list[Note]:
    """Return one note for what was done to a thing in several steps, told from first to last."""
    kept: list[Note] = []
    places: dict[Any, int] = {}
    for one in notes:
        place = places.get(one.source) if one.source is not None else None
        if place is not None and (one.is_weak or kept[place].is_weak):
            kept[place] = _both(kept[place], one)
        else:
            places[one.source] = len(kept)
            kept.append(one)
    return kept


def _both(first: Note, then: Note) -> Note:
    act = then.act if first.is_weak else first.act
    return replace(first, act=act, told=_told_by_both(first.told, then.told))


def _told_by_both(first: Told, then: Told) -> Told:
    both = dict(first)
    for name, value in then.items():
        is_step = bool(first.get(name)) and bool(value)
        both[name] = [first[name][0], value[1]] if is_step else value
    return both


HEAD_FOR_US = sa.select(HEAD.c.last_id, HEAD.c.chain).with_for_update()
"""On PostgreSQL the row is locked; on SQLite whoever writes has the lock of the whole file."""
ADD_EVENTS = sa.insert(EVENTS)
MOVE_HEAD = sa.update(HEAD).values(last_id=sa.bindparam("now_last"), chain=sa.bindparam("link"))


def write(session: Session, notes: Iterable[Note]) -> None:
    """Chain the notes to the events before them: three statements, however many there are."""
    connection = session.connection()
    last_id, link = connection.execute(HEAD_FOR_US).one()
    moment, events = now(), []
    for number, one in enumerate(notes, start=last_id + 1):
        told, standing = salted(one.told), _standing_of(one)
        event = {
            "id": number,
            "at": moment,
            "act": one.act.value,
            "person_id": one.person_id,
            "capacity": standing.capacity,
            "capacity_organisation_id": standing.organisation_id,
            "organisation_id": one.organisation_id,
            "programme_id": one.programme_id,
            "thing_kind": one.thing_kind,
            "thing_id": one.thing_id,
            "told": told,
            "told_digest": digest_of(told),
        }
        link = link_of(link, event)
        events.append(event | {"chain": link})
    connection.execute(ADD_EVENTS, events)
    connection.execute(MOVE_HEAD, {"now_last": events[-1]["id"], "link": link})


def blank_told(condition: Any) -> None:
    """Blank what the events under this condition tell; that they happened stays."""
    db.session.execute(
        sa.update(EVENTS).where(condition, EVENTS.c.told.is_not(None)).values(told=sa.null())
    )
