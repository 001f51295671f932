"""Turn audit events into history entries, with names only of what the viewer may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from tracker.audit.acts import Act
from tracker.audit.audited_columns import without_bare_currency
from tracker.audit.chain import SALT
from tracker.history.queries_names import NamedThing, Names, names_in
from tracker.history.sentences import LABELS, READERS, sentence
from tracker.models.labels import label
from tracker.models.vocabulary import (
    Capacity,
    Kind,
    Level,
    Likeness,
    OrganisationRole,
    Outcome,
    ProgrammeRole,
    Status,
)
from tracker.sight.sight import Sight

KIND_BY_FIELD: dict[str, str] = {
    "barrier_id": "barrier",
    "categories": "category",
    "category_id": "category",
    "decision_maker_id": "decision-maker",
    "held_up_by_id": "obstacle",
    "holds_up_id": "obstacle",
    "inviter_id": "person",
    "matched_id": "obstacle",
    "merged_into_id": "category",
    "obstacle_id": "obstacle",
    "owner_id": "person",
    "parent_id": "category",
    "ruled_out_id": "barrier",
    "workaround_id": "workaround",
}
"""The kind of thing whose id is in a field."""

FIELDS_OF_SAME_KIND = frozenset({"duplicate_of_id"})
"""Fields with the id of a thing of the event's own kind."""

ENUMS_BY_FIELD: dict[str, tuple[type[StrEnum], ...]] = {
    "answer": (Likeness,),
    "kind": (Kind,),
    "level": (Level,),
    "organisation_role": (OrganisationRole,),
    "outcome": (Outcome,),
    "programme_role": (ProgrammeRole,),
    "role": (OrganisationRole, ProgrammeRole),
    "status": (Status,),
    "widened_by": (OrganisationRole,),
}
READER_FIELDS = frozenset({"default_visibility", "visibility"})
HIDDEN_FIELDS = frozenset({SALT, "is_draft", "parent_tier", "reference", "slug", "tier"})


@dataclass(frozen=True)
class FieldChange:
    """A changed field with its values before and after; None if they are not stored or empty."""

    label: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """An audit event for display; it has no id, which would reveal the number of hidden events."""

    at: datetime
    act: str
    actor: str
    sentence: str
    kind: str
    thing: NamedThing | None
    details: tuple[FieldChange, ...]
    is_blanked: bool


def entries_of(sight: Sight, events: Iterable[Any]) -> list[HistoryEntry]:
    """Return an entry for each event, with one query for all names."""
    events = list(events)
    names = names_in(sight, _wanted(events))
    return [_entry(event, names) for event in events]


def _wanted(events: list[Any]) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = {}
    for event in events:
        if event.thing_id is not None:
            wanted.setdefault(event.thing_kind, set()).add(event.thing_id)
        for field, values in (event.payload or {}).items():
            kind = _kind_in(field, event)
            if kind is None:
                continue
            for value in values:
                numbers = value if isinstance(value, list) else [value]
                wanted.setdefault(kind, set()).update(one for one in numbers if one is not None)
    return wanted


def _kind_in(field: str, event: Any) -> str | None:
    """Return the kind of thing whose id is in this field of the event, or None."""
    return str(event.thing_kind) if field in FIELDS_OF_SAME_KIND else KIND_BY_FIELD.get(field)


def _entry(event: Any, names: Names) -> HistoryEntry:
    payload = without_bare_currency(event.payload or {})
    return HistoryEntry(
        at=event.at,
        act=event.act,
        actor=_actor(event),
        sentence=sentence(event.act, payload),
        kind=event.thing_kind,
        thing=names.get((event.thing_kind, event.thing_id)),
        details=tuple(
            _field_change(field, values, _kind_in(field, event), names)
            for field, values in payload.items()
            if field not in HIDDEN_FIELDS
        ),
        is_blanked=event.payload is None,
    )


def _actor(event: Any) -> str:
    if event.actor is not None:
        return str(event.actor)
    if event.capacity == Capacity.PROGRAMME_LEAD:
        return str(_("the programme"))
    if event.capacity == Capacity.ADMINISTRATOR:
        return str(_("an administrator"))
    if event.person_id is not None:
        return str(_("someone from another organisation"))
    if event.act == Act.SESSION_REFUSE:
        return str(_("someone who was not signed in"))
    return str(_("automatic (the tracker)"))


def _field_change(field: str, values: list[Any], kind: str | None, names: Names) -> FieldChange:
    field_label = str(LABELS.get(field, field.replace("_", " ")))
    if not values:
        return FieldChange(field_label)
    return FieldChange(field_label, *(_text(field, value, kind, names) for value in values))


def _text(field: str, value: Any, kind: str | None, names: Names) -> str | None:
    """Return a value in the viewer's language, or None if it is empty."""
    if value in (None, "", []):
        return None
    if kind is not None:
        return _names(kind, value, names)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field in READER_FIELDS:
        return str(READERS[value])
    if field in ENUMS_BY_FIELD:
        return _enum_label(ENUMS_BY_FIELD[field], value)
    return _day(value) if field.endswith(("_on", "_at")) else str(value)


def _names(kind: str, value: int | list[int], names: Names) -> str:
    numbers = value if isinstance(value, list) else [value]
    hidden = NamedThing(_("not visible to you"))
    return ", ".join(names.get((kind, one), hidden).text for one in numbers)


def _enum_label(vocabularies: tuple[type[StrEnum], ...], value: str) -> str:
    for enum in vocabularies:
        if value in set(enum):
            return str(label(enum(value)))
    return value


def _day(value: str) -> str:
    return str(format_date(date.fromisoformat(value[:10]), format="d MMMM y"))
