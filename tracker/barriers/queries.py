"""Find barriers within sight, and tell how each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from tracker.extensions import db
from tracker.fold import sort_key
from tracker.models import (
    Barrier,
    Category,
    DecisionMaker,
    Hindrance,
    Obstacle,
    Trial,
    Workaround,
)
from tracker.models.category import order_of_categories
from tracker.models.vocabulary import Level, Outcome, Status
from tracker.sight.sharing import STATUSES_BY_PROGRESS, BarrierStatus, Sharing, sharing
from tracker.sight.sight import (
    Sight,
    barriers_visible_to,
    links_visible_to,
    logged_obstacles_visible_to,
    sees,
    shown_organisation_id,
    trials_visible_to,
)

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
    standings: tuple[BarrierStatus, ...]
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
        return sum(standing.is_cleared for standing in self.standings)

    @property
    def in_the_way(self) -> int:
        """How many organisations still have it in the way."""
        return sum(standing.is_blocking for standing in self.standings)

    @property
    def is_shared(self) -> bool:
        """Whether obstacles of two organisations or more come from it."""
        return self.organisations >= 2


WIDEST_FIRST = "widest"
SORTS = {
    WIDEST_FIRST: lambda line: (-line.organisations, -line.obstacles),
    "in-the-way": lambda line: -line.in_the_way,
    "past": lambda line: -line.past_it,
    "obstacles": lambda line: -line.obstacles,
    "title": lambda _line: 0,
}
"""The orders the table can stand in; what is equal stands by its words."""


def barrier_lines(sight: Sight, sort: str = WIDEST_FIRST) -> list[BarrierLine]:
    """Return every barrier the person may see, the most widely shared first or in this order."""
    found = sharing(sight)
    rows = db.session.execute(
        barriers_visible_to(sight)
        .with_only_columns(Barrier.id, Barrier.reference, Barrier.title, Barrier.level)
        .order_by(Barrier.id)
    )
    lines = [_line(found, *row) for row in rows]
    lines.sort(key=lambda line: sort_key(line.title))
    return sorted(lines, key=SORTS[sort])


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


def standings_of(found: Sharing, barrier_id: int) -> tuple[BarrierStatus, ...]:
    """Return how each organisation stands under the barrier, the least advanced first."""
    standings = found.statuses.get(barrier_id, ())
    return tuple(sorted(standings, key=lambda one: STATUSES_BY_PROGRESS.index(one.status)))


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
class Neighbours:
    """The other barriers that a barrier holds up, and those by which it is held up.

    One holds up another where one of its obstacles holds up an obstacle of the other, as far as
    the viewer sees both.
    """

    holds_up: list[Barrier]
    held_up_by: list[Barrier]


def neighbours_of(sight: Sight, barrier: Barrier) -> Neighbours:
    """Return the barriers before and behind this one; two queries whatever their number."""
    holding, held_up = Hindrance.holding_id, Hindrance.held_up_id
    return Neighbours(
        holds_up=_beyond(sight, barrier, this_end=holding, other_end=held_up),
        held_up_by=_beyond(sight, barrier, this_end=held_up, other_end=holding),
    )


def _beyond(sight: Sight, barrier: Barrier, *, this_end: Any, other_end: Any) -> list[Barrier]:
    here, there = aliased(Obstacle), aliased(Obstacle)
    others = (
        sa.select(there.barrier_id)
        .select_from(Hindrance)
        .join(here, here.id == this_end)
        .join(there, there.id == other_end)
        .where(here.barrier_id == barrier.id, there.barrier_id != barrier.id)
        .where(sees(sight, here), here.is_draft.is_(False))
        .where(sees(sight, there), there.is_draft.is_(False))
    )
    return list(
        db.session.scalars(
            sa.select(Barrier).where(Barrier.id.in_(others)).order_by(Barrier.title, Barrier.id)
        )
    )


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
    """Return the categories that are offered and the one held, each upper one before its own."""
    upper = aliased(Category)
    return db.session.scalars(
        sa.select(Category)
        .outerjoin(upper, upper.id == Category.parent_id)
        .where(
            Category.programme_id == sight.programme.id,
            sa.or_(Category.retired_at.is_(None), Category.id == held),
        )
        .order_by(*order_of_categories(upper))
    ).all()


def decision_makers_to_choose(sight: Sight) -> Sequence[DecisionMaker]:
    """Return the programme's decision-makers, by name."""
    return db.session.scalars(
        sa.select(DecisionMaker)
        .where(DecisionMaker.programme_id == sight.programme.id)
        .order_by(DecisionMaker.name)
    ).all()
