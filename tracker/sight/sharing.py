"""Who shares which barrier, worked out once over what the viewer may see.

One rule for unnamed obstacles holds in every count: all that other organisations logged without
their name stand together as one further organisation, "not named", and only where the viewer may
see at least as many of them as the programme's threshold. Fewer count as obstacles, never as an
organisation. So no count shifts with who stands behind an unnamed obstacle.
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
"""From the least to the most advanced: an organisation stands where its least advanced one does."""

_PLACES = {status.value: place for place, status in enumerate(STATUSES_BY_PROGRESS)}

NOT_NAMED = 0
"""Stands for all organisations that the viewer may not name; no organisation has this id."""


@dataclass(frozen=True)
class Standing:
    """How one organisation stands under one barrier."""

    barrier_id: int
    organisation_id: int
    """The organisation's id, or NOT_NAMED."""
    status: Status
    obstacles: int
    is_uniform: bool = True
    """Whether all its obstacles there have the one status."""

    @property
    def is_blocking(self) -> bool:
        """Whether it is open or being worked on there."""
        return self.status in BLOCKING_STATUSES

    @property
    def is_cleared(self) -> bool:
        """Whether it is worked round or resolved there."""
        return self.status in CLEARED_STATUSES


@dataclass(frozen=True)
class Sharing:
    """Every visible barrier's standings, and how many obstacles each holds, past it and in all."""

    standings: dict[int, tuple[Standing, ...]]
    obstacles: dict[int, int]
    cleared_obstacles: dict[int, int]

    def organisations(self, barrier_id: int) -> int:
        """Return how many organisations meet the barrier, as the viewer may count them."""
        return len(self.standings.get(barrier_id, ()))

    def past_it(self, barrier_id: int) -> int:
        """Return in how many of these the barrier's obstacles are past it."""
        return sum(each.is_cleared for each in self.standings.get(barrier_id, ()))

    def is_shared(self, barrier_id: int) -> bool:
        """Say whether obstacles of two organisations or more come from this cause."""
        return self.organisations(barrier_id) >= 2

    def others(self, barrier_id: int | None, organisation_id: int | None) -> int:
        """Return with how many others an organisation shares the barrier; None is one not named.

        Zero where there is no barrier or it is not shared.
        """
        if barrier_id is None or not self.is_shared(barrier_id):
            return 0
        owner = NOT_NAMED if organisation_id is None else organisation_id
        standings = self.standings[barrier_id]
        return len(standings) - any(each.organisation_id == owner for each in standings)

    @property
    def shared_ids(self) -> frozenset[int]:
        """The barriers that are shared."""
        return frozenset(barrier for barrier in self.standings if self.is_shared(barrier))


def sharing(sight: Sight) -> Sharing:
    """Return who shares which barrier; kept until something in the programme changes."""
    return cached(sight, "sharing", lambda: compute_sharing(sight))


OWNER = sa.func.coalesce(shown_organisation_id(VIEWER), NOT_NAMED)
PLACE = sa.case(_PLACES, value=Obstacle.status)
COUNTS = (
    sa.select(
        Obstacle.barrier_id,
        OWNER,
        sa.func.min(PLACE),
        sa.func.max(PLACE),
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
    """Ask the database who shares these barriers, or all; two queries whatever the number."""
    if barrier_ids is None:
        found = db.session.execute(COUNTS, sight.parameters).all()
    else:
        asked = {**sight.parameters, "barrier_ids": list(barrier_ids)}
        found = db.session.execute(COUNTS_OF_SOME, asked).all()
    rows = [tuple(row) for row in found]
    return _gather(sorted(rows), counts_unnamed=unnamed_reach_threshold(sight))


def unnamed_reach_threshold(sight: Sight) -> bool:
    """Say whether there are as many unnamed obstacles as count together; kept, as all ask it."""
    return cached(sight, "unnamed are enough", lambda: _count_unnamed(sight))


def _count_unnamed(sight: Sight) -> bool:
    threshold = sight.programme.threshold
    unnamed = db.session.execute(UNNAMED, {**sight.parameters, "threshold": threshold})
    return len(unnamed.all()) >= threshold


def _gather(rows: Iterable[tuple[int, ...]], *, counts_unnamed: bool) -> Sharing:
    standings: dict[int, list[Standing]] = {}
    obstacles: dict[int, int] = {}
    cleared_obstacles: dict[int, int] = {}
    for barrier, owner, least, most, number, past in rows:
        obstacles[barrier] = obstacles.get(barrier, 0) + number
        cleared_obstacles[barrier] = cleared_obstacles.get(barrier, 0) + past
        if owner != NOT_NAMED or counts_unnamed:
            standing = Standing(barrier, owner, STATUSES_BY_PROGRESS[least], number, least == most)
            standings.setdefault(barrier, []).append(standing)
    return Sharing(
        standings={barrier: tuple(found) for barrier, found in standings.items()},
        obstacles=obstacles,
        cleared_obstacles=cleared_obstacles,
    )
