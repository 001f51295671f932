"""Turn events into lines that a person reads, with names only of what they may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from tracker.audit.acts import Act
from tracker.audit.chain import SALT
from tracker.history.queries_names import Named, Names, names_in
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

KIND_OF: dict[str, str] = {
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
"""What the number in a field stands for."""

WORDS: dict[str, tuple[type[StrEnum], ...]] = {
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
UNSAID = frozenset({SALT, "is_draft", "parent_tier", "reference", "slug", "tier"})


@dataclass(frozen=True)
class Detail:
    """A field that was told, and what stood there before and after; None where it is not told."""

    label: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Line:
    """An event as a person reads it; its number would tell how much goes on out of their sight."""

    at: datetime
    act: str
    who: str
    sentence: str
    kind: str
    thing: Named | None
    details: tuple[Detail, ...]
    is_blanked: bool


def lines_of(sight: Sight, events: Iterable[Any]) -> list[Line]:
    """Return a line for each event; takes one query for the names, however many there are."""
    events = list(events)
    names = names_in(sight, _wanted(events))
    return [_line(event, names) for event in events]


def _wanted(events: list[Any]) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = {}
    for event in events:
        if event.thing_id is not None:
            wanted.setdefault(event.thing_kind, set()).add(event.thing_id)
        for field, kind in KIND_OF.items():
            for value in (event.payload or {}).get(field, ()):
                numbers = value if isinstance(value, list) else [value]
                wanted.setdefault(kind, set()).update(one for one in numbers if one is not None)
    return wanted


def _line(event: Any, names: Names) -> Line:
    told = event.payload or {}
    return Line(
        at=event.at,
        act=event.act,
        who=_who(event),
        sentence=sentence(event.act, told),
        kind=event.thing_kind,
        thing=names.get((event.thing_kind, event.thing_id)),
        details=tuple(
            _detail(field, both, names) for field, both in told.items() if field not in UNSAID
        ),
        is_blanked=event.payload is None,
    )


def _who(event: Any) -> str:
    if event.who is not None:
        return str(event.who)
    if event.capacity == Capacity.PROGRAMME_LEAD:
        return str(_("the programme"))
    if event.capacity == Capacity.ADMINISTRATOR:
        return str(_("an administrator"))
    if event.person_id is not None:
        return str(_("someone from another organisation"))
    if event.act == Act.SESSION_REFUSE:
        return str(_("someone who was not signed in"))
    return str(_("automatic (the tracker)"))


def _detail(field: str, both: list[Any], names: Names) -> Detail:
    named = str(LABELS.get(field, field.replace("_", " ")))
    if not both:
        return Detail(named)
    return Detail(named, *(_text(field, value, names) for value in both))


def _text(field: str, value: Any, names: Names) -> str | None:
    """Say a value in the reader's language, or None where there was none."""
    if value in (None, "", []):
        return None
    if field in KIND_OF:
        return _called(KIND_OF[field], value, names)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field in READER_FIELDS:
        return str(READERS[value])
    if field in WORDS:
        return _word(WORDS[field], value)
    return _day(value) if field.endswith(("_on", "_at")) else str(value)


def _called(kind: str, value: int | list[int], names: Names) -> str:
    numbers = value if isinstance(value, list) else [value]
    unseen = Named(_("not visible to you"))
    return ", ".join(names.get((kind, one), unseen).text for one in numbers)


def _word(vocabularies: tuple[type[StrEnum], ...], value: str) -> str:
    for words in vocabularies:
        if value in set(words):
            return str(label(words(value)))
    return value


def _day(value: str) -> str:
    return str(format_date(date.fromisoformat(value[:10]), format="d MMMM y"))
