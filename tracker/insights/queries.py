"""What the obstacles of many add up to, as plain facts of one viewer's sight.

Who shares what is `barriers.sharing`'s to say; here its answer gets names and words.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from tracker.auth.answers import kept_answer
from tracker.auth.sight import Sight, barriers_visible_to, may_name, sees
from tracker.barriers.sharing import NOT_NAMED, Sharing, Standing, sharing
from tracker.extensions import db
from tracker.models import Barrier, Category, Obstacle, Organisation, Participation
from tracker.models.fold import sort_key
from tracker.models.vocabulary import IN_THE_WAY, PAST_IT, Kind, Level, Status


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
    def is_past_it(self) -> bool:
        """Whether it is worked round or resolved there."""
        return self.status in PAST_IT

    @property
    def is_in_the_way(self) -> bool:
        """Whether it is open or being worked on there."""
        return self.status in IN_THE_WAY


@dataclass(frozen=True, slots=True)
class Met:
    """A barrier that somebody within sight meets; its places stand in the order of names.

    `statuses` counts its obstacles, also those that make no place. Beside named organisations
    the mark of those not named would tell how each of them stands if all stood alike:
    `shows_unnamed` says whether it may be drawn in a strip.
    """

    id: int
    reference: str
    title: str
    level: Level | None
    category: str
    category_slug: str
    places: tuple[Place, ...]
    statuses: Mapping[Status, int]
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
    def obstacles(self) -> int:
        """How many obstacles come from it."""
        return sum(self.statuses.values())

    @property
    def obstacles_past(self) -> int:
        """How many of its obstacles are worked round or resolved."""
        return sum(number for status, number in self.statuses.items() if status in PAST_IT)

    @property
    def past(self) -> tuple[Body, ...]:
        """Who is past it."""
        return tuple(place.body for place in self.places if place.is_past_it)

    @property
    def waiting(self) -> tuple[Body, ...]:
        """Where it is still in the way."""
        return tuple(place.body for place in self.places if place.is_in_the_way)

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
    return kept_answer(sight, "network", lambda: _find_network(sight))


def _find_network(sight: Sight) -> Network:
    """Ask for it: five queries, whatever the number of rows."""
    shared = sharing(sight)
    bodies = _bodies(sight)
    counts = _counts(sight)
    rows = [row for row in db.session.execute(_barriers(sight)).all() if row.id in counts]
    met = [_met(row, shared, counts[row.id], bodies, sight) for row in rows]
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


@dataclass(frozen=True, slots=True)
class _Counts:
    """The obstacles under one barrier by status: all of them, and those not named."""

    everybody: dict[Status, int]
    unnamed: dict[Status, int]


def _counts(sight: Sight) -> dict[int, _Counts]:
    """Count the obstacles under each barrier by status."""
    is_named = sa.case((may_name(sight), 1), else_=0)
    rows = db.session.execute(
        sa.select(Obstacle.barrier_id, Obstacle.status, is_named, sa.func.count())
        .where(sees(sight), Obstacle.is_draft.is_(False), Obstacle.barrier_id.is_not(None))
        .group_by(Obstacle.barrier_id, Obstacle.status, is_named)
    )
    found: dict[int, _Counts] = defaultdict(lambda: _Counts({}, {}))
    for barrier_id, status, named, number in rows:
        counts = found[barrier_id]
        counts.everybody[status] = counts.everybody.get(status, 0) + number
        if not named:
            counts.unnamed[status] = number
    return found


def _met(
    row: Any, shared: Sharing, counts: _Counts, bodies: Mapping[int, Body], sight: Sight
) -> Met:
    enough = sum(counts.unnamed.values()) >= sight.programme.threshold
    return Met(
        id=row.id,
        reference=row.reference,
        title=row.title,
        level=row.level,
        category=row.category or "",
        category_slug=row.category_slug or "",
        places=_places(shared.standings.get(row.id, ()), bodies),
        statuses=counts.everybody,
        shows_unnamed=enough and len(counts.unnamed) > 1,
    )


def _places(standings: Sequence[Standing], bodies: Mapping[int, Body]) -> tuple[Place, ...]:
    found = {one.organisation_id: one for one in standings}
    return tuple(
        Place(body, found[body_id].status, found[body_id].obstacles)
        for body_id, body in bodies.items()
        if body_id in found
    )


def _digest_of(barriers: Sequence[Met]) -> str:
    """Sum up what the viewer sees, numbers of rows left out."""
    tell = attrgetter("reference", "title", "level", "category", "category_slug", "shows_unnamed")
    bodies = {place.body.slug: place.body for barrier in barriers for place in barrier.places}
    said = [repr(bodies)]
    for barrier in barriers:
        said += map(str, tell(barrier))
        said += [f"{p.body.slug} {p.status.value} {p.obstacles}" for p in barrier.places]
        said += [f"{status.value} {n}" for status, n in sorted(barrier.statuses.items())]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
