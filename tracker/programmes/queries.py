"""What a person finds on a programme's first page: what was found, what is new, what is theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.insights.queries import BarrierSharing, Network, NetworkOrganisation
from tracker.models import Obstacle, Organisation, Person, Programme
from tracker.models.vocabulary import BLOCKING_STATUSES, Level, Status
from tracker.sight.cache import cached
from tracker.sight.sight import (
    Sight,
    logged_obstacles_visible_to,
    programmes_of,
    shown_organisation_id,
)

NEWEST = 5
MOST_OF_MINE = 5


@dataclass(frozen=True, slots=True)
class New:
    """An obstacle that was logged lately; `organisation` is None where it is not to be named."""

    reference: str
    title: str
    status: Status
    organisation: str | None
    logged_at: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """An obstacle of the person's own organisation, still in the way, that others are past."""

    reference: str
    title: str
    status: Status
    barrier: BarrierSharing
    past: tuple[NetworkOrganisation, ...]


@dataclass(frozen=True, slots=True)
class MineToDo:
    """What others got past and we did not, as far as there is room, and how many in all."""

    first: tuple[Mine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PowerRow:
    """How it stands in the places whose barriers one level could remove."""

    level: Level | None
    in_the_way: int
    past_it: int
    immovable: int


def programmes_with_place(person: Person) -> list[Programme]:
    """Return the programmes in which the person has a place, by name."""
    return list(db.session.scalars(programmes_of(person)))


def newest(sight: Sight) -> list[New]:
    """Return what was logged last within sight."""
    return cached(sight, "newest", lambda: _find_newest(sight))


def _find_newest(sight: Sight) -> list[New]:
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .outerjoin(Organisation, Organisation.id == shown_organisation_id(sight))
        .with_only_columns(
            Obstacle.reference,
            Obstacle.title,
            Obstacle.status,
            Organisation.short_name,
            Obstacle.logged_at,
        )
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(NEWEST)
    )
    return [New(*row) for row in rows]


def mine_to_do(sight: Sight, network: Network) -> MineToDo:
    """Return the own obstacles, still in the way, whose barrier another organisation is past."""
    if not sight.organisation_ids:
        return MineToDo((), 0)
    return cached(sight, "mine to do", lambda: _find_mine(sight, network))


def _find_mine(sight: Sight, network: Network) -> MineToDo:
    own = _own_slugs(sight)
    past = {barrier.id: _others_past(barrier, own) for barrier in network.shared}
    barriers = {barrier.id: barrier for barrier in network.shared if past[barrier.id]}
    rows = db.session.execute(_own_in_the_way(sight, barriers.keys())).all()
    ranked = sorted(rows, key=lambda row: -len(past[row.barrier_id]))
    return MineToDo(
        tuple(
            Mine(
                row.reference, row.title, row.status, barriers[row.barrier_id], past[row.barrier_id]
            )
            for row in ranked[:MOST_OF_MINE]
        ),
        len(rows),
    )


def _own_slugs(sight: Sight) -> frozenset[str]:
    return frozenset(
        db.session.scalars(
            sa.select(Organisation.slug).where(Organisation.id.in_(sight.organisation_ids))
        )
    )


def _others_past(barrier: BarrierSharing, own: Collection[str]) -> tuple[NetworkOrganisation, ...]:
    return tuple(
        organisation for organisation in barrier.cleared_by if organisation.slug not in own
    )


def _own_in_the_way(sight: Sight, barrier_ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        logged_obstacles_visible_to(sight)
        .with_only_columns(Obstacle.reference, Obstacle.title, Obstacle.status, Obstacle.barrier_id)
        .where(
            Obstacle.organisation_id.in_(sight.organisation_ids),
            Obstacle.status.in_(BLOCKING_STATUSES),
            Obstacle.barrier_id.in_(barrier_ids),
        )
        .order_by(Obstacle.changed_at.desc(), Obstacle.id.desc())
    )


def power_to_remove(shared: Sequence[BarrierSharing]) -> list[PowerRow]:
    """Count the places of shared barriers by the level that could remove them, widest first."""
    levels = [*reversed(Level), None]
    rows = []
    for level in levels:
        statuses = [
            entry for barrier in shared if barrier.level is level for entry in barrier.statuses
        ]
        in_the_way = sum(entry.is_blocking for entry in statuses)
        past_it = sum(entry.is_cleared for entry in statuses)
        rows.append(PowerRow(level, in_the_way, past_it, len(statuses) - in_the_way - past_it))
    return [row for row in rows if row.level or row.in_the_way + row.past_it + row.immovable]
