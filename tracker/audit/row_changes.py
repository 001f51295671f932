"""Note by itself each row of the audited kinds that a session adds, changes or deletes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from tracker.audit.acts import Act
from tracker.audit.naming import NAMERS, How, Namer, name_of_place
from tracker.audit.notes import (
    KINDS,
    Note,
    Standing,
    add_notes,
    key_of,
    note_of,
    plain,
    who_acts,
)
from tracker.extensions import db
from tracker.models import (
    AddressChange,
    Assignment,
    Attachment,
    Comment,
    DirectoryIdentity,
    Hindrance,
    Invitation,
    Match,
    Membership,
    Obstacle,
    Participation,
    Passkey,
    Person,
    RuledOut,
    StatusChange,
    Trial,
    Workaround,
    WorkaroundLink,
)
from tracker.models.vocabulary import Capacity, Visibility

UNTOLD = frozenset(
    {
        "added_at",
        "author_id",
        "changed_at",
        "checksum",
        "confirmed_at",
        "created_at",
        "edited_at",
        "form_key",
        "fs_uniquifier",
        "id",
        "is_mailed",
        "logged_at",
        "looked_back_at",
        "names_revision",
        "obstacle_id",
        "one_id",
        "organisation_id",
        "other_id",
        "person_id",
        "programme_id",
        "recorded_at",
        "revision",
        "said_at",
        "stored_as",
        "title_key",
        "token_hash",
        "totp_counter",
        "version",
        "workaround_id",
        "written_at",
    }
)
"""Columns that only follow another change, or that the event itself holds."""

Told = dict[str, Any]
Teller = Callable[[Session, Any, How], Iterator[Note]]


@cache
def _fields(model: Any) -> tuple[str, ...]:
    columns: Any = sa.inspect(model).column_attrs
    untold = UNTOLD | {"visibility"} if model in {Attachment, Trial} else UNTOLD
    return tuple(column.key for column in columns if column.key not in untold)


def fields_of(thing: Any) -> tuple[str, ...]:
    """Return the columns of a row that the audit tells of."""
    model: Any = type(thing)
    return _fields(model)


def told_of(thing: Any, how: How) -> Told:
    """Return {field: [before, after]} for what a flush does to a row; of what goes, nothing."""
    if how is How.DELETED:
        return {}
    if how is How.CHANGED:
        return _changes_of(thing)
    held = vars(thing)
    values = {name: held.get(name) for name in fields_of(thing)}
    return {name: [None, value] for name, value in values.items() if value not in (None, "")}


def _changes_of(thing: Any) -> Told:
    changes = {}
    for name in fields_of(thing):
        history = get_history(thing, name)
        if history.has_changes():
            before, after = history.deleted or [None], history.added or [None]
            changes[name] = [before[0], after[0]]
    return changes


def _unsaid(told: Told) -> Told:
    """Keep the names of what changed, and none of its words."""
    return {name: [] for name in told}


def _tell_thing(_session: Session, thing: Any, how: How) -> Iterator[Note]:
    told = told_of(thing, how)
    if how is How.CHANGED and not told:
        return
    yield note_of(NAMERS[type(thing)](thing, how, told), thing, told=told, person_id=who_acts())


def _tell_obstacle(_session: Session, thing: Obstacle, how: How) -> Iterator[Note]:
    """Tell of an obstacle; a draft's words are its author's alone until it is logged."""
    told = told_of(thing, how)
    if how is How.CHANGED and not told:
        return
    act = NAMERS[Obstacle](thing, how, told)
    if thing.is_draft:
        told = _unsaid(told)
    elif act is Act.OBSTACLE_LOG and how is not How.ADDED:  # A draft until now: all of it.
        told = told_of(thing, How.ADDED)
    yield note_of(act, thing, told=told, person_id=who_acts())


def _tell_status(session: Session, change: StatusChange, how: How) -> Iterator[Note]:
    obstacle = vars(change).get("obstacle") or _find(session, Obstacle, change.obstacle_id)
    if how is not How.ADDED or obstacle in session.new:
        return
    before = vars(obstacle).get("status")
    told = {"status": [before, change.status], "reason": [None, change.reason]}
    yield note_of(Act.OBSTACLE_STATUS, obstacle, told=told, person_id=who_acts())


def _tell_person(_session: Session, person: Person, how: How) -> Iterator[Note]:
    told = told_of(person, how)
    if told or how is How.DELETED:
        act = NAMERS[Person](person, how, told)
        yield note_of(act, person, told=_unsaid(told), person_id=who_acts())


def _tell_invitation(_session: Session, invitation: Invitation, how: How) -> Iterator[Note]:
    told = told_of(invitation, how)
    if told or how is How.DELETED:
        act = NAMERS[Invitation](invitation, how, told)
        told = {name: value for name, value in told.items() if name not in {"email", "inviter_id"}}
        yield note_of(act, invitation, told=told, person_id=who_acts())


def _tell_place(name: Namer, kind: str) -> Teller:
    """Return what tells of a person's or an organisation's place somewhere."""

    def tell(_session: Session, place: Any, how: How) -> Iterator[Note]:
        told = told_of(place, how)
        if how is How.CHANGED and not told:
            return
        yield Note(
            name(place, how, told),
            kind,
            getattr(place, f"{kind}_id"),
            organisation_id=vars(place).get("organisation_id"),
            programme_id=vars(place).get("programme_id"),
            person_id=who_acts(),
            told=plain(told),
            source=(type(place), sa.inspect(place).identity or id(place)),
        )

    return tell


def _tell_key(added: Act, deleted: Act | None, owner: str = "person_id") -> Teller:
    """Return what tells that a person got or gave up a means to sign in, and not which."""

    def tell(_session: Session, key: Any, how: How) -> Iterator[Note]:
        act = {How.ADDED: added, How.DELETED: deleted}.get(how)
        if act is not None:
            yield Note(act, "person", getattr(key, owner), person_id=who_acts())

    return tell


def is_open_to(organisation_id: int, thing: Obstacle | Workaround) -> bool:
    """Say whether an organisation's members may read the thing, which may be another's."""
    return thing.organisation_id == organisation_id or thing.visibility != Visibility.ORGANISATION


def _find(session: Session, model: type[Any], key: int) -> Any:
    """Return the row, also where this very flush has put it in; no query where it is loaded."""
    fresh = (thing for thing in session.new if isinstance(thing, model) and thing.id == key)
    return next(fresh, None) or session.get(model, key)


def _tell_pair(act: Act, ends: dict[str, Any], told: dict[str, Told]) -> Iterator[Note]:
    """Tell of what joins two things, on each whose organisation may read the other."""
    sides = tuple(thing.organisation_id for thing in ends.values())
    for name, far in (tuple(ends), tuple(reversed(ends))):
        thing, other = ends[name], ends[far]
        note = note_of(act, thing, told=told[name], person_id=who_acts())
        note = replace(note, source=(act, name, thing.id, other.id), sides=sides)
        if is_open_to(thing.organisation_id, other):
            yield note
        elif not is_open_to(other.organisation_id, thing):
            yield replace(note, organisation_id=None)


def _joined(key: int, how: How) -> list[int | None]:
    return [None if how is How.ADDED else key, None if how is How.DELETED else key]


def _tell_link(session: Session, link: WorkaroundLink, how: How) -> Iterator[Note]:
    if how is How.CHANGED:
        return
    ends = {
        "obstacle": _find(session, Obstacle, link.obstacle_id),
        "workaround": _find(session, Workaround, link.workaround_id),
    }
    told = {
        "obstacle": {"workaround_id": _joined(link.workaround_id, how)},
        "workaround": {"obstacle_id": _joined(link.obstacle_id, how)},
    }
    act = Act.LINK_ADD if how is How.ADDED else Act.LINK_REMOVE
    yield from _tell_pair(act, ends, told)


def _tell_trial(session: Session, trial: Trial, how: How) -> Iterator[Note]:
    """Tell of a trial on its obstacle, whose organisation tries; the workaround's sees no words."""
    course = told_of(trial, how)
    if how is How.CHANGED and not course:
        return
    act = {How.ADDED: Act.TRIAL_RECORD, How.CHANGED: Act.TRIAL_EDIT, How.DELETED: Act.TRIAL_DELETE}
    ends = {
        "obstacle": _find(session, Obstacle, trial.obstacle_id),
        "workaround": _find(session, Workaround, trial.workaround_id),
    }
    told = {
        "obstacle": {"workaround_id": _joined(trial.workaround_id, how), **course},
        "workaround": {"obstacle_id": _joined(trial.obstacle_id, how)},
    }
    side = (ends["obstacle"].organisation_id,)  # It is made for the obstacle's organisation.
    for one in _tell_pair(act[how], ends, told):
        yield replace(one, sides=side)


