"""Record an audit event for each audited row that a database session adds, changes or deletes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.audit.acts import Act
from tracker.audit.audited_columns import audited_columns, changes_of
from tracker.audit.naming import (
    NAMERS,
    Namer,
    Operation,
    act_namer_of_role,
    act_of_withdrawal,
)
from tracker.audit.notes import (
    KINDS,
    ActorCapacity,
    Changes,
    PendingEvent,
    add_pending_events,
    current_actor_id,
    json_values,
    key_of,
    pending_event,
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

Events = Iterator[PendingEvent]
EventBuilder = Callable[[Session, Any, Operation], Events]


def _without_values(changes: Changes) -> Changes:
    """Return the changed fields without their values."""
    return {name: [] for name in changes}


def _events_of_thing(_session: Session, thing: Any, operation: Operation) -> Events:
    changes = changes_of(thing, operation)
    if operation is Operation.CHANGED and not changes:
        return
    yield pending_event(
        NAMERS[type(thing)](thing, operation, changes),
        thing,
        changes=changes,
        person_id=current_actor_id(),
    )


def _events_of_obstacle(_session: Session, thing: Obstacle, operation: Operation) -> Events:
    """Yield an obstacle's event, without values for a draft: its text is its author's alone."""
    changes = changes_of(thing, operation)
    if operation is Operation.CHANGED and not changes:
        return
    act = NAMERS[Obstacle](thing, operation, changes)
    if thing.is_draft:
        changes = _without_values(changes)
    elif (
        act is Act.OBSTACLE_LOG and operation is not Operation.ADDED
    ):  # A draft until now: all of it.
        changes = changes_of(thing, Operation.ADDED)
    yield pending_event(act, thing, changes=changes, person_id=current_actor_id())


def _events_of_status(session: Session, change: StatusChange, operation: Operation) -> Events:
    obstacle = vars(change).get("obstacle") or _find(session, Obstacle, change.obstacle_id)
    if operation is not Operation.ADDED or obstacle in session.new:
        return
    before = vars(obstacle).get("status")
    changes = {"status": [before, change.status], "reason": [None, change.reason]}
    yield pending_event(
        Act.OBSTACLE_STATUS, obstacle, changes=changes, person_id=current_actor_id()
    )


def _events_of_person(_session: Session, person: Person, operation: Operation) -> Events:
    changes = changes_of(person, operation)
    if changes or operation is Operation.DELETED:
        act = NAMERS[Person](person, operation, changes)
        yield pending_event(
            act, person, changes=_without_values(changes), person_id=current_actor_id()
        )


def _events_of_invitation(
    _session: Session, invitation: Invitation, operation: Operation
) -> Events:
    changes = changes_of(invitation, operation)
    if changes or operation is Operation.DELETED:
        act = NAMERS[Invitation](invitation, operation, changes)
        changes = {
            name: value for name, value in changes.items() if name not in {"email", "inviter_id"}
        }
        yield pending_event(act, invitation, changes=changes, person_id=current_actor_id())


def _event_builder_of_role(name: Namer, kind: str) -> EventBuilder:
    """Return the event builder for a person's role, or an organisation's participation."""

    def build(_session: Session, role: Any, operation: Operation) -> Events:
        changes = changes_of(role, operation)
        if operation is Operation.CHANGED and not changes:
            return
        yield PendingEvent(
            name(role, operation, changes),
            kind,
            getattr(role, f"{kind}_id"),
            organisation_id=vars(role).get("organisation_id"),
            programme_id=vars(role).get("programme_id"),
            person_id=current_actor_id(),
            changes=json_values(changes),
            source=(type(role), sa.inspect(role).identity or id(role)),
        )

    return build


def _event_builder_of_sign_in_method(
    added: Act, deleted: Act | None, owner: str = "person_id"
) -> EventBuilder:
    """Return the event builder for a sign-in method that is added or removed, without details."""

    def build(_session: Session, method: Any, operation: Operation) -> Events:
        act = {Operation.ADDED: added, Operation.DELETED: deleted}.get(operation)
        if act is not None:
            yield PendingEvent(act, "person", getattr(method, owner), person_id=current_actor_id())

    return build


def is_open_to(organisation_id: int, thing: Obstacle | Workaround) -> bool:
    """Return whether an organisation's members may read the thing, which may be another's."""
    return thing.organisation_id == organisation_id or thing.visibility != Visibility.ORGANISATION


def _find(session: Session, model: type[Any], key: int) -> Any:
    """Return the row, also if this flush has inserted it; no query if it is loaded."""
    fresh = (thing for thing in session.new if isinstance(thing, model) and thing.id == key)
    return next(fresh, None) or session.get(model, key)


def _events_of_pair(act: Act, ends: dict[str, Any], changes: Mapping[str, Changes]) -> Events:
    """Yield an event on each of two linked things whose organisation may read the other."""
    sides = tuple(thing.organisation_id for thing in ends.values())
    for name, far in (tuple(ends), tuple(reversed(ends))):
        thing, other = ends[name], ends[far]
        event = pending_event(act, thing, changes=changes[name], person_id=current_actor_id())
        event = replace(event, source=(act, name, thing.id, other.id), sides=sides)
        if is_open_to(thing.organisation_id, other):
            yield event
        elif not is_open_to(other.organisation_id, thing):
            yield replace(event, organisation_id=None)


def _id_change(key: int, operation: Operation) -> list[int | None]:
    return [
        None if operation is Operation.ADDED else key,
        None if operation is Operation.DELETED else key,
    ]


def _events_of_link(session: Session, link: WorkaroundLink, operation: Operation) -> Events:
    if operation is Operation.CHANGED:
        return
    ends = {
        "obstacle": _find(session, Obstacle, link.obstacle_id),
        "workaround": _find(session, Workaround, link.workaround_id),
    }
    changes = {
        "obstacle": {"workaround_id": _id_change(link.workaround_id, operation)},
        "workaround": {"obstacle_id": _id_change(link.obstacle_id, operation)},
    }
    act = Act.LINK_ADD if operation is Operation.ADDED else Act.LINK_REMOVE
    yield from _events_of_pair(act, ends, changes)


def _events_of_trial(session: Session, trial: Trial, operation: Operation) -> Events:
    """Yield a trial's events: with its text on the obstacle, without on the workaround."""
    course = changes_of(trial, operation)
    if operation is Operation.CHANGED and not course:
        return
    act = {
        Operation.ADDED: Act.TRIAL_RECORD,
        Operation.CHANGED: Act.TRIAL_EDIT,
        Operation.DELETED: Act.TRIAL_DELETE,
    }
    yield from _events_of_course(session, trial, operation, act[operation], course)


