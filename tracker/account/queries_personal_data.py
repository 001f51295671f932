"""Gather all that is held on a person, for them to take along.

Of what others own, the file holds what the person may read and name at this moment, and of what
went out of their sight only the words that they themselves wrote: by what they did there it
must tell no more than a page would.

A table's rows are dumped column by column, so that a new column is in it by itself; what stands
in WITHHELD is left out for the reason given. A test goes red where a table comes to point at
people and is not gathered here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from tracker.account.queries_personal_data_sight import InSight, find_in_sight, is_to
from tracker.audit.acts import WITH_EFFECTS, Act
from tracker.audit.chain import SALT
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
    Passkey,
    Person,
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

Row = dict[str, Any]
Rows = Mapping[str, list[Any]]

GONE = "Something that you can no longer read."
"""What stands in place of all that is out of sight: how much there is of it, it does not say."""
LEFT_OUT = "The organisation has it; you have no place there any more."

POINTERS = {
    "barrier_id": "barrier",
    "comment_id": "comment",
    "obstacle_id": "obstacle",
    "one_id": "obstacle",
    "other_id": "obstacle",
    "workaround_id": "workaround",
}
"""Columns that point at a thing, which may be somebody else's."""

TYPED = frozenset(
    {
        "about",
        "definition",
        "details",
        "examples",
        "explanation",
        "full_name",
        "name",
        "reason",
        "source_label",
        "source_url",
        "team",
        "title",
        "what_it_took",
    }
)
"""Fields of an event that hold words which whoever acted wrote themselves."""


def held_on(person: Person) -> dict[str, Any]:
    """Return all that is held on the person, as JSON can hold it.

    What they wrote in an organisation that they have left is told by its code and its dates, since
    colleagues may have changed the words; what they themselves wrote stands among their acts.
    """
    rows = {name: _found(column, person) for name, column in HELD.items()}
    seen = find_in_sight(person, _wanted(rows))
    return {
        "made_on": now().date().isoformat(),
        "person": _dumped(person),
        "places in organisations": _whole(rows["membership.person_id"], seen),
        "roles in programmes": _of_places(rows["assignment.person_id"], seen),
        "sessions": _whole(rows["stored_session.person_id"], seen),
        "passkeys": _whole(rows["passkey.user_id"], seen),
        "directories that sign you in": _whole(rows["directory_identity.person_id"], seen),
        "change of address that waits": _whole(rows["address_change.person_id"], seen),
        "invitations to your address": _of_places(_invitations_to(person), seen),
        "invitations that you sent": [
            row | {"email": ANOTHERS} for row in _of_places(rows["invitation.inviter_id"], seen)
        ],
        "obstacles": _words("obstacle", rows["obstacle.author_id"], seen),
        "workarounds": _words("workaround", rows["workaround.author_id"], seen),
        "trials": _trials(rows["trial.author_id"], seen),
        "obstacles that you look after": _codes(rows["obstacle.owner_id"], seen),
        "comments": _beside(rows["comment.person_id"], seen, "text"),
        "comments that mention you": _mentions(rows["mention.person_id"], seen),
        "files that you put beside obstacles": _beside(rows["attachment.person_id"], seen, "name"),
        "changes of status": _beside(rows["status_change.person_id"], seen, "reason"),
        "answers whether two obstacles are the same": _matches(rows["match.person_id"], seen),
        "barriers that an obstacle does not come from": _pointing(
            rows["ruled_out.person_id"], seen, "obstacle", "barrier"
        ),
        "questions whether it is still so": _pointing(rows["reminder.person_id"], seen, "obstacle"),
        "digests by mail": _whole(rows["digest.person_id"], seen),
        "what you did": _acts(rows["audit_event.person_id"], seen),
        "what was done to your account": _events_about(person, seen),
    }


def _found(column: Any, person: Person) -> list[Any]:
    model = column.class_
    key = sa.inspect(model).primary_key
    return list(db.session.scalars(sa.select(model).where(column == person.id).order_by(*key)))


def _wanted(rows: Rows) -> dict[str, set[int]]:
    """Return the numbers of all things that these rows are about, by kind."""
    wanted: dict[str, set[int]] = {}
    for one in (one for found in rows.values() for one in found):
        for column, kind in POINTERS.items():
            wanted.setdefault(kind, set()).add(getattr(one, column, None) or 0)
        if isinstance(one, AuditEvent):
            wanted.setdefault(one.thing_kind, set()).add(one.thing_id or 0)
        if isinstance(one, Obstacle | Workaround):
            wanted.setdefault(one.__tablename__, set()).add(one.id)
        if isinstance(one, Mention):
            wanted["obstacle"].add(one.comment.obstacle_id)
    return wanted


