"""The colleagues' texts that are widened together with a thing, or with its name."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.audit.acts import Act
from tracker.audit.chain import EVENTS
from tracker.auth.widening import Readers
from tracker.extensions import db
from tracker.models import (
    Attachment,
    Comment,
    Membership,
    Obstacle,
    Person,
    StatusChange,
    Trial,
    Workaround,
)

READER_FIELDS = frozenset({"visibility", "is_named", "salt"})
"""Fields of an edit that change no text."""
FIELDS_OF_OTHER_ACTS = frozenset(
    {"categories", "barrier_id", "status", "look_again_on", "owner_id"}
)
"""Fields that are recorded as an edit and are no text of the thing either."""
TEXT_LABELS: dict[str, Callable[[int], str]] = {
    "obstacle": lambda _number: _("the text of the obstacle"),
    "workaround": lambda _number: _("the text of the workaround"),
    "edit": lambda number: ngettext(
        "%(num)s later edit of the text", "%(num)s later edits of the text", number
    ),
    "comment": lambda number: ngettext("%(num)s comment", "%(num)s comments", number),
    "reason": lambda number: ngettext(
        "the reason for %(num)s change of status",
        "the reasons for %(num)s changes of status",
        number,
    ),
    "trial": lambda number: ngettext("what %(num)s trial took", "what %(num)s trials took", number),
    "trial-edit": lambda number: ngettext(
        "%(num)s edit of what a trial took", "%(num)s edits of what trials took", number
    ),
    "attachment": lambda number: ngettext("%(num)s file", "%(num)s files", number),
}
"""The label of each kind of text by its number, in the order in which they are listed."""


@dataclass(frozen=True)
class WrittenText:
    """A text that somebody wrote, and the time of its last edit."""

    kind: str
    number: int
    person_id: int | None
    at: datetime | None


@dataclass(frozen=True)
class Contribution:
    """The texts of one colleague, as a label for each kind."""

    person: str | None
    """Their name; None if it is no longer stored."""
    texts: tuple[str, ...]


def texts_of_colleagues(
    person_id: int, thing: Obstacle | Workaround, after: Readers
) -> list[WrittenText]:
    """Return the texts of others of the thing's organisation that are widened with it."""
    own = thing.author_id == person_id
    first = [] if own else [WrittenText(thing.__tablename__, thing.id, thing.author_id, None)]
    return [*first, *_edits(person_id, thing), *_linked_texts(person_id, thing, after)]


def _linked_texts(
    person_id: int, thing: Obstacle | Workaround, after: Readers
) -> list[WrittenText]:
    kinds = _of_workaround(thing) if isinstance(thing, Workaround) else _of_obstacle(thing, after)
    selects = [
        sa.select(sa.literal(kind).label("kind"), number, author.label("person_id"), at).where(
            author.is_distinct_from(person_id), *conditions
        )
        for kind, number, author, at, conditions in kinds
    ]
    rows = db.session.execute(sa.union_all(*selects)).all()
    return sorted((WrittenText(*row) for row in rows), key=lambda text: (text.kind, text.number))


def _of_obstacle(obstacle: Obstacle, after: Readers) -> Iterable[tuple[Any, ...]]:
    last_edited_at = sa.func.coalesce(Comment.edited_at, Comment.written_at)
    by_its_own = Comment.organisation_id == obstacle.organisation_id
    is_public_comment = (Comment.obstacle_id == obstacle.id, by_its_own, Comment.is_named.is_(True))
    yield "comment", Comment.id, Comment.person_id, last_edited_at, is_public_comment
    has_reason = (StatusChange.obstacle_id == obstacle.id, StatusChange.reason != "")
    yield "reason", StatusChange.id, StatusChange.person_id, StatusChange.changed_at, has_reason
    has_text = (Trial.obstacle_id == obstacle.id, Trial.what_it_took != "")
    yield "trial", Trial.id, Trial.author_id, Trial.recorded_at, has_text
    if after.is_named:
        is_attached = (Attachment.obstacle_id == obstacle.id,)
        yield "attachment", Attachment.id, Attachment.person_id, Attachment.added_at, is_attached