def _events_of_course(
    session: Session, trial: Trial, operation: Operation, act: Act, course: Changes
) -> Events:
    ends = {
        "obstacle": _find(session, Obstacle, trial.obstacle_id),
        "workaround": _find(session, Workaround, trial.workaround_id),
    }
    changes = {
        "obstacle": {"workaround_id": _id_change(trial.workaround_id, operation), **course},
        "workaround": {"obstacle_id": _id_change(trial.obstacle_id, operation)},
    }
    side = (ends["obstacle"].organisation_id,)  # The obstacle's organisation does the trial.
    for event in _events_of_pair(act, ends, changes):
        yield replace(event, sides=side)


def _events_of_hindrance(session: Session, hindrance: Hindrance, operation: Operation) -> Events:
    ends = {
        "holding": _find(session, Obstacle, hindrance.holding_id),
        "held_up": _find(session, Obstacle, hindrance.held_up_id),
    }
    changes = {
        "holding": {"holds_up_id": _id_change(hindrance.held_up_id, operation)},
        "held_up": {"held_up_by_id": _id_change(hindrance.holding_id, operation)},
    }
    act = Act.OBSTACLE_HINDER if operation is Operation.ADDED else Act.OBSTACLE_STOP_HINDERING
    yield from _events_of_pair(act, ends, changes)


