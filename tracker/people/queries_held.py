"""Gather all that is held on a person, for them to take along.

A table's rows are dumped column by column, so that a new column is in it by itself; what stands
in WITHHELD is left out for the reason given. A test goes red where a table comes to point at
people and is not gathered here.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import (
    AddressChange,
    Assignment,
    Attachment,
    AuditEvent,
    Comment,
    Digest,
    DirectoryIdentity,
    Invitation,
    Match,
    Membership,
    Mention,
    Obstacle,
    Organisation,
    Passkey,
    Person,
    Programme,
    Reminder,
    RuledOut,
    StatusChange,
    StoredSession,
    Trial,
    Workaround,
)
from tracker.models.moment import now

SECRET = "It is held, but opens your account: it is not given out."  # noqa: S105  No secret.
INNER = "A number that means something inside the tracker only."
ANOTHERS = "It is about somebody else."

WITHHELD = {
    "address_change.token_hash": SECRET,
    "attachment.stored_as": INNER,
    "audit_event.chain": INNER,
    "audit_event.told_digest": INNER,
    "digest.stop_hash": SECRET,
    "invitation.token_hash": SECRET,
    "passkey.credential_id": SECRET,
    "passkey.extensions": INNER,
    "passkey.public_key": SECRET,
    "person.fs_uniquifier": SECRET,
    "person.fs_webauthn_user_handle": SECRET,
    "person.mf_recovery_codes": SECRET,
    "person.password": SECRET,
    "person.tf_totp_secret": SECRET,
    "person.totp_counter": INNER,
    "stored_session.data": SECRET,
    "stored_session.key_hash": SECRET,
}
"""Columns that are not given out, each with what the file says in their place."""

HELD: dict[str, Any] = {
    "address_change.person_id": AddressChange.person_id,
    "assignment.person_id": Assignment.person_id,
    "attachment.person_id": Attachment.person_id,
    "audit_event.person_id": AuditEvent.person_id,
    "digest.person_id": Digest.person_id,
    "comment.person_id": Comment.person_id,
    "directory_identity.person_id": DirectoryIdentity.person_id,
    "invitation.inviter_id": Invitation.inviter_id,
    "match.person_id": Match.person_id,
    "membership.person_id": Membership.person_id,
    "mention.person_id": Mention.person_id,
    "obstacle.author_id": Obstacle.author_id,
    "obstacle.owner_id": Obstacle.owner_id,
    "passkey.user_id": Passkey.user_id,
    "reminder.person_id": Reminder.person_id,
    "ruled_out.person_id": RuledOut.person_id,
    "status_change.person_id": StatusChange.person_id,
    "stored_session.person_id": StoredSession.person_id,
    "trial.author_id": Trial.author_id,
    "workaround.author_id": Workaround.author_id,
}
"""Every column that points at a person, by its name."""

PLACES: dict[str, Any] = {"organisation_id": Organisation, "programme_id": Programme}
"""Numbers in whose stead the file names the place."""

Row = dict[str, Any]


def held_on(person: Person) -> dict[str, Any]:
    """Return all that is held on the person, as JSON can hold it.

    What they wrote in an organisation that they have left is told by its code and its dates, since
    colleagues may have changed the words; what they themselves wrote stands among their acts.
    """
    own = _organisations_of(person)
    return {
        "made_on": now().date().isoformat(),
        "person": _dumped(person),
        "places in organisations": _rows(Membership.person_id, person),
        "roles in programmes": _rows(Assignment.person_id, person),
        "sessions": _rows(StoredSession.person_id, person),
        "passkeys": _rows(Passkey.user_id, person),
        "directories that sign you in": _rows(DirectoryIdentity.person_id, person),
        "change of address that waits": _rows(AddressChange.person_id, person),
        "invitations to your address": _invitations_to(person),
        "invitations that you sent": _invitations_by(person),
        "obstacles": _words(Obstacle.author_id, person, own),
        "workarounds": _words(Workaround.author_id, person, own),
        "trials": _trials(person, own),
        "obstacles that you look after": _codes(Obstacle.owner_id, person),
        "comments": _beside(Comment.person_id, person),
        "comments that mention you": _mentions(person),
        "files that you put beside obstacles": _beside(Attachment.person_id, person),
        "changes of status": _status_changes(person, own),
        "answers whether two obstacles are the same": _matches(person),
        "barriers that an obstacle does not come from": _ruled_out(person),
        "questions whether it is still so": _reminders(person),
        "digests by mail": _rows(Digest.person_id, person),
        "what you did": [_event(event) for event in _found(AuditEvent.person_id, person)],
        "what was done to your account": _events_about(person),
    }


def _organisations_of(person: Person) -> set[int]:
    return set(
        db.session.scalars(
            sa.select(Membership.organisation_id).where(
                Membership.person_id == person.id, Membership.ended_at.is_(None)
            )
        )
    )


def _found(column: Any, person: Person) -> Iterator[Any]:
    model = column.class_
    key = sa.inspect(model).primary_key
    yield from db.session.scalars(sa.select(model).where(column == person.id).order_by(*key))


def _rows(column: Any, person: Person) -> list[Row]:
    return [_dumped(thing) for thing in _found(column, person)]


def _dumped(thing: Any) -> Row:
    """Return the row's columns, with names of places in place of numbers.

    No number of a row is given: how far two are apart tells what others did in between.
    """
    table = cast("sa.Table", thing.__table__)
    names = [column.name for column in table.columns if not is_number_of_row(column.name)]
    return {name: _cell(thing, f"{table.name}.{name}") for name in names} | _names(thing)


def is_number_of_row(name: str) -> bool:
    """Say whether a column, or a field that an event tells of, numbers a row of the database."""
    return name == "id" or (name.endswith("_id") and name != "credential_id")


def _cell(thing: Any, column: str) -> Any:
    value = getattr(thing, column.partition(".")[2])
    if value is None or value == "":
        return value
    return WITHHELD.get(column) or _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # A datetime is one too.
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, UUID)) else value


def _names(thing: Any) -> Row:
    """Return the names of the organisation and the programme that a row points to."""
    found: Row = {}
    for column, model in PLACES.items():
        number = getattr(thing, column, None)
        place = db.session.get(model, number) if number is not None else None
        if place is not None:
            found[column.removesuffix("_id")] = place.name
    return found


def _invitations_to(person: Person) -> list[Row]:
    ours = sa.select(Invitation).where(Invitation.email == person.email).order_by(Invitation.id)
    return [_dumped(invitation) for invitation in db.session.scalars(ours)]


def _invitations_by(person: Person) -> list[Row]:
    sent = _found(Invitation.inviter_id, person)
    return [_dumped(one) | {"email": ANOTHERS} for one in sent]


LEFT_OUT = "The organisation has it; you have no place there any more."


def _words(column: Any, person: Person, own: set[int]) -> list[Row]:
    return [
        _dumped(thing) if thing.organisation_id in own else _outline(thing)
        for thing in _found(column, person)
    ]


def _outline(thing: Any) -> Row:
    return {
        "reference": thing.reference,
        "organisation": thing.organisation.name,
        "logged_at": _plain(thing.logged_at),
        "words": LEFT_OUT,
    }


def _trials(person: Person, own: set[int]) -> list[Row]:
    """Return the person's trials; whose a trial is, its obstacle says."""
    rows = []
    for trial in _found(Trial.author_id, person):
        row = {"obstacle": trial.obstacle.reference, "workaround": trial.workaround.reference}
        if trial.obstacle.organisation_id in own:
            rows.append(_dumped(trial) | row)
        else:
            outline = {"reference": trial.reference, "recorded_at": _plain(trial.recorded_at)}
            rows.append(row | outline | {"words": LEFT_OUT})
    return rows