def _of_workaround(workaround: Workaround) -> Iterable[tuple[Any, ...]]:
    own = sa.select(Obstacle.id).where(Obstacle.organisation_id == workaround.organisation_id)
    here = (
        Trial.workaround_id == workaround.id,
        Trial.obstacle_id.in_(own),
        Trial.what_it_took != "",
    )
    yield "trial", Trial.id, Trial.author_id, Trial.recorded_at, here


def _edits(person_id: int, thing: Obstacle | Workaround) -> list[WrittenText]:
    """Return the later edits by colleagues of the thing's own text and of its trials' texts."""
    kind = thing.__tablename__
    of_thing = sa.and_(
        EVENTS.c.thing_kind == kind,
        EVENTS.c.thing_id == thing.id,
        EVENTS.c.act.in_([f"{kind}:{act}" for act in ("edit", "narrow", "widen")]),
    )
    edits = [
        WrittenText("edit", row.id, row.person_id, row.at)
        for row in _by_colleagues(person_id, thing, of_thing)
        if _is_edit_of_text(row)
    ]
    of_trials = sa.and_(
        EVENTS.c.thing_kind == "obstacle",
        EVENTS.c.thing_id.in_(_obstacles_of_trials(thing)),
        EVENTS.c.act == Act.TRIAL_EDIT,
    )
    return edits + [
        WrittenText("trial-edit", row.id, row.person_id, row.at)
        for row in _by_colleagues(person_id, thing, of_trials)
        if _is_edit_of_trial_text(row, thing)
    ]


def _obstacles_of_trials(thing: Obstacle | Workaround) -> sa.Select[int]:
    """Return the query for the obstacles of its organisation whose trials are widened with it."""
    if isinstance(thing, Obstacle):
        return sa.select(Obstacle.id).where(Obstacle.id == thing.id)
    return (
        sa.select(Trial.obstacle_id)
        .join(Obstacle, Obstacle.id == Trial.obstacle_id)
        .where(Trial.workaround_id == thing.id, Obstacle.organisation_id == thing.organisation_id)
    )


def _by_colleagues(person_id: int, thing: Obstacle | Workaround, conditions: Any) -> list[Any]:
    """Return the audit events of colleagues that match the conditions."""
    colleagues = sa.select(Membership.person_id).where(
        Membership.organisation_id == thing.organisation_id
    )
    events = (
        sa.select(EVENTS.c.id, EVENTS.c.person_id, EVENTS.c.at, EVENTS.c.told.label("payload"))
        .where(conditions, EVENTS.c.person_id != person_id, EVENTS.c.person_id.in_(colleagues))
        .order_by(EVENTS.c.id)
    )
    return list(db.session.execute(events))


def _is_edit_of_trial_text(event: Any, thing: Obstacle | Workaround) -> bool:
    """Return whether an edit of a trial changed its text, of this workaround if it is one."""
    if event.payload is None:
        return True
    workaround_ids = event.payload.get("workaround_id", [])
    return "what_it_took" in event.payload and (
        isinstance(thing, Obstacle) or thing.id in workaround_ids
    )


def _is_edit_of_text(event: Any) -> bool:
    """Return whether an edit changed text; True if its payload has been blanked."""
    return event.payload is None or bool(set(event.payload) - READER_FIELDS - FIELDS_OF_OTHER_ACTS)


def contributions_by_person(texts: Iterable[WrittenText]) -> list[Contribution]:
    """Return the contribution of each colleague, by name; unknown names come last."""
    counts: dict[int | None, Counter[str]] = {}
    for text in texts:
        counts.setdefault(text.person_id, Counter())[text.kind] += 1
    named = sa.select(Person.id, Person.name).where(Person.id.in_(filter(None, counts)))
    names: dict[int | None, str] = {row.id: row.name for row in db.session.execute(named)}
    contributions = [
        Contribution(
            names.get(person_id),
            tuple(label(number[kind]) for kind, label in TEXT_LABELS.items() if number[kind]),
        )
        for person_id, number in counts.items()
    ]
    return sorted(contributions, key=lambda each: (each.person is None, each.person))
