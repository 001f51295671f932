"""Read the network of shared barriers within a viewer's sight, as plain data.

`sight.sharing` computes which organisations share which barrier; names and titles are added here.
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
class NetworkOrganisation:
    """An organisation in pictures and tables; an empty slug stands for all unnamed ones."""

    slug: str
    name: str
    short_name: str
    country: str
    kind: Kind | None

    @property
    def is_named(self) -> bool:
        """Whether this is one organisation that the viewer may name."""
        return bool(self.slug)


UNNAMED_ORGANISATION = NetworkOrganisation(slug="", name="", short_name="", country="", kind=None)
"""All organisations together that the viewer may not name."""


@dataclass(frozen=True, slots=True)
class OrganisationAtBarrier:
    """The status of one organisation at one barrier, and its number of obstacles."""

    organisation: NetworkOrganisation
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
class BarrierSharing:
    """A barrier with the statuses of its organisations, sorted by name.

    `obstacles` also counts those without a status entry. The mark of unnamed organisations would
    reveal the status of each if all had the same: `shows_unnamed` states whether it may be drawn.
    """

    id: int
    reference: str
    title: str
    level: Level | None
    category: str
    category_slug: str
    statuses: tuple[OrganisationAtBarrier, ...]
    obstacles: int
    cleared_obstacles: int
    shows_unnamed: bool

    @property
    def organisations(self) -> int:
        """How many organisations meet it, as the viewer may count them."""
        return len(self.statuses)

    @property
    def is_shared(self) -> bool:
        """Whether obstacles of two organisations or more come from it."""
        return self.organisations >= 2

    @property
    def cleared_by(self) -> tuple[NetworkOrganisation, ...]:
        """The organisations that have cleared it."""
        return tuple(entry.organisation for entry in self.statuses if entry.is_cleared)

    @property
    def blocked(self) -> tuple[NetworkOrganisation, ...]:
        """The organisations for which it is still in the way."""
        return tuple(entry.organisation for entry in self.statuses if entry.is_blocking)

    @property
    def immovable(self) -> tuple[NetworkOrganisation, ...]:
        """The organisations that accept it as immovable."""
        return tuple(
            entry.organisation
            for entry in self.statuses
            if entry.status is Status.ACCEPTED_AS_IMMOVABLE
        )

    @property
    def strip(self) -> tuple[Status, ...]:
        """The statuses that may have a mark, the least advanced first."""
        return tuple(
            status
            for status in STRIP_ORDER
            for entry in self.statuses
            if entry.status is status and (entry.organisation.is_named or self.shows_unnamed)
        )

    @property
    def is_solved_elsewhere(self) -> bool:
        """Whether one organisation has cleared it and it blocks another."""
        return bool(self.cleared_by and self.blocked)


STRIP_ORDER = (
    Status.OPEN,
    Status.BEING_WORKED_ON,
    Status.WORKED_ROUND,
    Status.RESOLVED,
    Status.ACCEPTED_AS_IMMOVABLE,
)


@dataclass(frozen=True)
class Network:
    """All barriers met within a viewer's sight, most widely shared first.

    `digest` changes only with what the viewer sees, so that it can be part of an ETag.
    """

    barriers: tuple[BarrierSharing, ...]
    digest: str

    @property
    def shared(self) -> tuple[BarrierSharing, ...]:
        """The barriers that two organisations or more meet."""
        return tuple(barrier for barrier in self.barriers if barrier.is_shared)


def network_of(sight: Sight) -> Network:
    """Return the barriers met within sight, cached until something in the programme changes."""
    return cached(sight, "network", lambda: _find_network(sight))


def _find_network(sight: Sight) -> Network:
    """Compute the network with a fixed number of four queries."""
    shared = sharing(sight)
    organisations = _organisations(sight)
    rows = db.session.execute(_barriers(sight)).all()
    barriers = [
        _barrier_sharing(row, shared, organisations, sight)
        for row in rows
        if row.id in shared.obstacles
    ]
    in_order = sorted(
        barriers, key=lambda one: (-one.organisations, sort_key(one.title), one.reference)
    )
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


def _organisations(sight: Sight) -> dict[int, NetworkOrganisation]:
    """Return every organisation that ever took part, by name, then the unnamed ones."""
    rows = db.session.execute(
        sa.select(Organisation, Participation.kind)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id)
    ).all()
    organisations = {
        row.Organisation.id: NetworkOrganisation(
            slug=row.Organisation.slug,
            name=row.Organisation.name,
            short_name=row.Organisation.short_name,
            country=row.Organisation.country,
            kind=row.kind,
        )
        for row in rows
    }
    in_order = sorted(organisations.items(), key=lambda one: (sort_key(one[1].name), one[1].slug))
    return {**dict(in_order), NOT_NAMED: UNNAMED_ORGANISATION}


def _barrier_sharing(
    row: Any, shared: Sharing, organisations: Mapping[int, NetworkOrganisation], sight: Sight
) -> BarrierSharing:
    statuses_of_barrier = shared.statuses.get(row.id, ())
    return BarrierSharing(
        id=row.id,
        reference=row.reference,
        title=row.title,
        level=row.level,
        category=row.category or "",
        category_slug=row.category_slug or "",
        statuses=_organisation_statuses(statuses_of_barrier, organisations),
        obstacles=shared.obstacles[row.id],
        cleared_obstacles=shared.cleared_obstacles[row.id],
        shows_unnamed=any(
            _may_be_drawn(one, sight.programme.threshold) for one in statuses_of_barrier
        ),
    )


def _may_be_drawn(status: BarrierStatus, threshold: int) -> bool:
    """Return whether the unnamed obstacles are enough, and differ enough, to show their mark."""
    is_unnamed = status.organisation_id == NOT_NAMED
    return is_unnamed and status.obstacles >= threshold and not status.is_uniform


def _organisation_statuses(
    statuses_of_barrier: Sequence[BarrierStatus], organisations: Mapping[int, NetworkOrganisation]
) -> tuple[OrganisationAtBarrier, ...]:
    """Return the statuses in the order of `organisations`."""
    found = {one.organisation_id: one for one in statuses_of_barrier}
    return tuple(
        OrganisationAtBarrier(
            organisation, found[organisation_id].status, found[organisation_id].obstacles
        )
        for organisation_id, organisation in organisations.items()
        if organisation_id in found
    )


def _digest_of(barriers: Sequence[BarrierSharing]) -> str:
    """Return a hash of what the viewer sees, without row ids."""
    values = attrgetter(
        "reference",
        "title",
        "level",
        "category",
        "category_slug",
        "obstacles",
        "cleared_obstacles",
        "shows_unnamed",
    )
    organisations = {
        entry.organisation.slug: entry.organisation
        for barrier in barriers
        for entry in barrier.statuses
    }
    parts = [repr(organisations)]
    for barrier in barriers:
        parts += map(str, values(barrier))
        parts += [f"{p.organisation.slug} {p.status.value} {p.obstacles}" for p in barrier.statuses]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
