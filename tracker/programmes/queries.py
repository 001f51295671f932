"""Read the overview page of a programme: shared barriers by level, recent and own obstacles."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.insights.queries import BarrierSharing, Network, NetworkOrganisation
from tracker.models import (
    Assignment,
    Membership,
    Obstacle,
    Organisation,
    Participation,
    Person,
    Programme,
)
from tracker.models.vocabulary import BLOCKING_STATUSES, Kind, Level, ProgrammeRole, Status
from tracker.sight.cache import cached
from tracker.sight.sight import (
    Sight,
    logged_obstacles_visible_to,
    programmes_of,
    shown_organisation_id,
)

MAX_RECENT = 5
MAX_OWN = 5


@dataclass(frozen=True, slots=True)
class RecentObstacle:
    """A recently logged obstacle; `organisation` is None if it may not be named."""

    reference: str
    title: str
    status: Status
    organisation: str | None
    logged_at: datetime


@dataclass(frozen=True, slots=True)
class OwnObstacle:
    """An obstacle of the person's organisation, still in the way, that others have cleared."""

    reference: str
    title: str
    status: Status
    barrier: BarrierSharing
    past: tuple[NetworkOrganisation, ...]


@dataclass(frozen=True, slots=True)
class OwnObstaclesToDo:
    """The first own obstacles that others have cleared, and their total number."""

    first: tuple[OwnObstacle, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PowerRow:
    """The counts by status of organisations with barriers that one level can remove."""

    level: Level | None
    blocking: int
    cleared: int
    immovable: int


def joined_programmes(person: Person) -> list[Programme]:
    """Return the programmes of which the person may see anything, by name."""
    return list(db.session.scalars(programmes_of(person)))


def reads_as_funder(sight: Sight) -> bool:
    """Return whether the person is there for a funder, and neither for a partner nor as a lead."""
    if sight.is_programme_lead or sight.logging_organisation_ids:
        return False
    programme_id, person_id = sight.programme.id, sight.person_id
    has_role = sa.exists().where(
        Assignment.programme_id == programme_id,
        Assignment.person_id == person_id,
        Assignment.role == ProgrammeRole.FUNDER,
        Assignment.ended_at.is_(None),
    )
    is_member = sa.exists().where(
        Participation.programme_id == programme_id,
        Participation.kind == Kind.FUNDER,
        Participation.left_on.is_(None),
        Membership.organisation_id == Participation.organisation_id,
        Membership.person_id == person_id,
        Membership.ended_at.is_(None),
    )
    return bool(db.session.scalar(sa.select(sa.or_(has_role, is_member))))


def recent_obstacles(sight: Sight) -> list[RecentObstacle]:
    """Return the obstacles within sight that were logged last."""
    return cached(sight, "recent_obstacles", lambda: _find_recent(sight))


def _find_recent(sight: Sight) -> list[RecentObstacle]:
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
        .limit(MAX_RECENT)
    )
    return [RecentObstacle(*row) for row in rows]


def own_obstacles_to_do(sight: Sight, network: Network) -> OwnObstaclesToDo:
    """Return own obstacles, still in the way, whose barrier another organisation has cleared."""
    if not sight.organisation_ids:
        return OwnObstaclesToDo((), 0)
    return cached(sight, "own obstacles to do", lambda: _find_own_obstacles(sight, network))


def _find_own_obstacles(sight: Sight, network: Network) -> OwnObstaclesToDo:
    own = _own_slugs(sight)
    past = {barrier.id: _others_past(barrier, own) for barrier in network.shared}
    barriers = {barrier.id: barrier for barrier in network.shared if past[barrier.id]}
    rows = db.session.execute(_own_in_the_way(sight, barriers.keys())).all()
    ranked = sorted(rows, key=lambda row: -len(past[row.barrier_id]))
    return OwnObstaclesToDo(
        tuple(
            OwnObstacle(
                row.reference, row.title, row.status, barriers[row.barrier_id], past[row.barrier_id]
            )
            for row in ranked[:MAX_OWN]
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
    """Count the statuses at shared barriers by the level that can remove them, highest first."""
    levels = [*reversed(Level), None]
    rows = []
    for level in levels:
        statuses = [
            entry for barrier in shared if barrier.level is level for entry in barrier.statuses
        ]
        blocking = sum(entry.is_blocking for entry in statuses)
        cleared = sum(entry.is_cleared for entry in statuses)
        rows.append(PowerRow(level, blocking, cleared, len(statuses) - blocking - cleared))
    return [row for row in rows if row.level or row.blocking + row.cleared + row.immovable]
