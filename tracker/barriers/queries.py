"""Find barriers within sight, and tell how each stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.auth.sight import (
    Sight,
    barriers_visible_to,
    links_visible_to,
    logged_obstacles_visible_to,
    shown_organisation_id,
    trials_visible_to,
)
from tracker.barriers.sharing import ADVANCE, Sharing, Standing, sharing
from tracker.extensions import db
from tracker.models import Barrier, Category, DecisionMaker, Obstacle, Trial, Workaround
from tracker.models.vocabulary import Level, Outcome, Status

MOST_OBSTACLES = 200
"""How many obstacles a barrier's page lists; beyond that it says how many more there are."""


def find_barrier(sight: Sight, reference: str) -> Barrier | None:
    """Return the barrier of this reference, its category and decision-maker loaded, or None."""
    return db.session.scalar(
        barriers_visible_to(sight)
        .where(Barrier.reference == reference)
        .options(joinedload(Barrier.category), joinedload(Barrier.decision_maker))
    )


@dataclass(frozen=True)
class BarrierLine:
    """A barrier as a table shows it."""

    id: int
    reference: str
    title: str
    level: Level | None
    standings: tuple[Standing, ...]
    """One for each organisation that meets it, the least advanced first."""
    obstacles: int

    @property
    def organisations(self) -> int:
        """How many organisations meet it, as the viewer may count them."""
        return len(self.standings)

    @property
    def statuses(self) -> list[Status]:
        """Where each organisation stands, as the strip draws it."""
        return [standing.status for standing in self.standings]

    @property
    def past_it(self) -> int:
        """How many organisations are past it."""
        return sum(standing.is_past_it for standing in self.standings)


def barrier_lines(sight: Sight) -> list[BarrierLine]:
    """Return every barrier the person may see, the most widely shared first."""
    found = sharing(sight)
    rows = db.session.execute(
        barriers_visible_to(sight)
        .with_only_columns(Barrier.id, Barrier.reference, Barrier.title, Barrier.level)
        .order_by(Barrier.id)
    )
    lines = [_line(found, *row) for row in rows]
    return sorted(lines, key=lambda line: (-line.organisations, -line.obstacles, line.title))


def _line(
    found: Sharing, barrier_id: int, reference: str, title: str, level: Level | None
) -> BarrierLine:
    return BarrierLine(
        id=barrier_id,
        reference=reference,
        title=title,
        level=level,
        standings=standings_of(found, barrier_id),
        obstacles=found.obstacles.get(barrier_id, 0),
    )


def standings_of(found: Sharing, barrier_id: int) -> tuple[Standing, ...]:
    """Return how each organisation stands under the barrier, the least advanced first."""
    standings = found.standings.get(barrier_id, ())
    return tuple(sorted(standings, key=lambda one: ADVANCE.index(one.status)))


@dataclass(frozen=True)
class Met:
    """An obstacle under a barrier, as the barrier's page lists it."""

    reference: str
    title: str
    status: Status
    organisation_id: int | None
    """The owner, or None where it may not be named."""


def obstacles_under(sight: Sight, barrier: Barrier) -> list[Met]:
    """Return the newest obstacles under the barrier."""
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .where(Obstacle.barrier_id == barrier.id)
        .with_only_columns(
            Obstacle.reference, Obstacle.title, Obstacle.status, shown_organisation_id(sight)
        )
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(MOST_OBSTACLES)
    )
    return [Met(*row) for row in rows]


@dataclass(frozen=True)
class WayPast:
    """A workaround that stands beside an obstacle of the barrier, and how its trials went."""

    reference: str
    title: str
    trials: tuple[tuple[Outcome, int | None], ...]
    """Outcome and organisation of each; None where it may not be named."""

    @property
    def helped(self) -> bool:
        """Whether it worked somewhere, wholly or partly."""
        return any(outcome in {Outcome.WORKED, Outcome.PARTLY} for outcome, _ in self.trials)


def ways_past(sight: Sight, barrier: Barrier) -> list[WayPast]:
    """Return the workarounds known against the barrier, those that helped somewhere first."""
    titles = db.session.execute(
        links_visible_to(sight)
        .where(Obstacle.barrier_id == barrier.id)
        .with_only_columns(Workaround.id, Workaround.reference, Workaround.title)
        .distinct()
        .order_by(Workaround.id)
    ).all()
    trials: dict[int, list[tuple[Outcome, int | None]]] = {}
    for workaround_id, outcome, owner in db.session.execute(
        trials_visible_to(sight)
        .where(Obstacle.barrier_id == barrier.id)
        .with_only_columns(Trial.workaround_id, Trial.outcome, shown_organisation_id(sight))
        .order_by(Trial.id)
    ):
        trials.setdefault(workaround_id, []).append((outcome, owner))
    ways = [
        WayPast(reference, title, tuple(trials.get(key, ()))) for key, reference, title in titles
    ]
    return sorted(ways, key=lambda way: (not way.helped, -len(way.trials)))


def categories_to_choose(sight: Sight, held: int | None) -> Sequence[Category]:
    """Return the programme's categories that are offered, and the one that is held."""
    return db.session.scalars(
        sa.select(Category)
        .where(
            Category.programme_id == sight.programme.id,
            sa.or_(Category.retired_at.is_(None), Category.id == held),
        )
        .order_by(Category.position, Category.id)
    ).all()


def decision_makers_to_choose(sight: Sight) -> Sequence[DecisionMaker]:
    """Return the programme's decision-makers, by name."""
    return db.session.scalars(
        sa.select(DecisionMaker)
        .where(DecisionMaker.programme_id == sight.programme.id)
        .order_by(DecisionMaker.name)
    ).all()