def _tell_hindrance(session: Session, hindrance: Hindrance, how: How) -> Iterator[Note]:
    ends = {
        "holding": _find(session, Obstacle, hindrance.holding_id),
        "held_up": _find(session, Obstacle, hindrance.held_up_id),
    }
    told = {
        "holding": {"holds_up_id": _joined(hindrance.held_up_id, how)},
        "held_up": {"held_up_by_id": _joined(hindrance.holding_id, how)},
    }
    act = Act.OBSTACLE_HINDER if how is How.ADDED else Act.OBSTACLE_STOP_HINDERING
    yield from _tell_pair(act, ends, told)


def _tell_comment(session: Session, comment: Comment, how: How) -> Iterator[Note]:
    """Tell of a comment on its obstacle, without its words: what is taken back is gone."""
    told = told_of(comment, how)
    act = {How.ADDED: Act.COMMENT_WRITE, How.CHANGED: Act.COMMENT_EDIT}
    if how is How.CHANGED and not told:
        return
    obstacle = _find(session, Obstacle, comment.obstacle_id)
    if how is How.CHANGED and told.keys() == {"visibility"}:
        yield from _tell_widened(comment, obstacle, told)
        return
    said = _unsaid(told)
    note = note_of(act.get(how, Act.COMMENT_DELETE), obstacle, told=said, person_id=who_acts())
    yield replace(note, source=("comment", key_of(comment)), standing=_voice_of(comment))


