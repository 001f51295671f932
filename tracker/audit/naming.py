"""Say which act a change to a row amounts to."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any

from tracker.audit.acts import Act
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
WIDTH = {word.value: place for place, word in enumerate(Visibility)}


class How(Enum):
    """What a session does to a row."""

    ADDED = auto()
    CHANGED = auto()
    DELETED = auto()


Told = Mapping[str, Any]
Namer = Callable[[Any, How, Told], Act]


def _plainly(word: str, added: str = "add") -> Namer:
    acts = {
        How.ADDED: Act(f"{word}:{added}"),
        How.CHANGED: Act(f"{word}:edit"),
        How.DELETED: Act(f"{word}:delete"),
    }
    return lambda _thing, how, _told: acts[how]


def _name_of_category(_thing: Category, how: How, told: Told) -> Act:
    if how is How.CHANGED and "merged_into_id" in told:
        return Act.CATEGORY_MERGE
    if how is How.CHANGED and told.get("retired_at", [None, None])[1]:
        return Act.CATEGORY_RETIRE
    return _plainly("category")(_thing, how, told)


def _name_of_invitation(_thing: Invitation, how: How, told: Told) -> Act:
    if how is How.ADDED:
        return Act.INVITATION_SEND
    if how is How.DELETED:
        return Act.INVITATION_DELETE
    if "withdrawn_at" in told:
        return Act.INVITATION_WITHDRAW
    return Act.INVITATION_ACCEPT if "accepted_at" in told else Act.INVITATION_EDIT


def _name_of_obstacle(thing: Obstacle, how: How, told: Told) -> Act:
    if told.get("is_draft") == [True, False]:
        return Act.OBSTACLE_LOG
    if thing.is_draft:
        return {
            How.ADDED: Act.DRAFT_KEEP,
            How.CHANGED: Act.DRAFT_EDIT,
            How.DELETED: Act.DRAFT_DISCARD,
        }[how]
    if how is How.CHANGED and set(told) == {"barrier_id"}:
        return Act.OBSTACLE_GROUP
    return _name_of_words("obstacle", how, told)


def _name_of_person(thing: Person, how: How, told: Told) -> Act:
    if how is How.CHANGED and "erased_at" in told:
        return Act.PERSON_ERASE
    if how is How.CHANGED and SECOND_FACTOR & set(told):
        return Act.SECOND_FACTOR_CHANGE
    return _plainly("person")(thing, how, told)


def _name_of_workaround(_thing: Workaround, how: How, told: Told) -> Act:
    return _name_of_words("workaround", how, told)


def _name_of_words(word: str, how: How, told: Told) -> Act:
    """Tell wider and narrower apart from other edits of what an organisation wrote."""
    if how is How.CHANGED and "visibility" in told:
        before, after = told["visibility"]
        is_wider = WIDTH[after] > WIDTH.get(before, 0)
        return Act(f"{word}:widen" if is_wider else f"{word}:narrow")
    return _plainly(word, "log")(None, how, told)


def name_of_place(word: str, end: str) -> Namer:
    """Return what names a change to a place, which begins and ends; `end` says when it ended."""

    def name(_place: Any, how: How, told: Told) -> Act:
        if how is How.ADDED:
            return Act(f"{word}:begin")
        if how is How.DELETED:
            return Act(f"{word}:end")
        if end in told:
            return Act(f"{word}:end" if told[end][1] else f"{word}:begin")
        return Act(f"{word}:edit")

    return name


NAMERS: dict[type, Namer] = {
    Barrier: _plainly("barrier"),
    Category: _name_of_category,
    DecisionMaker: _plainly("decision-maker"),
    Invitation: _name_of_invitation,
    Obstacle: _name_of_obstacle,
    Organisation: _plainly("organisation"),
    Person: _name_of_person,
    Programme: _plainly("programme"),
    Workaround: _name_of_workaround,
}