def _status_changes(person: Person, own: set[int]) -> list[Row]:
    """Return the changes of status; nobody edits their reasons, so they are the person's own."""
    return [
        _dumped(change) | {"obstacle": change.obstacle.reference}
        for change in _found(StatusChange.person_id, person)
        if change.obstacle.organisation_id in own or change.reason
    ]


def _reminders(person: Person) -> list[Row]:
    """Return what the person was asked about; what it says stands among their obstacles."""
    asked = (
        sa.select(Reminder, Obstacle.reference)
        .join(Obstacle, Obstacle.id == Reminder.obstacle_id)
        .where(Reminder.person_id == person.id)
        .order_by(Reminder.id)
    )
    return [_dumped(one) | {"obstacle": code} for one, code in db.session.execute(asked)]


def _codes(column: Any, person: Person) -> list[Row]:
    return [{"reference": thing.reference} for thing in _found(column, person)]


def _beside(column: Any, person: Person) -> list[Row]:
    """Return what the person put beside obstacles; nobody else edits it, so it is their own."""
    return [
        _dumped(thing) | {"obstacle": thing.obstacle.reference} for thing in _found(column, person)
    ]


def _mentions(person: Person) -> list[Row]:
    """Return where others mentioned the person; the words of it are theirs who wrote it."""
    return [
        _dumped(mention)
        | {"comment": mention.comment.reference, "obstacle": mention.comment.obstacle.reference}
        for mention in _found(Mention.person_id, person)
    ]


def _event(event: AuditEvent) -> Row:
    """Return what the person did, with what they wrote and without what stood there before."""
    told = event.told or {}
    said = {name: both for name, both in told.items() if not is_number_of_row(name)}
    wrote = {name: both[1] for name, both in said.items() if isinstance(both, list) and both}
    return _dumped(event) | {"told": wrote, "changed": sorted(set(said) - {"salt"})}


def _events_about(person: Person) -> list[Row]:
    """Return what others, or the tracker, did to the person's account; not who they are."""
    theirs = sa.select(AuditEvent).where(
        AuditEvent.thing_kind == "person",
        AuditEvent.thing_id == person.id,
        sa.func.coalesce(AuditEvent.person_id, 0) != person.id,
    )
    events = db.session.scalars(theirs.order_by(AuditEvent.id))
    return [_event(event) for event in events]


def _matches(person: Person) -> list[Row]:
    return [
        _dumped(match) | {"obstacles": [match.one.reference, match.other.reference]}
        for match in _found(Match.person_id, person)
    ]


def _ruled_out(person: Person) -> list[Row]:
    return [
        _dumped(one) | {"obstacle": one.obstacle.reference, "barrier": one.barrier.reference}
        for one in _found(RuledOut.person_id, person)
    ]
