"""Barriers within sight, with their obstacles, statuses and workarounds."""

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

MAX_OBSTACLES = 200
"""The maximum number of obstacles that a barrier's page lists."""


def find_barrier(sight: Sight, reference: str) -> Barrier | None:
    """Return the barrier with its category and decision-maker loaded, or None."""
    return db.session.scalar(
        barriers_visible_to(sight)
        .where(Barrier.reference == reference)
        .options(joinedload(Barrier.category), joinedload(Barrier.decision_maker))
    )


@dataclass(frozen=True)
class BarrierRow:
    """A row of the table of barriers."""

    id: int
    reference: str
    title: str
    level: Level | None
    organisation_statuses: tuple[BarrierStatus, ...]
    """The status of each organisation that shares the barrier, the least advanced first."""
    obstacles: int

    @property
    def organisations(self) -> int:
        """The number of organisations that share it, as the viewer may count them."""
        return len(self.organisation_statuses)

    @property
    def statuses(self) -> list[Status]:
        """The statuses alone, for the status strip."""
        return [entry.status for entry in self.organisation_statuses]

    @property
    def cleared(self) -> int:
        """The number of organisations that have cleared it."""
        return sum(entry.is_cleared for entry in self.organisation_statuses)

    @property
    def blocking(self) -> int:
        """The number of organisations that it still blocks."""
        return sum(entry.is_blocking for entry in self.organisation_statuses)

    @property
    def is_shared(self) -> bool:
        """Whether two organisations or more share it."""
        return self.organisations >= 2


WIDEST_FIRST = "widest"
SORTS = {
    WIDEST_FIRST: lambda row: (-row.organisations, -row.obstacles),
    "in-the-way": lambda row: -row.blocking,
    "past": lambda row: -row.cleared,
    "obstacles": lambda row: -row.obstacles,
    "title": lambda _row: 0,
}
"""The sort keys of the table; equal rows are sorted by title."""


def barrier_rows(sight: Sight, sort: str = WIDEST_FIRST) -> list[BarrierRow]:
    """Return every visible barrier, sorted."""
    found = sharing(sight)
    records = db.session.execute(
        barriers_visible_to(sight)
        .with_only_columns(Barrier.id, Barrier.reference, Barrier.title, Barrier.level)
        .order_by(Barrier.id)
    )
    rows = [_row(found, *row) for row in records]
    rows.sort(key=lambda row: sort_key(row.title))
    return sorted(rows, key=SORTS[sort])


def _row(
    found: Sharing, barrier_id: int, reference: str, title: str, level: Level | None
) -> BarrierRow:
    return BarrierRow(
        id=barrier_id,
        reference=reference,
        title=title,
        level=level,
        organisation_statuses=statuses_of_barrier(found, barrier_id),
        obstacles=found.obstacles.get(barrier_id, 0),
    )


def statuses_of_barrier(found: Sharing, barrier_id: int) -> tuple[BarrierStatus, ...]:
    """Return each organisation's status for the barrier, the least advanced first."""
    organisation_statuses = found.statuses.get(barrier_id, ())
    return tuple(
        sorted(organisation_statuses, key=lambda one: STATUSES_BY_PROGRESS.index(one.status))
    )


@dataclass(frozen=True)
class GroupedObstacle:
    """An obstacle that is grouped under a barrier, as the barrier's page lists it."""

    reference: str
    title: str
    status: Status
    organisation_id: int | None
    """The owner, or None if it may not be named."""


def grouped_obstacles(sight: Sight, barrier: Barrier) -> list[GroupedObstacle]:
    """Return the newest obstacles that are grouped under the barrier."""
    records = db.session.execute(
        logged_obstacles_visible_to(sight)
        .where(Obstacle.barrier_id == barrier.id)
        .with_only_columns(
            Obstacle.reference, Obstacle.title, Obstacle.status, shown_organisation_id(sight)
        )
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(MAX_OBSTACLES)
    )
    return [GroupedObstacle(*row) for row in records]


@dataclass(frozen=True)
class Neighbours:
    """The barriers that a barrier holds up, and those that hold it up.

    A barrier holds up another if one of its obstacles holds up an obstacle of the other, and the
    viewer sees both.
    """

    holds_up: list[Barrier]
    held_up_by: list[Barrier]


def neighbours_of(sight: Sight, barrier: Barrier) -> Neighbours:
    """Return the barriers linked by hindrances to this one, in two queries."""
    holding, held_up = Hindrance.holding_id, Hindrance.held_up_id
    return Neighbours(
        holds_up=_linked_barriers(sight, barrier, this_end=holding, other_end=held_up),
        held_up_by=_linked_barriers(sight, barrier, this_end=held_up, other_end=holding),
    )


def _linked_barriers(
    sight: Sight, barrier: Barrier, *, this_end: Any, other_end: Any
) -> list[Barrier]:
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
class BarrierWorkaround:
    """A workaround that is linked to an obstacle of the barrier, with its trials there."""

    reference: str
    title: str
    trials: tuple[tuple[Outcome, int | None], ...]
    """Outcome and organisation of each; None if it may not be named."""

    @property
    def helped(self) -> bool:
        """Whether a trial worked, wholly or partly."""
        return any(outcome in {Outcome.WORKED, Outcome.PARTLY} for outcome, _ in self.trials)


def workarounds_of_barrier(sight: Sight, barrier: Barrier) -> list[BarrierWorkaround]:
    """Return the workarounds of the barrier's obstacles, those that helped first."""
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
    workarounds = [
        BarrierWorkaround(reference, title, tuple(trials.get(key, ())))
        for key, reference, title in titles
    ]
    return sorted(
        workarounds, key=lambda workaround: (not workaround.helped, -len(workaround.trials))
    )


def categories_to_choose(sight: Sight, current_id: int | None) -> Sequence[Category]:
    """Return the active categories and the current one, each before its subcategories."""
    upper = aliased(Category)
    return db.session.scalars(
        sa.select(Category)
        .outerjoin(upper, upper.id == Category.parent_id)
        .where(
            Category.programme_id == sight.programme.id,
            sa.or_(Category.retired_at.is_(None), Category.id == current_id),
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
