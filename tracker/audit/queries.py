"""Find what was done, as far as a person may read of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.audit.groups import (
    DRAFTS,
    EXPORTS,
    GROUPS,
    PAIRS,
    PERSONAL,
    PROGRAMME_WIDE,
    Group,
    acts_on,
)
from tracker.auth.sight import Sight, obstacles_visible_to
from tracker.extensions import db
from tracker.models import (
    AuditEvent,
    Barrier,
    Category,
    DecisionMaker,
    Membership,
    Obstacle,
    Person,
    Workaround,
)
from tracker.models.fold import fold
from tracker.obstacles.queries_known import known_in
from tracker.obstacles.queries_search import says
from tracker.workarounds.queries import NEWEST_FIRST, ways_matching

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
    return _told(sight).where(sa.or_(_of_the_programme(sight), *parts), *_narrowed(sight, asked))


def _told(sight: Sight) -> sa.Select[Any]:
    """Select events with the name of who acted, where the person may read it.

    Of another organisation's people no name is shown: it could give away whose an obstacle is
    that bears no name.
    """
    may_name = sa.or_(
        AuditEvent.person_id.in_(_members(sight.organisation_ids)), _of_the_programme(sight)
    )
    return (
        sa.select(
            AuditEvent.id,
            AuditEvent.at,
            AuditEvent.act,
            AuditEvent.person_id,
            AuditEvent.thing_kind,
            AuditEvent.thing_id,
            AuditEvent.told,
            sa.case((may_name, Person.name), else_=sa.null()).label("who"),
        )
        .join(Person, Person.id == AuditEvent.person_id, isouter=True)
        .order_by(AuditEvent.id.desc())
    )


def _members(organisation_ids: frozenset[int]) -> sa.Select[int]:
    """Select who is or was a member."""
    return sa.select(Membership.person_id).where(Membership.organisation_id.in_(organisation_ids))


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
        sa.or_(AuditEvent.act.not_in(DRAFTS), AuditEvent.person_id == sight.person_id),
        sa.or_(AuditEvent.act.not_in(PAIRS), AuditEvent.person_id.in_(_members(own))),
    )


def _of_members(sight: Sight, own: frozenset[int]) -> ColumnElement[bool]:
    """Return the condition for how today's members sign in, and what they were refused."""
    return sa.and_(
        AuditEvent.organisation_id.is_(None),
        AuditEvent.act.in_(PERSONAL),
        AuditEvent.thing_kind == "person",
        AuditEvent.thing_id.in_(_members(own).where(Membership.ended_at.is_(None))),
        _here(sight),
    )


def _of_the_programme(sight: Sight) -> ColumnElement[bool]:
    """Return the condition for what was done for the programme as a whole."""
    if not sight.is_programme_lead:
        return sa.false()
    no_organisations = AuditEvent.organisation_id.is_(None)
    return sa.and_(
        AuditEvent.programme_id == sight.programme.id,
        sa.or_(
            AuditEvent.act.in_(PROGRAMME_WIDE - EXPORTS),
            sa.and_(no_organisations, AuditEvent.act.in_(EXPORTS | acts_on("invitation"))),
        ),
    )


def _narrowed(sight: Sight, asked: LogAsked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.who:
        conditions.append(AuditEvent.person_id.in_(_people_called(sight, asked.who)))
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
    acted = sa.select(AuditEvent.person_id).where(_of_the_programme(sight))
    people = sa.select(Person.id, Person.name).where(
        sa.or_(Person.id.in_(_members(sight.organisation_ids)), Person.id.in_(acted))
    )
    return [key for key, held in db.session.execute(people) if fold(name) in fold(held)]


def _is_about(sight: Sight, words: str) -> ColumnElement[bool]:
    """Return the condition that the thing done to has these words, within sight."""
    ways = [way.id for way in ways_matching(sight, words, NEWEST_FIRST)]
    obstacles = obstacles_visible_to(sight).where(*says(sight, known_in(sight), words))
    in_programme = sight.programme.id
    named: dict[str, tuple[Any, Any]] = {
        "barrier": (Barrier, Barrier.title),
        "category": (Category, Category.name),
        "decision-maker": (DecisionMaker, DecisionMaker.name),
    }
    return sa.or_(
        _is_one_of("obstacle", obstacles.with_only_columns(Obstacle.id)),
        _is_one_of("workaround", ways),
        *(
            _is_one_of(
                kind,
                sa.select(model.id).where(
                    model.programme_id == in_programme, name.icontains(words, autoescape=True)
                ),
            )
            for kind, (model, name) in named.items()
        ),
    )


def _is_one_of(kind: str, keys: Any) -> ColumnElement[bool]:
    return sa.and_(AuditEvent.thing_kind == kind, AuditEvent.thing_id.in_(keys))


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