def _tell_widened(comment: Comment, obstacle: Obstacle, told: Told) -> Iterator[Note]:
    """Tell who may read a comment now, to the obstacle's organisation and to that which wrote it.

    Each has an event of its own, so that neither tells the one of the other. Only colleagues of
    the writer may do it, or programme leads where a lead wrote it: they act as that.
    """
    writers, key = comment.organisation_id, key_of(comment)
    note = note_of(Act.COMMENT_WIDEN, obstacle, told=told, person_id=who_acts())
    note.standing = _standing_for(writers)
    yield replace(note, source=("comment", key))
    if writers not in {None, obstacle.organisation_id}:
        yield replace(note, organisation_id=writers, source=("comment", key, writers))


def _voice_of(comment: Comment) -> Standing | None:
    """Return for whom its writer speaks; None where it is somebody else who changes it."""
    if comment.person_id is None or comment.person_id != who_acts():
        return None
    return _standing_for(comment.organisation_id)


def _standing_for(writers: int | None) -> Standing:
    """Return as what somebody speaks who does so for this organisation, or as a lead for none."""
    return Standing(Capacity.MEMBER if writers else Capacity.PROGRAMME_LEAD, writers)


def _tell_attachment(session: Session, attachment: Attachment, how: How) -> Iterator[Note]:
    if how is How.CHANGED:
        return
    act = Act.ATTACHMENT_ADD if how is How.ADDED else Act.ATTACHMENT_DELETE
    obstacle = _find(session, Obstacle, attachment.obstacle_id)
    note = note_of(act, obstacle, told=told_of(attachment, how), person_id=who_acts())
    yield replace(note, source=("attachment", key_of(attachment)))


