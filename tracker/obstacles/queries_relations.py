"""What is related to one obstacle, within the viewer's sight, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime

import networkx as nx
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.graph.relief import circles_of_hindrance
from tracker.matches.queries_suggestions import waiting_barriers
from tracker.models import Hindrance, Obstacle, Person, StatusChange
from tracker.models.vocabulary import Status
from tracker.obstacles.queries_workarounds import MAX_SHOWN, RankedWorkaround, workarounds_for
from tracker.sight.cache import cached
from tracker.sight.catalogue import CategoryEntry, OrganisationEntry, catalogue_of
from tracker.sight.obstacles import category_ids_of
from tracker.sight.sharing import NOT_NAMED, BarrierStatus, compute_sharing
from tracker.sight.sight import VIEWER, Sight, sees, text_if_readable
from tracker.workarounds.strategies import Advice, advice_for


@dataclass(frozen=True)
class StatusHistoryEntry:
    """A change of status in the history."""

    status: Status
    reason: str
    """Empty if the viewer may not read it; the change itself is as visible as the obstacle."""
    changed_at: datetime
    person: str | None
    """The name of the author, only for members of the same organisation."""
    is_from_source: bool
    """Whether it comes from a published source, and not from a member."""


@dataclass(frozen=True)
class OrganisationStatus:
    """An organisation's status for the barrier; the organisation is None for all unnamed ones."""

    organisation: OrganisationEntry | None
    status: Status
    obstacles: int
    is_cleared: bool
    is_own: bool
    """Whether it is the organisation whose obstacle this is."""


@dataclass(frozen=True)
class Neighbour:
    """An obstacle that holds this one up or is held up by it."""

    reference: str
    title: str


@dataclass(frozen=True)
class ObstacleRelations:
    """The categories, workarounds, barrier statuses and hindrances of an obstacle."""

    categories: tuple[CategoryEntry, ...]
    workarounds: tuple[RankedWorkaround, ...]
    advice: tuple[Advice, ...]
    """Published strategies against its kind of cause: opinion, not evidence."""
    has_more_workarounds: bool
    """Whether the barrier has more workarounds than these."""
    waiting_barriers: tuple[str, ...]
    """The titles of the barriers of obstacles that are marked as the same."""
    organisation_statuses: tuple[OrganisationStatus, ...]
    """The organisations that share the barrier, as the viewer may count them."""
    holds_up: tuple[Neighbour, ...]
    held_up_by: tuple[Neighbour, ...]
    circle: tuple[Neighbour, ...]
    """The other obstacles in a cycle of hindrances with this one."""

    @property
    def cleared_elsewhere(self) -> list[OrganisationStatus]:
        """The other organisations that have cleared the same barrier, named ones first."""
        cleared = [
            entry for entry in self.organisation_statuses if entry.is_cleared and not entry.is_own
        ]
        return sorted(cleared, key=lambda entry: entry.organisation is None)


def relations_of(sight: Sight, obstacle: Obstacle) -> ObstacleRelations:
    """Return what is related to the obstacle and visible to the viewer."""
    category_ids = category_ids_of(obstacle)
    holds_up, held_up_by = neighbours_of(sight, obstacle)
    workarounds = workarounds_for(sight, obstacle)
    categories = tuple(one for one in catalogue_of(sight).categories if one.id in category_ids)
    return ObstacleRelations(
        categories=categories,
        advice=advice_for(category.construct for category in categories),
        workarounds=workarounds[:MAX_SHOWN] if obstacle.barrier_id else workarounds,
        has_more_workarounds=obstacle.barrier_id is not None and len(workarounds) > MAX_SHOWN,
        waiting_barriers=waiting_barriers(sight, obstacle),
        organisation_statuses=_organisation_statuses(sight, obstacle),
        holds_up=holds_up,
        held_up_by=held_up_by,
        circle=_circle(sight, obstacle) if holds_up and held_up_by else (),
    )


CHANGES = (
    sa.select(
        StatusChange.status,
        text_if_readable(VIEWER, StatusChange, StatusChange.reason).label("reason"),
        StatusChange.changed_at,
        StatusChange.person_id,
        Person.name,
    )
    .join(Obstacle, Obstacle.id == StatusChange.obstacle_id)
    .outerjoin(Person, Person.id == StatusChange.person_id)
    .where(StatusChange.obstacle_id == sa.bindparam("obstacle_id"))
    .order_by(StatusChange.changed_at.desc(), StatusChange.id.desc())
)


