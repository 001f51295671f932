"""What the obstacles of many add up to, as plain facts of one viewer's sight.

Who shares what is `barriers.sharing`'s to say; here its answer gets names and words.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.fold import sort_key
from tracker.models import Barrier, Category, Organisation, Participation
from tracker.models.vocabulary import BLOCKING_STATUSES, CLEARED_STATUSES, Kind, Level, Status
from tracker.sight.cache import cached
from tracker.sight.sharing import NOT_NAMED, BarrierStatus, Sharing, sharing
from tracker.sight.sight import Sight, barriers_visible_to


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as pictures and tables name it; without a slug, those not named."""

    slug: str
    name: str
    short_name: str
    country: str
    kind: Kind | None

    @property
    def is_named(self) -> bool:
        """Whether this is one organisation that the viewer may name."""
        return bool(self.slug)


THE_UNNAMED = Body(slug="", name="", short_name="", country="", kind=None)
"""Stands for all organisations that the viewer may not name, where sharing counts them."""


@dataclass(frozen=True, slots=True)
class Place:
    """How one organisation stands under one barrier, and with how many obstacles."""

    body: Body
    status: Status
    obstacles: int

    @property
    def is_cleared(self) -> bool:
        """Whether it is worked round or resolved there."""
        return self.status in CLEARED_STATUSES

    @property
    def is_blocking(self) -> bool:
        """Whether it is open or being worked on there."""
        return self.status in BLOCKING_STATUSES


@dataclass(frozen=True, slots=True)
class Met:
    """A barrier that somebody within sight meets; its places stand in the order of names.

    `obstacles` counts also those that make no place. Beside named organisations the mark of those
    not named would tell how each of them stands if all stood alike: `shows_unnamed` says whether
    it may be drawn in a strip.
    """

    id: int
    reference: str
    title: str
    level: Level | None
    category: str
    category_slug: str
    places: tuple[Place, ...]
    obstacles: int
    cleared_obstacles: int
    shows_unnamed: bool

    @property
    def organisations(self) -> int:
        """How many organisations meet it, as the viewer may count them."""
        return len(self.places)

    @property
    def is_shared(self) -> bool:
        """Whether obstacles of two organisations or more come from it."""
        return self.organisations >= 2

    @property
    def past(self) -> tuple[Body, ...]:
        """Who is past it."""
        return tuple(place.body for place in self.places if place.is_cleared)

    @property
    def waiting(self) -> tuple[Body, ...]:
        """Where it is still in the way."""
        return tuple(place.body for place in self.places if place.is_blocking)

    @property
    def immovable(self) -> tuple[Body, ...]:
        """Who accepts it as immovable."""
        return tuple(
            place.body for place in self.places if place.status is Status.ACCEPTED_AS_IMMOVABLE
        )

    @property
    def strip(self) -> tuple[Status, ...]:
        """One status for each place that may have a mark, the furthest back first."""
        return tuple(
            status
            for status in _IN_A_STRIP
            for place in self.places
            if place.status is status and (place.body.is_named or self.shows_unnamed)
        )

    @property
    def is_solved_there_open_here(self) -> bool:
        """Whether somebody is past what is still in the way of somebody else."""
        return bool(self.past and self.waiting)


_IN_A_STRIP = (
    Status.OPEN,
    Status.BEING_WORKED_ON,
    Status.WORKED_ROUND,
    Status.RESOLVED,
    Status.ACCEPTED_AS_IMMOVABLE,
)


@dataclass(frozen=True)
class Network:
    """All barriers met within a viewer's sight, most widely shared first.

    `digest` changes with what the viewer sees and with nothing else: not when something out of
    their sight changes, so that it can stand in an answer's head.
    """

    barriers: tuple[Met, ...]
    digest: str

    @property
    def shared(self) -> tuple[Met, ...]:
        """The barriers that two organisations or more meet."""
        return tuple(barrier for barrier in self.barriers if barrier.is_shared)


def network_of(sight: Sight) -> Network:
    """Return the barriers met within sight; kept until something in the programme changes."""
    return cached(sight, "network", lambda: _find_network(sight))


def _find_network(sight: Sight) -> Network:
    """Ask for it: four queries, whatever the number of rows."""
    shared = sharing(sight)
    bodies = _bodies(sight)
    rows = db.session.execute(_barriers(sight)).all()
    met = [_met(row, shared, bodies, sight) for row in rows if row.id in shared.obstacles]
    in_order = sorted(met, key=lambda one: (-one.organisations, sort_key(one.title), one.reference))
    return Network(tuple(in_order), _digest_of(in_order))


def _barriers(sight: Sight) -> sa.Select[*tuple[Any, ...]]:
    return (
        barriers_visible_to(sight)
        .outerjoin(Category, Category.id == Barrier.category_id)
        .with_only_columns(
            Barrier.id,
            Barrier.reference,
            Barrier.title,
            Barrier.level,
            Category.name.label("category"),
            Category.slug.label("category_slug"),
        )
    )


def _bodies(sight: Sight) -> dict[int, Body]:
    """Return every organisation that ever took part, by name, then those not named.

    Only those with a place are shown.
    """
    rows = db.session.execute(
        sa.select(Organisation, Participation.kind)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id)
    ).all()
    bodies = {
        row.Organisation.id: Body(
            slug=row.Organisation.slug,
            name=row.Organisation.name,
            short_name=row.Organisation.short_name,
            country=row.Organisation.country,
            kind=row.kind,
        )
        for row in rows
    }
    in_order = sorted(bodies.items(), key=lambda one: (sort_key(one[1].name), one[1].slug))
    return {**dict(in_order), NOT_NAMED: THE_UNNAMED}


def _met(row: Any, shared: Sharing, bodies: Mapping[int, Body], sight: Sight) -> Met:
    standings = shared.statuses.get(row.id, ())
    return Met(
        id=row.id,
        reference=row.reference,
        title=row.title,
        level=row.level,
        category=row.category or "",
        category_slug=row.category_slug or "",
        places=_places(standings, bodies),
        obstacles=shared.obstacles[row.id],
        cleared_obstacles=shared.cleared_obstacles[row.id],
        shows_unnamed=any(_may_be_drawn(one, sight.programme.threshold) for one in standings),
    )


def _may_be_drawn(standing: BarrierStatus, threshold: int) -> bool:
    """Say whether those not named are so many, and stand so differently, that a mark is safe."""
    is_unnamed = standing.organisation_id == NOT_NAMED
    return is_unnamed and standing.obstacles >= threshold and not standing.is_uniform


def _places(standings: Sequence[BarrierStatus], bodies: Mapping[int, Body]) -> tuple[Place, ...]:
    """Return the places in the order of `bodies`."""
    found = {one.organisation_id: one for one in standings}
    return tuple(
        Place(body, found[body_id].status, found[body_id].obstacles)
        for body_id, body in bodies.items()
        if body_id in found
    )


def _digest_of(barriers: Sequence[Met]) -> str:
    """Sum up what the viewer sees, numbers of rows left out."""
    tell = attrgetter(
        "reference",
        "title",
        "level",
        "category",
        "category_slug",
        "obstacles",
        "cleared_obstacles",
        "shows_unnamed",
    )
    bodies = {place.body.slug: place.body for barrier in barriers for place in barrier.places}
    said = [repr(bodies)]
    for barrier in barriers:
        said += map(str, tell(barrier))
        said += [f"{p.body.slug} {p.status.value} {p.obstacles}" for p in barrier.places]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
