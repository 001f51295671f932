"""Which organisations share which barrier, computed within the viewer's sight and cached.

One rule for unnamed obstacles holds in every count: all that other organisations logged without
their name count together as one further organisation, "not named", and only if the viewer may
see at least as many of them as the programme's threshold. Fewer count as obstacles, never as an
organisation. So no count depends on the owner of an unnamed obstacle.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle
from tracker.models.vocabulary import BLOCKING_STATUSES, CLEARED_STATUSES, Status
from tracker.sight.cache import cached
from tracker.sight.sight import VIEWER, Sight, may_name, sees, shown_organisation_id

STATUSES_BY_PROGRESS = [
    Status.OPEN,
    Status.BEING_WORKED_ON,
    Status.ACCEPTED_AS_IMMOVABLE,
    Status.WORKED_ROUND,
    Status.RESOLVED,
]
"""From the least to the most advanced: an organisation has the status of its least advanced one."""

_PROGRESS = {status.value: position for position, status in enumerate(STATUSES_BY_PROGRESS)}

NOT_NAMED = 0
"""The id of all organisations together that the viewer may not name; no organisation has it."""


@dataclass(frozen=True)
class BarrierStatus:
    """The status of one organisation's obstacles that a barrier causes."""

    barrier_id: int
    organisation_id: int
    """The organisation's id, or NOT_NAMED."""
    status: Status
    obstacles: int
    is_uniform: bool = True
    """Whether all its obstacles there have the same status."""

    @property
    def is_blocking(self) -> bool:
        """Whether an obstacle is still open or being worked on there."""
        return self.status in BLOCKING_STATUSES

    @property
    def is_cleared(self) -> bool:
        """Whether all are worked round or resolved there."""
        return self.status in CLEARED_STATUSES


@dataclass(frozen=True)
class Sharing:
    """The statuses of every visible barrier, and its counts of obstacles, cleared and in total."""

    statuses: dict[int, tuple[BarrierStatus, ...]]
    obstacles: dict[int, int]
    cleared_obstacles: dict[int, int]

    def organisations(self, barrier_id: int) -> int:
        """Return how many organisations meet the barrier, as the viewer may count them."""
        return len(self.statuses.get(barrier_id, ()))

    def cleared_organisations(self, barrier_id: int) -> int:
        """Return how many of these have cleared the barrier (worked round or resolved)."""
        return sum(entry.is_cleared for entry in self.statuses.get(barrier_id, ()))

    def is_shared(self, barrier_id: int) -> bool:
        """Return whether obstacles of two or more organisations come from the barrier."""
        return self.organisations(barrier_id) >= 2

    def others(self, barrier_id: int | None, organisation_id: int | None) -> int:
        """Return how many other organisations share the barrier with one; None means not named.

        Return 0 if there is no barrier or it is not shared.
        """
        if barrier_id is None or not self.is_shared(barrier_id):
            return 0
        owner = NOT_NAMED if organisation_id is None else organisation_id
        statuses = self.statuses[barrier_id]
        return len(statuses) - any(entry.organisation_id == owner for entry in statuses)

    @property
    def shared_ids(self) -> frozenset[int]:
        """The ids of the barriers that are shared."""
        return frozenset(barrier for barrier in self.statuses if self.is_shared(barrier))


def sharing(sight: Sight) -> Sharing:
    """Return who shares which barrier, cached until something in the programme changes."""
    return cached(sight, "sharing", lambda: compute_sharing(sight))


OWNER = sa.func.coalesce(shown_organisation_id(VIEWER), NOT_NAMED)
PROGRESS = sa.case(_PROGRESS, value=Obstacle.status)
COUNTS = (
    sa.select(
        Obstacle.barrier_id,
        OWNER,
        sa.func.min(PROGRESS),
        sa.func.max(PROGRESS),
        sa.func.count(),
        sa.func.sum(sa.case((Obstacle.status.in_(CLEARED_STATUSES), 1), else_=0)),
    )
    .where(sees(VIEWER), Obstacle.is_draft.is_(False), Obstacle.barrier_id.is_not(None))
    .group_by(Obstacle.barrier_id, OWNER)
)
COUNTS_OF_SOME = COUNTS.where(Obstacle.barrier_id.in_(sa.bindparam("barrier_ids", expanding=True)))
UNNAMED = (
    sa.select(Obstacle.id)
    .where(sees(VIEWER), Obstacle.is_draft.is_(False), sa.not_(may_name(VIEWER)))
    .limit(sa.bindparam("threshold"))
)


def compute_sharing(sight: Sight, barrier_ids: Collection[int] | None = None) -> Sharing:
    """Query who shares these barriers, or all of them; always two queries."""
    if barrier_ids is None:
        result = db.session.execute(COUNTS, sight.parameters).all()
    else:
        parameters = {**sight.parameters, "barrier_ids": list(barrier_ids)}
        result = db.session.execute(COUNTS_OF_SOME, parameters).all()
    rows = [tuple(row) for row in result]
    return _gather(sorted(rows), counts_unnamed=unnamed_reach_threshold(sight))


def unnamed_reach_threshold(sight: Sight) -> bool:
    """Return whether the unnamed obstacles reach the programme's threshold; cached."""
    return cached(sight, "unnamed reach threshold", lambda: _count_unnamed(sight))


def _count_unnamed(sight: Sight) -> bool:
    threshold = sight.programme.threshold
    unnamed = db.session.execute(UNNAMED, {**sight.parameters, "threshold": threshold})
    return len(unnamed.all()) >= threshold


def _gather(rows: Iterable[tuple[int, ...]], *, counts_unnamed: bool) -> Sharing:
    statuses: dict[int, list[BarrierStatus]] = {}
    obstacles: dict[int, int] = {}
    cleared_obstacles: dict[int, int] = {}
    for barrier, owner, lowest, highest, count, cleared in rows:
        obstacles[barrier] = obstacles.get(barrier, 0) + count
        cleared_obstacles[barrier] = cleared_obstacles.get(barrier, 0) + cleared
        if owner != NOT_NAMED or counts_unnamed:
            status = STATUSES_BY_PROGRESS[lowest]
            entry = BarrierStatus(barrier, owner, status, count, lowest == highest)
            statuses.setdefault(barrier, []).append(entry)
    return Sharing(
        statuses={barrier: tuple(entries) for barrier, entries in statuses.items()},
        obstacles=obstacles,
        cleared_obstacles=cleared_obstacles,
    )
