"""Export all personal data stored about a person (GDPR access request).

Of what others own, the export contains what the person may read and name now, and of what is no
longer in their sight only the text that they wrote: it must reveal no more than a page would.

Rows are exported with all columns; those in WITHHELD are replaced by the reason. A test fails if a
table references people and is missing here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from tracker.account.queries_personal_data_sight import VisibleThings, find_visible_things, is_to
from tracker.audit.acts import WITH_EFFECTS, Act
from tracker.audit.audited_columns import FREE_TEXT_FIELDS, without_bare_currency
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
INTERNAL = "A number that means something inside the tracker only."
ABOUT_OTHERS = "It is about somebody else."

WITHHELD = {
    "address_change.token_hash": SECRET,
    "attachment.stored_as": INTERNAL,
    "audit_event.chain": INTERNAL,
    "audit_event.told_digest": INTERNAL,
    "digest.stop_hash": SECRET,
    "invitation.token_hash": SECRET,
    "passkey.credential_id": SECRET,
    "passkey.extensions": INTERNAL,
    "passkey.public_key": SECRET,
    "person.fs_uniquifier": SECRET,
    "person.fs_webauthn_user_handle": SECRET,
    "person.mf_recovery_codes": SECRET,
    "person.password": SECRET,
    "person.tf_totp_secret": SECRET,
    "person.totp_counter": INTERNAL,
    "stored_session.data": SECRET,
    "stored_session.key_hash": SECRET,
}
"""Columns that are not exported, each with the text that replaces its values."""

PERSON_COLUMNS: dict[str, Any] = {
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
"""Every column that references a person, by its name."""

Row = dict[str, Any]
Rows = Mapping[str, list[Any]]

OUT_OF_SIGHT = "Something that you can no longer read."
"""Replaces all that is out of sight, so that the amount is not revealed."""
LEFT_OUT = "The organisation has it; you have no place there any more."

THING_COLUMNS = {
    "barrier_id": "barrier",
    "comment_id": "comment",
    "obstacle_id": "obstacle",
    "one_id": "obstacle",
    "other_id": "obstacle",
    "workaround_id": "workaround",
}
"""Columns that reference a thing, which may be somebody else's, with its kind."""


def export_personal_data(person: Person) -> dict[str, Any]:
    """Return all personal data of the person, ready for JSON.

    What they wrote in an organisation that they have left is listed by reference and dates, because
    colleagues may have changed the text; what they wrote themselves is among their audit events.
    """
    rows = {name: _rows_of(column, person) for name, column in PERSON_COLUMNS.items()}
    visible = find_visible_things(person, _referenced_ids(rows))
    return {
        "made_on": now().date().isoformat(),
        "person": _dump(person),
        "places in organisations": _own_rows(rows["membership.person_id"], visible),
        "roles in programmes": _roles(rows["assignment.person_id"], visible),
        "sessions": _own_rows(rows["stored_session.person_id"], visible),
        "passkeys": _own_rows(rows["passkey.user_id"], visible),
        "directories that sign you in": _own_rows(rows["directory_identity.person_id"], visible),
        "change of address that waits": _own_rows(rows["address_change.person_id"], visible),
        "invitations to your address": _roles(_invitations_to(person), visible),
        "invitations that you sent": [
            row | {"email": ABOUT_OTHERS} for row in _roles(rows["invitation.inviter_id"], visible)
        ],
        "obstacles": _texts("obstacle", rows["obstacle.author_id"], visible),
        "workarounds": _texts("workaround", rows["workaround.author_id"], visible),
        "trials": _trials(rows["trial.author_id"], visible),
        "obstacles that you look after": _owned(rows["obstacle.owner_id"], visible),
        "comments": _added(rows["comment.person_id"], visible, "text"),
        "comments that mention you": _mentions(rows["mention.person_id"], visible),
        "files that you put beside obstacles": _added(
            rows["attachment.person_id"], visible, "name"
        ),
        "changes of status": _added(rows["status_change.person_id"], visible, "reason"),
        "answers whether two obstacles are the same": _matches(rows["match.person_id"], visible),
        "barriers that an obstacle does not come from": _links(
            rows["ruled_out.person_id"], visible, "obstacle", "barrier"
        ),
        "questions whether it is still so": _links(rows["reminder.person_id"], visible, "obstacle"),
        "digests by mail": _own_rows(rows["digest.person_id"], visible),
        "what you did": _own_events(rows["audit_event.person_id"], visible),
        "what was done to your account": _events_about(person, visible),
    }


def _rows_of(column: Any, person: Person) -> list[Any]:
    model = column.class_
    key = sa.inspect(model).primary_key
    return list(db.session.scalars(sa.select(model).where(column == person.id).order_by(*key)))