def _events_of_comment(session: Session, comment: Comment, operation: Operation) -> Events:
    """Yield a comment's event on its obstacle, without the text: a deleted comment leaves none."""
    changes = changes_of(comment, operation)
    act = {Operation.ADDED: Act.COMMENT_WRITE, Operation.CHANGED: Act.COMMENT_EDIT}
    if operation is Operation.CHANGED and not changes:
        return
    obstacle = _find(session, Obstacle, comment.obstacle_id)
    if operation is Operation.CHANGED and changes.keys() == {"visibility"}:
        yield from _events_of_widened_comment(comment, obstacle, changes)
        return
    named = act.get(operation, Act.COMMENT_DELETE)
    fields = _without_values(changes)
    event = pending_event(named, obstacle, changes=fields, person_id=current_actor_id())
    yield replace(
        event, source=("comment", key_of(comment)), actor_capacity=_author_capacity(comment)
    )


def _events_of_widened_comment(comment: Comment, obstacle: Obstacle, changes: Changes) -> Events:
    """Yield the events of a widened comment for the obstacle's and for the author's organisation.

    They are separate, so that neither reveals one organisation to the other. Only colleagues of
    the author may do it, or programme leads if a lead wrote it: they act in that capacity.
    """
    writers, key = comment.organisation_id, key_of(comment)
    event = pending_event(
        Act.COMMENT_WIDEN, obstacle, changes=changes, person_id=current_actor_id()
    )
    event.actor_capacity = _capacity_for(writers)
    yield replace(event, source=("comment", key))
    if writers not in {None, obstacle.organisation_id}:
        yield replace(event, organisation_id=writers, source=("comment", key, writers))


def _author_capacity(comment: Comment) -> ActorCapacity | None:
    """Return the capacity in which the comment's author acts; None if it is somebody else."""
    if comment.person_id is None or comment.person_id != current_actor_id():
        return None
    return _capacity_for(comment.organisation_id)


def _capacity_for(writers: int | None) -> ActorCapacity:
    """Return the capacity of a member of this organisation, or of a programme lead if None."""
    return ActorCapacity(Capacity.MEMBER if writers else Capacity.PROGRAMME_LEAD, writers)


def _events_of_attachment(session: Session, attachment: Attachment, operation: Operation) -> Events:
    if operation is Operation.CHANGED:
        return
    act = Act.ATTACHMENT_ADD if operation is Operation.ADDED else Act.ATTACHMENT_DELETE
    obstacle = _find(session, Obstacle, attachment.obstacle_id)
    changes = changes_of(attachment, operation)
    event = pending_event(act, obstacle, changes=changes, person_id=current_actor_id())
    yield replace(event, source=("attachment", key_of(attachment)))


def _events_of_match(session: Session, match: Match, operation: Operation) -> Events:
    """Yield the events of a match answer, on both obstacles."""
    answer = changes_of(match, operation)
    if operation is Operation.CHANGED and not answer:
        return
    ends = {
        "one": _find(session, Obstacle, match.one_id),
        "other": _find(session, Obstacle, match.other_id),
    }
    changes = {
        "one": {"matched_id": _id_change(match.other_id, operation), **answer},
        "other": {"matched_id": _id_change(match.one_id, operation), **answer},
    }
    yield from _events_of_pair(Act.OBSTACLE_MATCH, ends, changes)


def _events_of_ruled_out(session: Session, ruled_out: RuledOut, operation: Operation) -> Events:
    if operation is Operation.CHANGED:
        return
    obstacle = _find(session, Obstacle, ruled_out.obstacle_id)
    changes: Changes = {"ruled_out_id": _id_change(ruled_out.barrier_id, operation)}
    yield pending_event(
        Act.OBSTACLE_RULE_OUT, obstacle, changes=changes, person_id=current_actor_id()
    )