def _dumped(thing: Any) -> Row:
    """Return the row's columns.

    No number of a row is given: how far two are apart tells what others did in between.
    """
    columns = cast("sa.Table", thing.__table__).columns
    return {one.name: _cell(thing, one) for one in columns if not is_number_of_row(one.name)}


def is_number_of_row(name: str) -> bool:
    """Say whether a column, or a field that an event tells of, numbers a row of the database."""
    return name == "id" or (name.endswith("_id") and name != "credential_id")


def _cell(thing: Any, column: sa.Column[Any]) -> Any:
    value = getattr(thing, thing.__mapper__.get_property_by_column(column).key)
    if value is None or value == "":
        return value
    return WITHHELD.get(str(column)) or _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # A datetime is one too.
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, UUID)) else value


def _named(organisation_id: int | None, programme_id: int | None, seen: InSight) -> Row:
    """Return the names of an organisation and a programme, as far as they may be told."""
    organisation = seen.organisations.get(organisation_id or 0)
    programme = seen.programmes.get(programme_id or 0)
    found = {"organisation": organisation, "programme": programme}
    return {place: name for place, name in found.items() if name is not None}


def _places(thing: Any, seen: InSight) -> Row:
    """Return the names of the places of a row that is the person's own."""
    organisation_id = getattr(thing, "organisation_id", None)
    return _named(organisation_id, getattr(thing, "programme_id", None), seen)


def _whole(found: Iterable[Any], seen: InSight) -> list[Row]:
    return [_dumped(thing) | _places(thing, seen) for thing in found]


def _of_places(found: Iterable[Any], seen: InSight) -> list[Row]:
    """Return rows that say where the person had a place, or was to have or to give one."""
    rows = []
    for thing in found:
        former = seen.former_programmes.get(thing.programme_id or 0)
        name = {"programme": former} if former is not None else {}
        rows.append(_dumped(thing) | _places(thing, seen) | name)
    return rows


def _invitations_to(person: Person) -> list[Invitation]:
    return list(
        db.session.scalars(sa.select(Invitation).where(is_to(person)).order_by(Invitation.id))
    )


def _once(rows: Iterable[Row]) -> list[Row]:
    """Return what is in sight, and after it what is not: each of that once, in an order of its own.

    How much there is out of sight is not told, nor what it came before.
    """
    seen, gone = [], set()
    for row in rows:
        if GONE in row.values():
            gone.add(tuple(sorted(row.items())))
        else:
            seen.append(row)
    return [*seen, *map(dict, sorted(gone))]


def _words(kind: str, found: Iterable[Any], seen: InSight) -> list[Row]:
    return _once(_word(kind, thing, seen) for thing in found)


def _word(kind: str, thing: Any, seen: InSight) -> Row:
    in_sight = seen.things.get((kind, thing.id))
    if in_sight is None:
        return {"words": GONE}
    names = _named(in_sight.organisation_id, thing.programme_id, seen)
    if thing.organisation_id in seen.joined_organisation_ids:
        return _dumped(thing) | names
    outline = {"reference": thing.reference, "logged_at": _plain(thing.logged_at)}
    return outline | names | {"words": LEFT_OUT}


def _codes_of(one: Any, seen: InSight, ends: Iterable[str]) -> Row | None:
    """Return the codes of what a row points at, or None where any of it is out of sight."""
    codes = {end: seen.code(end, getattr(one, f"{end}_id")) for end in ends}
    return codes if all(codes.values()) else None


def _pointing(found: Iterable[Any], seen: InSight, *ends: str) -> list[Row]:
    """Return what the person said, or was asked, of things: with codes of those in sight."""
    rows = []
    for one in found:
        codes = _codes_of(one, seen, ends)
        gone = dict.fromkeys(ends, GONE)
        rows.append(gone if codes is None else _dumped(one) | _places(one, seen) | codes)
    return _once(rows)


def _trials(found: Iterable[Trial], seen: InSight) -> list[Row]:
    """Return the person's trials; whose a trial is, its obstacle says."""
    rows = []
    for trial in found:
        codes = _codes_of(trial, seen, ("obstacle", "workaround"))
        if codes is None:
            rows.append({"words": GONE})
        elif trial.obstacle.organisation_id in seen.joined_organisation_ids:
            rows.append(_dumped(trial) | _named(None, trial.programme_id, seen) | codes)
        else:
            outline = {"reference": trial.reference, "recorded_at": _plain(trial.recorded_at)}
            rows.append(codes | outline | {"words": LEFT_OUT})
    return _once(rows)