def _referenced_ids(rows: Rows) -> dict[str, set[int]]:
    """Return the ids of all things that these rows reference, by kind."""
    wanted: dict[str, set[int]] = {}
    for one in (one for group in rows.values() for one in group):
        for column, kind in THING_COLUMNS.items():
            wanted.setdefault(kind, set()).add(getattr(one, column, None) or 0)
        if isinstance(one, AuditEvent):
            wanted.setdefault(one.thing_kind, set()).add(one.thing_id or 0)
        if isinstance(one, Obstacle | Workaround):
            wanted.setdefault(one.__tablename__, set()).add(one.id)
        if isinstance(one, Mention):
            wanted["obstacle"].add(one.comment.obstacle_id)
    return wanted


def _dump(thing: Any) -> Row:
    """Return the row's columns.

    Ids of rows are left out: their distance reveals how much others did in between.
    """
    columns = cast("sa.Table", thing.__table__).columns
    row = {one.name: _cell(thing, one) for one in columns if not is_row_id(one.name)}
    if isinstance(thing, Obstacle) and thing.budget_a_year is None:
        del row["budget_currency"]  # It belongs to an amount.
    return row


def is_row_id(name: str) -> bool:
    """Return whether a column, or a field of an audit event, is the id of a row."""
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


def _names_of(organisation_id: int | None, programme_id: int | None, visible: VisibleThings) -> Row:
    """Return the names of an organisation and a programme, if the person may know them."""
    organisation = visible.organisations.get(organisation_id or 0)
    names = {"organisation": organisation, "programme": visible.programmes.get(programme_id or 0)}
    return {key: name for key, name in names.items() if name is not None}


def _names(thing: Any, visible: VisibleThings) -> Row:
    """Return the names of the organisation and the programme of the person's own row."""
    organisation_id = getattr(thing, "organisation_id", None)
    return _names_of(organisation_id, getattr(thing, "programme_id", None), visible)


def _own_rows(things: Iterable[Any], visible: VisibleThings) -> list[Row]:
    return [_dump(thing) | _names(thing, visible) for thing in things]


def _roles(things: Iterable[Any], visible: VisibleThings) -> list[Row]:
    """Return the rows of roles that the person had, was invited to or invited others to."""
    rows = []
    for thing in things:
        former = visible.former_programmes.get(thing.programme_id or 0)
        name = {"programme": former} if former is not None else {}
        rows.append(_dump(thing) | _names(thing, visible) | name)
    return rows


def _invitations_to(person: Person) -> list[Invitation]:
    return list(
        db.session.scalars(sa.select(Invitation).where(is_to(person)).order_by(Invitation.id))
    )


def _merged(rows: Iterable[Row]) -> list[Row]:
    """Return the rows in sight, then those out of sight without duplicates, sorted.

    So neither the number nor the position of rows out of sight is revealed.
    """
    in_sight, out_of_sight = [], set()
    for row in rows:
        if OUT_OF_SIGHT in row.values():
            out_of_sight.add(tuple(sorted(row.items())))
        else:
            in_sight.append(row)
    return [*in_sight, *map(dict, sorted(out_of_sight))]


def _texts(kind: str, things: Iterable[Any], visible: VisibleThings) -> list[Row]:
    return _merged(_text(kind, thing, visible) for thing in things)


def _text(kind: str, thing: Any, visible: VisibleThings) -> Row:
    in_sight = visible.things.get((kind, thing.id))
    if in_sight is None:
        return {"words": OUT_OF_SIGHT}
    names = _names_of(in_sight.organisation_id, thing.programme_id, visible)
    if thing.organisation_id in visible.joined_organisation_ids:
        return _dump(thing) | names
    outline = {"reference": thing.reference, "logged_at": _plain(thing.logged_at)}
    return outline | names | {"words": LEFT_OUT}


def _references_of(one: Any, visible: VisibleThings, ends: Iterable[str]) -> Row | None:
    """Return the references of what a row refers to, or None if any of it is out of sight."""
    references = {end: visible.reference(end, getattr(one, f"{end}_id")) for end in ends}
    return references if all(references.values()) else None


def _links(things: Iterable[Any], visible: VisibleThings, *ends: str) -> list[Row]:
    """Return the rows with the references of their things, or OUT_OF_SIGHT."""
    rows = []
    for one in things:
        references = _references_of(one, visible, ends)
        row = {} if references is None else _dump(one) | _names(one, visible)
        rows.append(row | (references or dict.fromkeys(ends, OUT_OF_SIGHT)))
    return _merged(rows)


def _trials(things: Iterable[Trial], visible: VisibleThings) -> list[Row]:
    """Return the person's trials; the owner of the obstacle owns the trial."""
    rows = []
    for trial in things:
        references = _references_of(trial, visible, ("obstacle", "workaround"))
        if references is None:
            rows.append({"words": OUT_OF_SIGHT})
        elif trial.obstacle.organisation_id in visible.joined_organisation_ids:
            rows.append(_dump(trial) | _names_of(None, trial.programme_id, visible) | references)
        else:
            outline = {"reference": trial.reference, "recorded_at": _plain(trial.recorded_at)}
            rows.append(references | outline | {"words": LEFT_OUT})
    return _merged(rows)