EVENT_BUILDERS: dict[type, EventBuilder] = {
    **dict.fromkeys(KINDS, _events_of_thing),
    AddressChange: _event_builder_of_sign_in_method(Act.ADDRESS_ASK, None),
    Assignment: _event_builder_of_role(act_namer_of_role("assignment", "ended_at"), "person"),
    Attachment: _events_of_attachment,
    Comment: _events_of_comment,
    DirectoryIdentity: _event_builder_of_sign_in_method(Act.DIRECTORY_LINK, Act.DIRECTORY_UNLINK),
    Hindrance: _events_of_hindrance,
    Invitation: _events_of_invitation,
    Match: _events_of_match,
    Membership: _event_builder_of_role(act_namer_of_role("membership", "ended_at"), "person"),
    Obstacle: _events_of_obstacle,
    Participation: _event_builder_of_role(
        act_namer_of_role("participation", "left_on"), "organisation"
    ),
    Passkey: _event_builder_of_sign_in_method(Act.PASSKEY_ADD, Act.PASSKEY_REMOVE, "user_id"),
    Person: _events_of_person,
    RuledOut: _events_of_ruled_out,
    StatusChange: _events_of_status,
    Trial: _events_of_trial,
    WorkaroundLink: _events_of_link,
}
"""Every model whose rows are audited; a test lists why the others are not."""


def record_change(thing: Any, **values: list[Any]) -> None:
    """Record a change that a bulk statement makes without the ORM, as {field: [before, after]}."""
    changes = {name: pair for name, pair in values.items() if pair[0] != pair[1]}
    if not changes:
        return
    act = NAMERS[type(thing)](thing, Operation.CHANGED, changes)
    recorded = _without_values(changes) if act is Act.DRAFT_EDIT else changes
    event = pending_event(act, thing, changes=recorded, person_id=current_actor_id())
    add_pending_events(db.session(), [event])


def record_withdrawal_of_trial(trial: Trial, withdrawn_at: list[Any]) -> None:
    """Record that a bulk statement withdraws or restores a trial, given [before, after]."""
    course: Changes = {"withdrawn_at": withdrawn_at}
    act = act_of_withdrawal("trial", course)
    session = db.session()
    add_pending_events(session, _events_of_course(session, trial, Operation.CHANGED, act, course))


def record_effect(thing: Any, act: Act | None = None, **changes: list[Any]) -> None:
    """Record the effect on a thing of an act on another thing, without an actor.

    The actor may not see the thing, so the event is not theirs; a given `act` records that the
    programme's leads caused the effect.
    """
    named = act or NAMERS[type(thing)](thing, Operation.CHANGED, changes)
    recorded = _without_values(changes) if thing.is_draft else changes
    event = pending_event(named, thing, changes=recorded)
    event.actor_capacity = ActorCapacity(Capacity.PROGRAMME_LEAD if act else None)
    add_pending_events(db.session(), [event])


def record_added_row(thing: Any) -> None:
    """Record a row that a bulk statement inserts without the ORM's flush."""
    session = db.session()
    add_pending_events(session, EVENT_BUILDERS[type(thing)](session, thing, Operation.ADDED))


@sa.event.listens_for(Session, "after_flush")
def _record_flushed_rows(session: Session, _context: object) -> None:
    for operation, things in (
        (Operation.ADDED, session.new),
        (Operation.CHANGED, session.dirty),
        (Operation.DELETED, session.deleted),
    ):
        for thing in things:
            build = EVENT_BUILDERS.get(type(thing))
            if build is not None:
                add_pending_events(session, build(session, thing, operation))


def _load_previous_values() -> None:
    """Make the ORM load the previous value of each audited field before it is overwritten."""
    for model in EVENT_BUILDERS:
        for name in audited_columns(model) if model is not Person else ():
            sa.event.listen(getattr(model, name), "set", _ignore_event, active_history=True)


def _ignore_event(*_event: object) -> None:
    """Do nothing: an active listener makes the mapper load the previous value."""


_load_previous_values()
