"""Whose words come along when a thing is widened or named: those of colleagues, never others'."""

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

READERS_ALONE = frozenset({"visibility", "is_named", "salt"})
"""What an edit tells of that changes no word."""
OTHERS_ACTS = frozenset({"categories", "barrier_id", "status", "look_again_on", "owner_id"})
"""What is told of as an edit and is no word of the thing's own either."""
SAID: dict[str, Callable[[int], str]] = {
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
"""By kind of words, in the order in which they are told of, what they are called."""


@dataclass(frozen=True)
class Written:
    """One piece of words that somebody wrote, and when they last did."""

    kind: str
    number: int
    person_id: int | None
    at: datetime | None


@dataclass(frozen=True)
class Contribution:
    """What one colleague wrote, told by kind."""

    person: str | None
    """Their name; None where nobody knows any more who it was."""
    told: tuple[str, ...]


def words_of_colleagues(
    person_id: int, thing: Obstacle | Workaround, after: Readers
) -> list[Written]:
    """Return what others of the thing's organisation wrote and is widened with it."""
    own = thing.author_id == person_id
    first = [] if own else [Written(thing.__tablename__, thing.id, thing.author_id, None)]
    return [*first, *_edits(person_id, thing), *_beside(person_id, thing, after)]


def _beside(person_id: int, thing: Obstacle | Workaround, after: Readers) -> list[Written]:
    kinds = _of_workaround(thing) if isinstance(thing, Workaround) else _of_obstacle(thing, after)
    found = [
        sa.select(sa.literal(kind).label("kind"), number, author.label("person_id"), at).where(
            author.is_distinct_from(person_id), *which
        )
        for kind, number, author, at, which in kinds
    ]
    rows = db.session.execute(sa.union_all(*found)).all()
    return sorted((Written(*row) for row in rows), key=lambda one: (one.kind, one.number))


def _of_obstacle(obstacle: Obstacle, after: Readers) -> Iterable[tuple[Any, ...]]:
    written = sa.func.coalesce(Comment.edited_at, Comment.written_at)
    by_its_own = Comment.organisation_id == obstacle.organisation_id
    said = (Comment.obstacle_id == obstacle.id, by_its_own, Comment.is_named.is_(True))
    yield "comment", Comment.id, Comment.person_id, written, said
    given = (StatusChange.obstacle_id == obstacle.id, StatusChange.reason != "")
    yield "reason", StatusChange.id, StatusChange.person_id, StatusChange.changed_at, given
    tried = (Trial.obstacle_id == obstacle.id, Trial.what_it_took != "")
    yield "trial", Trial.id, Trial.author_id, Trial.recorded_at, tried
    if after.is_named:
        added = (Attachment.obstacle_id == obstacle.id,)
        yield "attachment", Attachment.id, Attachment.person_id, Attachment.added_at, added


def _of_workaround(workaround: Workaround) -> Iterable[tuple[Any, ...]]:
    own = sa.select(Obstacle.id).where(Obstacle.organisation_id == workaround.organisation_id)
    here = (
        Trial.workaround_id == workaround.id,
        Trial.obstacle_id.in_(own),
        Trial.what_it_took != "",
    )
    yield "trial", Trial.id, Trial.author_id, Trial.recorded_at, here


def _edits(person_id: int, thing: Obstacle | Workaround) -> list[Written]:
    """Return the later edits of the thing's own words by colleagues, and of what trials took."""
    kind = thing.__tablename__
    of_thing = sa.and_(
        EVENTS.c.thing_kind == kind,
        EVENTS.c.thing_id == thing.id,
        EVENTS.c.act.in_([f"{kind}:{act}" for act in ("edit", "narrow", "widen")]),
    )
    edits = [
        Written("edit", row.id, row.person_id, row.at)
        for row in _by_colleagues(person_id, thing, of_thing)
        if _is_of_words(row)
    ]
    of_trials = sa.and_(
        EVENTS.c.thing_kind == "obstacle",
        EVENTS.c.thing_id.in_(_obstacles_of_trials(thing)),
        EVENTS.c.act == Act.TRIAL_EDIT,
    )
    return edits + [
        Written("trial-edit", row.id, row.person_id, row.at)
        for row in _by_colleagues(person_id, thing, of_trials)
        if _is_of_trial_beside(row, thing)
    ]


def _obstacles_of_trials(thing: Obstacle | Workaround) -> sa.Select[int]:
    """Select the obstacles whose trials come along with the thing: those of its organisation."""
    if isinstance(thing, Obstacle):
        return sa.select(Obstacle.id).where(Obstacle.id == thing.id)
    return (
        sa.select(Trial.obstacle_id)
        .join(Obstacle, Obstacle.id == Trial.obstacle_id)
        .where(Trial.workaround_id == thing.id, Obstacle.organisation_id == thing.organisation_id)
    )


def _by_colleagues(person_id: int, thing: Obstacle | Workaround, which: Any) -> list[Any]:
    """Return the events of this sort that colleagues did, as the audit has them."""
    colleagues = sa.select(Membership.person_id).where(
        Membership.organisation_id == thing.organisation_id
    )
    events = (
        sa.select(EVENTS.c.id, EVENTS.c.person_id, EVENTS.c.at, EVENTS.c.told.label("payload"))
        .where(which, EVENTS.c.person_id != person_id, EVENTS.c.person_id.in_(colleagues))
        .order_by(EVENTS.c.id)
    )
    return list(db.session.execute(events))


def _is_of_trial_beside(event: Any, thing: Obstacle | Workaround) -> bool:
    """Return whether an edit of a trial changed what it took, with this workaround if it is one."""
    if event.payload is None:
        return True
    tried = event.payload.get("workaround_id", [])
    return "what_it_took" in event.payload and (isinstance(thing, Obstacle) or thing.id in tried)


def _is_of_words(event: Any) -> bool:
    """Say whether an edit changed words; one whose words were blanked since may have."""
    return event.payload is None or bool(set(event.payload) - READERS_ALONE - OTHERS_ACTS)


def told_by_person(written: Iterable[Written]) -> list[Contribution]:
    """Return what each colleague wrote, by name; of whom no name is known comes last."""
    counts: dict[int | None, Counter[str]] = {}
    for one in written:
        counts.setdefault(one.person_id, Counter())[one.kind] += 1
    asked = sa.select(Person.id, Person.name).where(Person.id.in_(filter(None, counts)))
    names: dict[int | None, str] = {row.id: row.name for row in db.session.execute(asked)}
    found = [
        Contribution(
            names.get(person_id),
            tuple(say(number[kind]) for kind, say in SAID.items() if number[kind]),
        )
        for person_id, number in counts.items()
    ]
    return sorted(found, key=lambda one: (one.person is None, one.person))