def status_history(sight: Sight, obstacle: Obstacle) -> tuple[StatusHistoryEntry, ...]:
    """Return the changes of status, newest first; the source is shown only with the name."""
    is_own = sight.is_own(obstacle)
    shows_source = sight.may_name(obstacle) and bool(obstacle.source_label)
    return tuple(
        StatusHistoryEntry(
            row.status,
            row.reason,
            row.changed_at,
            row.name if is_own else None,
            is_from_source=row.person_id is None and shows_source,
        )
        for row in db.session.execute(CHANGES, {**sight.parameters, "obstacle_id": obstacle.id})
    )


def _organisation_statuses(sight: Sight, obstacle: Obstacle) -> tuple[OrganisationStatus, ...]:
    if obstacle.barrier_id is None:
        return ()
    own_id = obstacle.organisation_id if sight.may_name(obstacle) else NOT_NAMED
    catalogue = catalogue_of(sight)

    def rank(barrier_status: BarrierStatus) -> int:
        return catalogue.rank.get(barrier_status.organisation_id, len(catalogue.rank))

    sharing = compute_sharing(sight, [obstacle.barrier_id])
    return tuple(
        OrganisationStatus(
            organisation=catalogue.organisation.get(barrier_status.organisation_id),
            status=barrier_status.status,
            obstacles=barrier_status.obstacles,
            is_cleared=barrier_status.is_cleared,
            is_own=barrier_status.organisation_id == own_id,
        )
        for barrier_status in sorted(sharing.statuses.get(obstacle.barrier_id, ()), key=rank)
    )


OTHER, HOLDING, HELD_UP = aliased(Obstacle), aliased(Obstacle), aliased(Obstacle)


IS_HOLDING = Hindrance.holding_id == sa.bindparam("obstacle_id")
NEIGHBOURS = (
    sa.select(IS_HOLDING.label("is_held_up"), OTHER.reference, OTHER.title)
    .join(
        OTHER,
        OTHER.id == sa.case((IS_HOLDING, Hindrance.held_up_id), else_=Hindrance.holding_id),
    )
    .where(
        sa.or_(IS_HOLDING, Hindrance.held_up_id == sa.bindparam("obstacle_id")),
        sees(VIEWER, OTHER),
        OTHER.is_draft.is_(False),
    )
    .order_by(OTHER.title_key, OTHER.logged_at, OTHER.id)
)


def neighbours_of(
    sight: Sight, obstacle: Obstacle
) -> tuple[tuple[Neighbour, ...], tuple[Neighbour, ...]]:
    """Return the logged obstacles within sight that this one holds up, and that hold it up."""
    found = db.session.execute(NEIGHBOURS, {**sight.parameters, "obstacle_id": obstacle.id}).all()
    return (
        tuple(Neighbour(*rest) for is_held_up, *rest in found if is_held_up),
        tuple(Neighbour(*rest) for is_held_up, *rest in found if not is_held_up),
    )


def _circle(sight: Sight, obstacle: Obstacle) -> tuple[Neighbour, ...]:
    others = circles(sight).get(obstacle.reference, ())
    if not others:
        return ()
    titles = (
        sa.select(Obstacle.reference, Obstacle.title)
        .where(sees(sight), Obstacle.reference.in_(others))
        .order_by(Obstacle.title_key, Obstacle.logged_at, Obstacle.id)
    )
    return tuple(Neighbour(*row) for row in db.session.execute(titles))


def circles(sight: Sight) -> dict[str, tuple[str, ...]]:
    """Return the other obstacles in a cycle of hindrances, by reference; cached."""
    return cached(sight, "circles", lambda: _find_circles(sight))


def _find_circles(sight: Sight) -> dict[str, tuple[str, ...]]:
    pairs = (
        sa.select(HOLDING.reference, HELD_UP.reference)
        .select_from(Hindrance)
        .join(HOLDING, HOLDING.id == Hindrance.holding_id)
        .join(HELD_UP, HELD_UP.id == Hindrance.held_up_id)
        .where(
            sees(sight, HOLDING),
            sees(sight, HELD_UP),
            HOLDING.is_draft.is_(False),
            HELD_UP.is_draft.is_(False),
        )
    )
    groups = circles_of_hindrance(
        nx.DiGraph([(row[0], row[1]) for row in db.session.execute(pairs)])
    )
    return {one: tuple(sorted(group - {one})) for group in groups for one in group}
