"""Read what waits for a lead: of a programme, or of the organisations that they lead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.categories.queries_queue import count_queue
from tracker.extensions import db
from tracker.matches.queries import count_ungrouped_pairs
from tracker.models import Barrier, Membership, Obstacle, Organisation, Person, Trial, Workaround
from tracker.models.moment import now
from tracker.models.vocabulary import OrganisationRole, Outcome, Status
from tracker.sight.cache import cached
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    logged_obstacles_visible_to,
    organisations_of,
    trials_visible_to,
)
from tracker.workarounds.queries_follow_up import follow_up_before


class Waiting(StrEnum):
    """What can wait for a lead, in the order in which it is shown."""

    PAIRS = "pairs"
    BARRIERS = "barriers"
    ORGANISATIONS = "organisations"
    CATEGORIES = "categories"
    TRIALS = "trials"
    DATES = "dates"


FOR_PROGRAMME_LEADS = tuple(Waiting)
FOR_ORGANISATION_LEADS = (Waiting.CATEGORIES, Waiting.TRIALS, Waiting.DATES)


@dataclass(frozen=True, slots=True)
class WaitingTrial:
    """A trial that has had time to show an outcome and has none."""

    workaround: str
    workaround_reference: str
    obstacle: str
    since: date


@dataclass(frozen=True, slots=True)
class WaitingObstacle:
    """An immovable obstacle whose review date has come."""

    reference: str
    title: str
    since: date


@dataclass(frozen=True, slots=True)
class WaitingLists:
    """What waits and has no page of its own."""

    barriers: tuple[tuple[str, str], ...]
    """Reference and title of each barrier without a decision-maker."""
    organisations: tuple[tuple[str, str], ...]
    """Slug and name of each organisation without a lead."""
    trials: tuple[WaitingTrial, ...]
    dates: tuple[WaitingObstacle, ...]


def waiting_counts(sight: Sight) -> dict[Waiting, int]:
    """Return how much waits for the person, always the same kinds; nothing for who leads nothing.

    Nothing waits in a closed programme. All is counted over what the person can see.
    """
    if sight.programme.closed_at is not None:
        return {}
    if sight.is_programme_lead:
        kinds: tuple[Waiting, ...] = FOR_PROGRAMME_LEADS
    else:
        kinds = FOR_ORGANISATION_LEADS if sight.led_organisation_ids else ()
    return {kind: _count_of(sight, kind) for kind in kinds}


def waiting_lists(sight: Sight) -> WaitingLists:
    """Return the things that wait, as counted by `waiting_counts`."""
    is_lead = sight.is_programme_lead
    return WaitingLists(
        barriers=_rows(_barriers(sight), Barrier.reference, Barrier.title) if is_lead else (),
        organisations=_rows(_organisations(sight), Organisation.slug, Organisation.name)
        if is_lead
        else (),
        trials=_read_trials(sight),
        dates=_read_dates(sight),
    )


def _read_trials(sight: Sight) -> tuple[WaitingTrial, ...]:
    rows = db.session.execute(
        _trials(sight)
        .with_only_columns(
            Workaround.title,
            Workaround.reference,
            Obstacle.title,
            Trial.started_on,
            Trial.recorded_at,
        )
        .order_by(Trial.recorded_at, Trial.id)
    )
    return tuple(
        WaitingTrial(workaround, reference, obstacle, started_on or recorded_at.date())
        for workaround, reference, obstacle, started_on, recorded_at in rows
    )


def _read_dates(sight: Sight) -> tuple[WaitingObstacle, ...]:
    since = sa.type_coerce(Obstacle.look_again_on, sa.Date)
    rows = db.session.execute(
        _dates(sight)
        .with_only_columns(Obstacle.reference, Obstacle.title, since)
        .order_by(Obstacle.look_again_on, Obstacle.id)
    )
    return tuple(WaitingObstacle(*row) for row in rows)


def _rows(select: sa.Select[Any], *columns: Any) -> tuple[Any, ...]:
    found = select.with_only_columns(*columns)
    return tuple((key, title) for key, title in db.session.execute(found))


def _is_theirs(sight: Sight) -> ColumnElement[bool]:
    """Return the condition that an obstacle waits for the person: all for a programme lead."""
    if sight.is_programme_lead:
        return sa.true()
    return Obstacle.organisation_id.in_(sight.led_organisation_ids)


def _barriers(sight: Sight) -> sa.Select[Any]:
    return (
        barriers_visible_to(sight)
        .where(Barrier.decision_maker_id.is_(None))
        .order_by(Barrier.title, Barrier.id)
    )


def _organisations(sight: Sight) -> sa.Select[Any]:
    has_lead = sa.exists().where(
        Membership.organisation_id == Organisation.id,
        Membership.role == OrganisationRole.LEAD,
        Membership.ended_at.is_(None),
        Person.id == Membership.person_id,
        Person.active,
    )
    return organisations_of(sight).where(sa.not_(has_lead))


def _trials(sight: Sight) -> sa.Select[Any]:
    return trials_visible_to(sight).where(
        _is_theirs(sight),
        Trial.outcome == Outcome.TOO_EARLY,
        Trial.recorded_at < follow_up_before(now().date()),
    )


def _dates(sight: Sight) -> sa.Select[Any]:
    return logged_obstacles_visible_to(sight).where(
        _is_theirs(sight),
        Obstacle.status == Status.ACCEPTED_AS_IMMOVABLE,
        Obstacle.look_again_on <= now().date(),
    )


def _count(select: sa.Select[Any], key: Any) -> int:
    counted = select.with_only_columns(sa.func.count(key)).order_by(None)
    return db.session.scalar(counted) or 0


_COUNTS: Mapping[Waiting, Callable[[Sight], int]] = {
    Waiting.PAIRS: count_ungrouped_pairs,
    Waiting.BARRIERS: lambda sight: _count(_barriers(sight), Barrier.id),
    Waiting.ORGANISATIONS: lambda sight: _count(_organisations(sight), Organisation.id),
    Waiting.CATEGORIES: count_queue,
    Waiting.TRIALS: lambda sight: _count(_trials(sight), Trial.id),
    Waiting.DATES: lambda sight: _count(_dates(sight), Obstacle.id),
}
_UNCACHED = frozenset({Waiting.CATEGORIES, Waiting.ORGANISATIONS})
"""Memberships do not raise the programme's revision; the queue is what the person may edit."""


def _count_of(sight: Sight, kind: Waiting) -> int:
    """Return how much of a kind waits; cached for the day and for those who lead the same."""
    count = _COUNTS[kind]
    if kind in _UNCACHED:
        return count(sight)
    key = (kind, now().date(), tuple(sorted(sight.led_organisation_ids)))
    return cached(sight, key, lambda: count(sight))