def _owned(things: Iterable[Obstacle], visible: VisibleThings) -> list[Row]:
    references = (visible.reference("obstacle", one.id) for one in things)
    return _merged({"reference": reference or OUT_OF_SIGHT} for reference in references)


def _added(things: Iterable[Any], visible: VisibleThings, own: str) -> list[Row]:
    """Return what the person added to obstacles; nobody else can edit it, so it is their own.

    If the obstacle is out of sight, only their text (column `own`) is exported.
    """
    rows = []
    for thing in things:
        reference = visible.reference("obstacle", thing.obstacle_id)
        if reference is not None:
            rows.append(_dump(thing) | _names(thing, visible) | {"obstacle": reference})
        elif text := getattr(thing, own):
            rows.append({"obstacle": OUT_OF_SIGHT, own: text})
    return _merged(rows)


def _mentions(things: Iterable[Mention], visible: VisibleThings) -> list[Row]:
    """Return the mentions of the person, without the text, which belongs to its author."""
    rows = []
    for mention in things:
        is_read = visible.reference("comment", mention.comment_id) is not None
        reference = visible.reference("obstacle", mention.comment.obstacle_id) if is_read else None
        row = {"obstacle": reference or OUT_OF_SIGHT}
        rows.append(row if reference is None else _dump(mention) | row)
    return _merged(rows)


def _matches(things: Iterable[Match], visible: VisibleThings) -> list[Row]:
    rows = []
    for match in things:
        references = [visible.reference("obstacle", id_) for id_ in (match.one_id, match.other_id)]
        if all(references):
            pair_row = {"obstacles": sorted(map(str, references))}
            rows.append(_dump(match) | _names(match, visible) | pair_row)
        else:
            rows.append({"answer": _plain(match.answer), "obstacles": OUT_OF_SIGHT})
    return _merged(rows)


def _own_events(events: Iterable[AuditEvent], visible: VisibleThings) -> list[Row]:
    """Return the person's audit events; of those out of their sight, each kind of act once.

    Side effects on obstacles, for example of a merge of categories, are left out, although they
    were once recorded as the person's events, at the same time.
    """
    events = list(events)
    effects = {event.at for event in events if event.act in WITH_EFFECTS}
    direct = (one for one in events if one.thing_kind != "obstacle" or one.at not in effects)
    own = {_event_key(one): one for one in direct}.values()
    hidden_texts: dict[str, dict[str, list[str]]] = {}
    for event in own:
        if not visible.includes(event):
            _add_free_text(event, hidden_texts.setdefault(event.act, {}))
    acts = sorted(hidden_texts)
    hidden = [{"act": act, "thing": OUT_OF_SIGHT, "told": hidden_texts[act]} for act in acts]
    return [_event_row(event, visible) for event in own if visible.includes(event)] + hidden


def _event_key(event: AuditEvent) -> tuple[Any, ...]:
    """Return the deduplication key: widening a comment is recorded for two organisations."""
    return (event.at, event.thing_id) if event.act == Act.COMMENT_WIDEN else (event.id,)


def _add_free_text(event: AuditEvent, texts_by_field: dict[str, list[str]]) -> None:
    """Add the free text of the event."""
    for name, both in (event.payload or {}).items():
        if name in FREE_TEXT_FIELDS and both and isinstance(both[1], str) and both[1]:
            texts = texts_by_field.setdefault(name, [])
            texts.extend([both[1]] if both[1] not in texts else [])


def _event_row(event: AuditEvent, visible: VisibleThings) -> Row:
    """Return the event with its new values, without the former ones."""
    payload = without_bare_currency(event.payload or {})
    changes = {name: both for name, both in payload.items() if not is_row_id(name)}
    new_values = {
        name: both[1]
        for name, both in changes.items()
        if isinstance(both, list) and both and not isinstance(both[1], list)
    }
    thing = visible.things.get((event.thing_kind, event.thing_id or 0))
    owner = thing.organisation_id if thing else event.organisation_id
    acted_for = visible.acted_for(event)
    return (
        _dump(event)
        | {"told": new_values, "changed": sorted(set(changes) - {SALT})}
        | ({"reference": thing.reference} if thing else {})
        | ({"done for": acted_for} if acted_for is not None else {})
        | _names_of(owner, event.programme_id, visible)
    )


def _events_about(person: Person, visible: VisibleThings) -> list[Row]:
    """Return the audit events of others, or the tracker, on the account, without who acted."""
    by_others = sa.select(AuditEvent).where(
        AuditEvent.thing_kind == "person",
        AuditEvent.thing_id == person.id,
        sa.func.coalesce(AuditEvent.person_id, 0) != person.id,
    )
    events = db.session.scalars(by_others.order_by(AuditEvent.id)).all()
    actor_keys = {"capacity", "done for"}
    rows = [_event_row(event, visible) for event in events]
    return [{name: row[name] for name in row if name not in actor_keys} for row in rows]
