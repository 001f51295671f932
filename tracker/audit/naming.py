"""The act that a change to a row is recorded as."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from tracker.audit.acts import Act
from tracker.audit.notes import Changes
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
from tracker.models.vocabulary import Visibility

SECOND_FACTOR = frozenset({"mf_recovery_codes", "tf_primary_method", "tf_totp_secret"})
VISIBILITY_RANK = {visibility.value: rank for rank, visibility in enumerate(Visibility)}


class Operation(Enum):
    """What a database session does to a row."""

    ADDED = auto()
    CHANGED = auto()
    DELETED = auto()


Namer = Callable[[Any, Operation, Changes], Act]


def _act_by_operation(word: str, added: str = "add") -> Namer:
    acts = {
        Operation.ADDED: Act(f"{word}:{added}"),
        Operation.CHANGED: Act(f"{word}:edit"),
        Operation.DELETED: Act(f"{word}:delete"),
    }
    return lambda _thing, operation, _changes: acts[operation]


def _act_of_category(_thing: Category, operation: Operation, changes: Changes) -> Act:
    if operation is Operation.CHANGED and "merged_into_id" in changes:
        return Act.CATEGORY_MERGE
    if operation is Operation.CHANGED and changes.get("retired_at", [None, None])[1]:
        return Act.CATEGORY_RETIRE
    return _act_by_operation("category")(_thing, operation, changes)


def _act_of_invitation(_thing: Invitation, operation: Operation, changes: Changes) -> Act:
    if operation is Operation.ADDED:
        return Act.INVITATION_SEND
    if operation is Operation.DELETED:
        return Act.INVITATION_DELETE
    if "withdrawn_at" in changes:
        return Act.INVITATION_WITHDRAW
    return Act.INVITATION_ACCEPT if "accepted_at" in changes else Act.INVITATION_EDIT


def _act_of_obstacle(thing: Obstacle, operation: Operation, changes: Changes) -> Act:
    if changes.get("is_draft") == [True, False]:
        return Act.OBSTACLE_LOG
    if thing.is_draft:
        return {
            Operation.ADDED: Act.DRAFT_KEEP,
            Operation.CHANGED: Act.DRAFT_EDIT,
            Operation.DELETED: Act.DRAFT_DISCARD,
        }[operation]
    if operation is Operation.CHANGED and set(changes) == {"barrier_id"}:
        return Act.OBSTACLE_GROUP
    return _act_of_text("obstacle", operation, changes)


def _act_of_person(thing: Person, operation: Operation, changes: Changes) -> Act:
    if operation is Operation.CHANGED and "erased_at" in changes:
        return Act.PERSON_ERASE
    if operation is Operation.CHANGED and SECOND_FACTOR & set(changes):
        return Act.SECOND_FACTOR_CHANGE
    return _act_by_operation("person")(thing, operation, changes)


def _act_of_programme(thing: Programme, operation: Operation, changes: Changes) -> Act:
    if operation is Operation.CHANGED and "closed_at" in changes:
        return Act.PROGRAMME_CLOSE if changes["closed_at"][1] else Act.PROGRAMME_REOPEN
    return _act_by_operation("programme")(thing, operation, changes)


def _act_of_workaround(_thing: Workaround, operation: Operation, changes: Changes) -> Act:
    return _act_of_text("workaround", operation, changes)


def _act_of_text(word: str, operation: Operation, changes: Changes) -> Act:
    """Return the act of a change to an organisation's text; widening and narrowing are separate."""
    if operation is Operation.CHANGED and "withdrawn_at" in changes:
        return act_of_withdrawal(word, changes)
    if operation is Operation.CHANGED and "visibility" in changes:
        before, after = changes["visibility"]
        is_wider = VISIBILITY_RANK[after] > VISIBILITY_RANK.get(before, 0)
        return Act(f"{word}:widen" if is_wider else f"{word}:narrow")
    return _act_by_operation(word, "log")(None, operation, changes)


def act_of_withdrawal(word: str, changes: Changes) -> Act:
    """Return the act of a change of `withdrawn_at`: the thing is withdrawn, or restored."""
    _before, after = changes["withdrawn_at"]
    return Act(f"{word}:restore" if after is None else f"{word}:withdraw")


def act_namer_of_role(word: str, end: str) -> Namer:
    """Return the namer for rows of a role or membership; `end` is the column of its end."""

    def name(_role: Any, operation: Operation, changes: Changes) -> Act:
        if operation is Operation.ADDED:
            return Act(f"{word}:begin")
        if operation is Operation.DELETED:
            return Act(f"{word}:end")
        if end in changes:
            return Act(f"{word}:end" if changes[end][1] else f"{word}:begin")
        return Act(f"{word}:edit")

    return name


NAMERS: dict[type, Namer] = {
    Barrier: _act_by_operation("barrier"),
    Category: _act_of_category,
    DecisionMaker: _act_by_operation("decision-maker"),
    Invitation: _act_of_invitation,
    Obstacle: _act_of_obstacle,
    Organisation: _act_by_operation("organisation"),
    Person: _act_of_person,
    Programme: _act_of_programme,
    Workaround: _act_of_workaround,
}
