"""Find what was done, as far as a person may read of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.database import literal_ids
from tracker.extensions import db
from tracker.fold import fold
from tracker.history.groups import GROUPS, PAIRS, PERSONAL, Group
from tracker.history.queries_names import selects
from tracker.history.queries_naming import (
    acted_for,
    is_named_to,
    is_no_strangers_draft,
    is_of_the_programme,
    members,
    read_as_merged,
)
from tracker.models import AuditEvent, Membership, Obstacle, Person, Workaround
from tracker.register.queries_search import says
from tracker.sight.catalogue import catalogue_of
from tracker.sight.sight import Sight, obstacles_visible_to
from tracker.workarounds.queries import NEWEST_FIRST, workarounds_matching

A_PAGE = 50


@dataclass(frozen=True)
class LogAsked:
    """What a reader asks of the log; empty asks for all."""

    who: str = ""
    what: Group | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""


def history_of(sight: Sight, thing: Obstacle | Workaround) -> sa.Select[Any]:
    """Select what was done to a thing of the person's own organisation, the newest first."""
    kind = "obstacle" if isinstance(thing, Obstacle) else "workaround"
    return _told(sight).where(
        AuditEvent.thing_kind == kind,
        AuditEvent.thing_id == thing.id,
        _of_organisations(sight, frozenset({thing.organisation_id}) & sight.organisation_ids),
    )


def log_of(sight: Sight, asked: LogAsked) -> sa.Select[Any]:
    """Select what was done in the organisations, or for the programme, that the person leads."""
    own = sight.led_organisation_ids
    parts = [_of_organisations(sight, own), _of_members(sight, own)] if own else []
    return _told(sight).where(sa.or_(is_of_the_programme(sight), *parts), *_narrowed(sight, asked))


def _told(sight: Sight) -> sa.Select[Any]:
    """Select events with the name of who acted, where the person may read it."""
    act, person_id, capacity = read_as_merged()
    return (
        sa.select(
            AuditEvent.id,
            AuditEvent.at,
            act,
            person_id,
            capacity,
            AuditEvent.thing_kind,
            AuditEvent.thing_id,
            AuditEvent.payload,
            sa.case((is_named_to(sight), Person.name), else_=sa.null()).label("who"),
        )
        .join(Person, Person.id == AuditEvent.person_id, isouter=True)
        .order_by(AuditEvent.id.desc())
    )


def _here(sight: Sight) -> ColumnElement[bool]:
    return sa.or_(AuditEvent.programme_id.is_(None), AuditEvent.programme_id == sight.programme.id)


def _of_organisations(sight: Sight, own: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition for what was done to what these organisations own.

    What joins a thing to somebody else's is told only where a colleague did it: what others do
    may be out of sight, or come to be.
    """
    return sa.and_(
        AuditEvent.organisation_id.in_(own),
        _here(sight),
        is_no_strangers_draft(sight),
        sa.or_(AuditEvent.act.not_in(PAIRS), acted_for(sight, own)),
    )


def _of_members(sight: Sight, own: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition for how today's members sign in, and what they were refused."""
    return sa.and_(
        AuditEvent.organisation_id.is_(None),
        AuditEvent.act.in_(PERSONAL),
        AuditEvent.thing_kind == "person",
        AuditEvent.thing_id.in_(members(own).where(Membership.ended_at.is_(None))),
        _here(sight),
    )


def _narrowed(sight: Sight, asked: LogAsked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.who:
        called = AuditEvent.person_id.in_(_people_called(sight, asked.who))
        conditions.append(sa.and_(is_named_to(sight), called))
    if asked.what:
        conditions.append(AuditEvent.act.in_(GROUPS[asked.what]))
    if asked.since:
        conditions.append(AuditEvent.at >= _midnight(asked.since))
    if asked.until:
        conditions.append(AuditEvent.at < _midnight(asked.until) + timedelta(days=1))
    if asked.words:
        conditions.append(_is_about(sight, asked.words))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _people_called(sight: Sight, name: str) -> list[int]:
    """Return the members, and for a programme lead whoever acted, whose name holds this."""
    acted = sa.select(AuditEvent.person_id).where(is_of_the_programme(sight))
    people = sa.select(Person.id, Person.name).where(
        sa.or_(Person.id.in_(members(sight.organisation_ids)), Person.id.in_(acted))
    )
    return [key for key, held in db.session.execute(people) if fold(name) in fold(held)]


def _is_about(sight: Sight, words: str) -> ColumnElement[bool]:
    """Return the condition that what the line names has all of these words, or its code has."""
    asked = fold(words).split()
    answering: dict[str, list[int]] = {}
    for kind, number, shown in _shown_things(sight, words):
        if all(word in fold(shown) for word in asked):
            answering.setdefault(kind, []).append(number)
    return sa.or_(sa.false(), *(_is_one_of(kind, keys) for kind, keys in answering.items()))


def _shown_things(sight: Sight, words: str) -> Iterator[tuple[str, int, str]]:
    """Yield the things that a line could name to the person; of the many, those that may answer."""
    says_so = says(sight, catalogue_of(sight), words)
    obstacles = obstacles_visible_to(sight).where(*says_so)
    for one in db.session.execute(
        obstacles.with_only_columns(Obstacle.id, Obstacle.title, Obstacle.reference)
    ):
        yield "obstacle", one.id, f"{one.title} {one.reference}"
    for way in workarounds_matching(sight, words, NEWEST_FIRST):
        yield "workaround", way.id, f"{way.title} {way.reference}"
    for kind, (select, key, text, code) in selects(sight, "barrier", "category", "decision-maker"):
        columns = key.label("key"), text.label("text"), code.label("code")
        for row in db.session.execute(select.with_only_columns(*columns).order_by(None)):
            yield kind, row.key, f"{row.text} {row.code}"


def _is_one_of(kind: str, keys: list[int]) -> ColumnElement[bool]:
    return sa.and_(AuditEvent.thing_kind == kind, AuditEvent.thing_id.in_(literal_ids(keys)))


def count_events(events: sa.Select[Any]) -> int:
    """Return how many there are."""
    keys = events.with_only_columns(AuditEvent.id).order_by(None).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(keys)) or 0


def page_of(events: sa.Select[Any], page: int) -> list[sa.Row[Any]]:
    """Return the events on one page."""
    return list(db.session.execute(events.limit(A_PAGE).offset((page - 1) * A_PAGE)).all())


def last_number() -> int:
    """Return the number of the newest event of all, for a file to begin with."""
    return db.session.scalar(sa.select(sa.func.max(AuditEvent.id))) or 0


def batches_up_to(number: int, events: sa.Select[Any], most: int) -> Iterator[list[sa.Row[Any]]]:
    """Yield the events up to this one, so many at once, the newest first."""
    batch: list[sa.Row[Any]] | None = None
    while batch is None or len(batch) == most:
        before = AuditEvent.id <= number if batch is None else AuditEvent.id < batch[-1].id
        batch = list(db.session.execute(events.where(before).limit(most)).all())
        yield batch
