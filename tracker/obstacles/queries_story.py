"""One obstacle's story, as far as the viewer may see it; a fixed number of queries."""

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
from tracker.obstacles.queries_workarounds import MOST, Remedy, remedies_for
from tracker.sight.cache import cached
from tracker.sight.catalogue import CategoryEntry, OrganisationEntry, catalogue_of
from tracker.sight.obstacles import category_ids_of
from tracker.sight.sharing import NOT_NAMED, BarrierStatus, compute_sharing
from tracker.sight.sight import VIEWER, Sight, sees, text_if_readable
from tracker.workarounds.strategies import Advice, advice_for


@dataclass(frozen=True)
class Turn:
    """One change of status in the history."""

    status: Status
    reason: str
    """Nothing where the reader may not read it; the change itself stays with the obstacle."""
    changed_at: datetime
    person: str | None
    """The name of who changed it, for members of the same organisation alone."""
    is_from_source: bool
    """Whether a published source tells of it, and nobody of the organisation entered it."""


@dataclass(frozen=True)
class Place:
    """How an organisation stands under the barrier; None stands for those not named."""

    organisation: OrganisationEntry | None
    status: Status
    obstacles: int
    is_cleared: bool
    is_own: bool
    """Whether it is the organisation whose obstacle this is."""


@dataclass(frozen=True)
class Neighbour:
    """An obstacle that holds this one up, or is held up by it."""

    reference: str
    title: str


@dataclass(frozen=True)
class Surroundings:
    """What stands around an obstacle: its kind, its barrier, what helps and what hinders."""

    categories: tuple[CategoryEntry, ...]
    remedies: tuple[Remedy, ...]
    advice: tuple[Advice, ...]
    """What experts advise against causes of its kind; an opinion, and no evidence."""
    has_more_remedies: bool
    """Whether more is known under the barrier than is told here."""
    waiting_barriers: tuple[str, ...]
    """The titles of those under which something is said to be the same."""
    places: tuple[Place, ...]
    """The organisations under the same barrier, as the viewer may count them."""
    holds_up: tuple[Neighbour, ...]
    held_up_by: tuple[Neighbour, ...]
    circle: tuple[Neighbour, ...]
    """The other obstacles with which this one holds itself up."""

    @property
    def past_elsewhere(self) -> list[Place]:
        """The other organisations that got past the same barrier, named ones first."""
        past = [place for place in self.places if place.is_cleared and not place.is_own]
        return sorted(past, key=lambda place: place.organisation is None)


def surroundings_of(sight: Sight, obstacle: Obstacle) -> Surroundings:
    """Return what the viewer sees around the obstacle."""
    held = category_ids_of(obstacle)
    holds_up, held_up_by = neighbours_of(sight, obstacle)
    remedies = remedies_for(sight, obstacle)
    categories = tuple(one for one in catalogue_of(sight).categories if one.id in held)
    return Surroundings(
        categories=categories,
        advice=advice_for(category.construct for category in categories),
        remedies=remedies[:MOST] if obstacle.barrier_id else remedies,
        has_more_remedies=obstacle.barrier_id is not None and len(remedies) > MOST,
        waiting_barriers=waiting_barriers(sight, obstacle),
        places=_places_under(sight, obstacle),
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


def history_of(sight: Sight, obstacle: Obstacle) -> tuple[Turn, ...]:
    """Return the changes of status, newest first; a source goes with the name."""
    is_own = sight.is_own(obstacle)
    tells_source = sight.may_name(obstacle) and bool(obstacle.source_label)
    return tuple(
        Turn(
            row.status,
            row.reason,
            row.changed_at,
            row.name if is_own else None,
            is_from_source=row.person_id is None and tells_source,
        )
        for row in db.session.execute(CHANGES, {**sight.parameters, "obstacle_id": obstacle.id})
    )


def _places_under(sight: Sight, obstacle: Obstacle) -> tuple[Place, ...]:
    if obstacle.barrier_id is None:
        return ()
    own_id = obstacle.organisation_id if sight.may_name(obstacle) else NOT_NAMED
    known = catalogue_of(sight)

    def rank(standing: BarrierStatus) -> int:
        return known.rank.get(standing.organisation_id, len(known.rank))

    shared = compute_sharing(sight, [obstacle.barrier_id])
    return tuple(
        Place(
            organisation=known.organisation.get(standing.organisation_id),
            status=standing.status,
            obstacles=standing.obstacles,
            is_cleared=standing.is_cleared,
            is_own=standing.organisation_id == own_id,
        )
        for standing in sorted(shared.statuses.get(obstacle.barrier_id, ()), key=rank)
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
    """Return, by reference, with which others an obstacle holds itself up; kept while it holds."""
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