def _codes(found: Iterable[Obstacle], seen: InSight) -> list[Row]:
    return _once({"reference": seen.code("obstacle", one.id) or GONE} for one in found)


def _beside(found: Iterable[Any], seen: InSight, own: str) -> list[Row]:
    """Return what the person put beside obstacles; nobody else edits it, so it is their own.

    Where the obstacle is out of sight, the words that they wrote (`own`) stand alone.
    """
    rows = []
    for thing in found:
        code = seen.code("obstacle", thing.obstacle_id)
        if code is not None:
            rows.append(_dumped(thing) | _places(thing, seen) | {"obstacle": code})
        elif words := getattr(thing, own):
            rows.append({"obstacle": GONE, own: words})
    return _once(rows)


def _mentions(found: Iterable[Mention], seen: InSight) -> list[Row]:
    """Return where others mentioned the person; the words of it are theirs who wrote it."""
    rows = []
    for mention in found:
        is_read = seen.code("comment", mention.comment_id) is not None
        code = seen.code("obstacle", mention.comment.obstacle_id) if is_read else None
        rows.append({"obstacle": GONE} if code is None else _dumped(mention) | {"obstacle": code})
    return _once(rows)


def _matches(found: Iterable[Match], seen: InSight) -> list[Row]:
    rows = []
    for match in found:
        codes = [seen.code("obstacle", number) for number in (match.one_id, match.other_id)]
        if all(codes):
            rows.append(
                _dumped(match) | _places(match, seen) | {"obstacles": sorted(map(str, codes))}
            )
        else:
            rows.append({"answer": _plain(match.answer), "obstacles": GONE})
    return _once(rows)


def _acts(events: Iterable[AuditEvent], seen: InSight) -> list[Row]:
    """Return what the person did; of what is out of their sight, each kind of act once.

    What a merge of categories, say, did to obstacles is no act of theirs, although it was once
    noted as one, in the same moment.
    """
    events = list(events)
    effects = {event.at for event in events if event.act in WITH_EFFECTS}
    theirs = (one for one in events if one.thing_kind != "obstacle" or one.at not in effects)
    own = {_key_of(one): one for one in theirs}.values()
    gone: dict[str, dict[str, list[str]]] = {}
    for event in own:
        if not seen.holds(event):
            _add_typed(event, gone.setdefault(event.act, {}))
    hidden = [{"act": act, "thing": GONE, "told": gone[act]} for act in sorted(gone)]
    return [_event(event, seen) for event in own if seen.holds(event)] + hidden


def _key_of(event: AuditEvent) -> tuple[Any, ...]:
    """Return what an act is told once by: two organisations are told that a comment is widened."""
    return (event.at, event.thing_id) if event.act == Act.COMMENT_WIDEN else (event.id,)


def _add_typed(event: AuditEvent, words: dict[str, list[str]]) -> None:
    """Add what the person wrote in doing it."""
    for name, both in (event.payload or {}).items():
        if name in TYPED and both and isinstance(both[1], str) and both[1]:
            held = words.setdefault(name, [])
            held.extend([both[1]] if both[1] not in held else [])


def _event(event: AuditEvent, seen: InSight) -> Row:
    """Return what was done, with what was written and without what stood there before."""
    told = event.payload or {}
    said = {name: both for name, both in told.items() if not is_number_of_row(name)}
    wrote = {
        name: both[1]
        for name, both in said.items()
        if isinstance(both, list) and both and not isinstance(both[1], list)
    }
    thing = seen.things.get((event.thing_kind, event.thing_id or 0))
    owner = thing.organisation_id if thing else event.organisation_id
    done_for = seen.done_for(event)
    return (
        _dumped(event)
        | {"told": wrote, "changed": sorted(set(said) - {SALT})}
        | ({"reference": thing.reference} if thing else {})
        | ({"done for": done_for} if done_for is not None else {})
        | _named(owner, event.programme_id, seen)
    )


def _events_about(person: Person, seen: InSight) -> list[Row]:
    """Return what others, or the tracker, did to the person's account; not who they are."""
    theirs = sa.select(AuditEvent).where(
        AuditEvent.thing_kind == "person",
        AuditEvent.thing_id == person.id,
        sa.func.coalesce(AuditEvent.person_id, 0) != person.id,
    )
    events = db.session.scalars(theirs.order_by(AuditEvent.id)).all()
    who = {"capacity", "done for"}
    rows = [_event(event, seen) for event in events]
    return [{name: row[name] for name in row if name not in who} for row in rows]
