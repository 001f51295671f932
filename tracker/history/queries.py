"""Query the audit events that a person may read."""

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
from tracker.history.queries_actors import (
    acted_for,
    event_columns,
    is_named_to,
    is_not_others_draft,
    is_of_the_programme,
    members,
)
from tracker.history.queries_names import selects
from tracker.models import AuditEvent, Membership, Obstacle, Person, Workaround
from tracker.sight.catalogue import catalogue_of
from tracker.sight.search import search_conditions
from tracker.sight.sight import Sight, obstacles_visible_to
from tracker.workarounds.queries import NEWEST_FIRST, workarounds_matching

PAGE_SIZE = 50


@dataclass(frozen=True)
class LogCriteria:
    """The filters of the activity log; empty ones match all."""

    actor: str = ""
    group: Group | None = None
    since: date | None = None
    until: date | None = None
    search_text: str = ""


def history_of(sight: Sight, thing: Obstacle | Workaround) -> sa.Select[Any]:
    """Select the events on a thing of the person's own organisation, newest first."""
    kind = "obstacle" if isinstance(thing, Obstacle) else "workaround"
    return _events(sight).where(
        AuditEvent.thing_kind == kind,
        AuditEvent.thing_id == thing.id,
        _of_organisations(sight, frozenset({thing.organisation_id}) & sight.organisation_ids),
    )


def log_of(sight: Sight, criteria: LogCriteria) -> sa.Select[Any]:
    """Select the events in the organisations, or for the programme, that the person leads."""
    own = sight.led_organisation_ids
    parts = [_of_organisations(sight, own), _of_members(sight, own)] if own else []
    return _events(sight).where(
        sa.or_(is_of_the_programme(sight), *parts), *_filters(sight, criteria)
    )


def _events(sight: Sight) -> sa.Select[Any]:
    """Select events, with the actor's name if the person may read it."""
    act, person_id, capacity = event_columns()
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
            sa.case((is_named_to(sight), Person.name), else_=sa.null()).label("actor"),
        )
        .join(Person, Person.id == AuditEvent.person_id, isouter=True)
        .order_by(AuditEvent.id.desc())
    )


def _here(sight: Sight) -> ColumnElement[bool]:
    return sa.or_(AuditEvent.programme_id.is_(None), AuditEvent.programme_id == sight.programme.id)


def _of_organisations(sight: Sight, own: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition for events on things of these organisations.

    Events that link a thing to another organisation's are included only if a colleague did them:
    what others do may be out of sight, or become so.
    """
    return sa.and_(
        AuditEvent.organisation_id.in_(own),
        _here(sight),
        is_not_others_draft(sight),
        sa.or_(AuditEvent.act.not_in(PAIRS), acted_for(sight, own)),
    )


def _of_members(sight: Sight, own: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition for account events of the current members."""
    return sa.and_(
        AuditEvent.organisation_id.is_(None),
        AuditEvent.act.in_(PERSONAL),
        AuditEvent.thing_kind == "person",
        AuditEvent.thing_id.in_(members(own).where(Membership.ended_at.is_(None))),
        _here(sight),
    )


def _filters(sight: Sight, criteria: LogCriteria) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if criteria.actor:
        by_name = AuditEvent.person_id.in_(_people_named(sight, criteria.actor))
        conditions.append(sa.and_(is_named_to(sight), by_name))
    if criteria.group:
        conditions.append(AuditEvent.act.in_(GROUPS[criteria.group]))
    if criteria.since:
        conditions.append(AuditEvent.at >= _midnight(criteria.since))
    if criteria.until:
        conditions.append(AuditEvent.at < _midnight(criteria.until) + timedelta(days=1))
    if criteria.search_text:
        conditions.append(_is_about(sight, criteria.search_text))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _people_named(sight: Sight, name: str) -> list[int]:
    """Return the ids of members, and for a programme lead of actors, with this in their name."""
    acted = sa.select(AuditEvent.person_id).where(is_of_the_programme(sight))
    people = sa.select(Person.id, Person.name).where(
        sa.or_(Person.id.in_(members(sight.organisation_ids)), Person.id.in_(acted))
    )
    return [
        key for key, person_name in db.session.execute(people) if fold(name) in fold(person_name)
    ]


def _is_about(sight: Sight, search_text: str) -> ColumnElement[bool]:
    """Return the condition that the thing's text or reference contains all of these words."""
    terms = fold(search_text).split()
    ids_by_kind: dict[str, list[int]] = {}
    for kind, thing_id, thing_text in _searchable_things(sight, search_text):
        if all(word in fold(thing_text) for word in terms):
            ids_by_kind.setdefault(kind, []).append(thing_id)
    return sa.or_(sa.false(), *(_is_one_of(kind, keys) for kind, keys in ids_by_kind.items()))


def _searchable_things(sight: Sight, search_text: str) -> Iterator[tuple[str, int, str]]:
    """Yield (kind, id, text) of visible things; obstacles and workarounds only if they match."""
    conditions = search_conditions(sight, catalogue_of(sight), search_text)
    obstacles = obstacles_visible_to(sight).where(*conditions)
    for one in db.session.execute(
        obstacles.with_only_columns(Obstacle.id, Obstacle.title, Obstacle.reference)
    ):
        yield "obstacle", one.id, f"{one.title} {one.reference}"
    for workaround in workarounds_matching(sight, search_text, NEWEST_FIRST):
        yield "workaround", workaround.id, f"{workaround.title} {workaround.reference}"
    for kind, (select, key, text, code) in selects(sight, "barrier", "category", "decision-maker"):
        columns = key.label("key"), text.label("text"), code.label("code")
        for row in db.session.execute(select.with_only_columns(*columns).order_by(None)):
            yield kind, row.key, f"{row.text} {row.code}"


def _is_one_of(kind: str, keys: list[int]) -> ColumnElement[bool]:
    return sa.and_(AuditEvent.thing_kind == kind, AuditEvent.thing_id.in_(literal_ids(keys)))


def count_events(events: sa.Select[Any]) -> int:
    """Return the number of events."""
    keys = events.with_only_columns(AuditEvent.id).order_by(None).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(keys)) or 0


def page_of(events: sa.Select[Any], page: int) -> list[sa.Row[Any]]:
    """Return the events on one page."""
    return list(db.session.execute(events.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all())


def last_event_id() -> int:
    """Return the id of the newest event, at which an export begins."""
    return db.session.scalar(sa.select(sa.func.max(AuditEvent.id))) or 0


def batches_up_to(event_id: int, events: sa.Select[Any], size: int) -> Iterator[list[sa.Row[Any]]]:
    """Yield the events up to this id in batches of `size`, newest first."""
    batch: list[sa.Row[Any]] | None = None
    while batch is None or len(batch) == size:
        before = AuditEvent.id <= event_id if batch is None else AuditEvent.id < batch[-1].id
        batch = list(db.session.execute(events.where(before).limit(size)).all())
        yield batch