def _tell_match(session: Session, match: Match, how: How) -> Iterator[Note]:
    """Tell what was answered on two obstacles."""
    answer = told_of(match, how)
    if how is How.CHANGED and not answer:
        return
    ends = {
        "one": _find(session, Obstacle, match.one_id),
        "other": _find(session, Obstacle, match.other_id),
    }
    told = {
        "one": {"matched_id": _joined(match.other_id, how), **answer},
        "other": {"matched_id": _joined(match.one_id, how), **answer},
    }
    yield from _tell_pair(Act.OBSTACLE_MATCH, ends, told)


def _tell_ruled_out(session: Session, ruled_out: RuledOut, how: How) -> Iterator[Note]:
    if how is How.CHANGED:
        return
    obstacle = _find(session, Obstacle, ruled_out.obstacle_id)
    told: Told = {"ruled_out_id": _joined(ruled_out.barrier_id, how)}
    yield note_of(Act.OBSTACLE_RULE_OUT, obstacle, told=told, person_id=who_acts())


TELLERS: dict[type, Teller] = {
    **dict.fromkeys(KINDS, _tell_thing),
    AddressChange: _tell_key(Act.ADDRESS_ASK, None),
    Assignment: _tell_place(name_of_place("assignment", "ended_at"), "person"),
    Attachment: _tell_attachment,
    Comment: _tell_comment,
    DirectoryIdentity: _tell_key(Act.DIRECTORY_LINK, Act.DIRECTORY_UNLINK),
    Hindrance: _tell_hindrance,
    Invitation: _tell_invitation,
    Match: _tell_match,
    Membership: _tell_place(name_of_place("membership", "ended_at"), "person"),
    Obstacle: _tell_obstacle,
    Participation: _tell_place(name_of_place("participation", "left_on"), "organisation"),
    Passkey: _tell_key(Act.PASSKEY_ADD, Act.PASSKEY_REMOVE, "user_id"),
    Person: _tell_person,
    RuledOut: _tell_ruled_out,
    StatusChange: _tell_status,
    Trial: _tell_trial,
    WorkaroundLink: _tell_link,
}
"""Every model whose rows are audited; a house test says why the others are not."""


def note_change(thing: Any, **told: list[Any]) -> None:
    """Note a change that a statement makes past the session's rows, as {field: [before, after]}."""
    changes = {name: both for name, both in told.items() if both[0] != both[1]}
    if not changes:
        return
    act = NAMERS[type(thing)](thing, How.CHANGED, changes)
    said = _unsaid(changes) if act is Act.DRAFT_EDIT else changes
    add_notes(db.session(), [note_of(act, thing, told=said, person_id=who_acts())])


def note_effect(thing: Any, act: Act | None = None, **told: list[Any]) -> None:
    """Note what an act on something else changes in a thing: nobody has done it to the thing.

    Whoever acted may not see the thing, so it is no act of theirs; `act` says that the programme's
    leads brought it about.
    """
    named = act or NAMERS[type(thing)](thing, How.CHANGED, told)
    said = _unsaid(told) if thing.is_draft else told
    standing = Standing(Capacity.PROGRAMME_LEAD if act else None)
    add_notes(db.session(), [replace(note_of(named, thing, told=said), standing=standing)])


def note_added(thing: Any) -> None:
    """Note a row that a statement puts in past the session's flush."""
    session = db.session()
    add_notes(session, TELLERS[type(thing)](session, thing, How.ADDED))


@sa.event.listens_for(Session, "after_flush")
def _note_flushed(session: Session, _context: object) -> None:
    for how, things in (
        (How.ADDED, session.new),
        (How.CHANGED, session.dirty),
        (How.DELETED, session.deleted),
    ):
        for thing in things:
            teller = TELLERS.get(type(thing))
            if teller is not None:
                add_notes(session, teller(session, thing, how))


def _keep_what_was_before() -> None:
    """Let each told value be read before it is overwritten, also where it was not loaded."""
    for model in TELLERS:
        for name in _fields(model) if model is not Person else ():
            sa.event.listen(getattr(model, name), "set", _take_no_notice, active_history=True)


def _take_no_notice(*_event: object) -> None:
    """Do nothing: listening is what makes the mapper remember the value before."""


_keep_what_was_before()
