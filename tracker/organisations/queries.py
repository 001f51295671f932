"""Read the organisations of a programme, with what each named as its own."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.barriers.queries import BarrierRow, barrier_rows
from tracker.extensions import db
from tracker.fold import sort_key
from tracker.models import Obstacle, Organisation, Participation
from tracker.models.vocabulary import Kind, Status
from tracker.sight.cache import cached
from tracker.sight.sight import Sight, logged_obstacles_visible_to, shown_organisation_id

NEWEST = 20


@dataclass(frozen=True)
class Part:
    """An organisation and its part in the programme."""

    organisation: Organisation
    kind: Kind
    left_on: date | None
    obstacles: int


def find_part(sight: Sight, organisation_slug: str) -> Part | None:
    """Return the part of the organisation with this address, or None where it never took one."""
    row = db.session.execute(
        _parts(sight).where(Organisation.slug == organisation_slug)
    ).one_or_none()
    return None if row is None else _part(sight, *row)


def find_participation(sight: Sight, organisation_slug: str) -> Participation | None:
    """Return the part that the organisation of this address takes now, or None."""
    return db.session.scalar(
        sa.select(Participation)
        .join(Participation.organisation)
        .where(
            Participation.programme_id == sight.programme.id,
            Participation.left_on.is_(None),
            Organisation.slug == organisation_slug,
        )
        .options(contains_eager(Participation.organisation))
    )


def parts(sight: Sight) -> list[Part]:
    """Return the organisations that take part, by name; after them those that left."""
    found = [_part(sight, *row) for row in db.session.execute(_parts(sight))]
    return sorted(
        found,
        key=lambda part: (
            part.left_on is not None,
            sort_key(part.organisation.name),
            part.organisation.id,
        ),
    )


def _parts(sight: Sight) -> sa.Select[Organisation, Kind, date | None]:
    return (
        sa.select(Organisation, Participation.kind, Participation.left_on)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id)
    )


def _part(sight: Sight, organisation: Organisation, kind: Kind, left_on: date | None) -> Part:
    return Part(organisation, kind, left_on, _obstacles_named(sight).get(organisation.id, 0))


def _obstacles_named(sight: Sight) -> dict[int, int]:
    """Count the visible obstacles of each organisation that the viewer may name."""
    owner = shown_organisation_id(sight)
    counted = (
        logged_obstacles_visible_to(sight)
        .with_only_columns(owner, sa.func.count(Obstacle.id))
        .group_by(owner)
    )
    return cached(
        sight,
        "obstacles by organisation",
        lambda: {key: number for key, number in db.session.execute(counted) if key is not None},
    )


@dataclass(frozen=True)
class Told:
    """An obstacle as an organisation's page lists it."""

    reference: str
    title: str
    status: Status


def newest_of(sight: Sight, part: Part) -> list[Told]:
    """Return the newest obstacles that the organisation logged and that bear its name."""
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .where(shown_organisation_id(sight) == part.organisation.id)
        .with_only_columns(Obstacle.reference, Obstacle.title, Obstacle.status)
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(NEWEST)
    )
    return [Told(*row) for row in rows]


def barriers_met_by(sight: Sight, part: Part) -> list[tuple[BarrierRow, Status]]:
    """Return the barriers that the organisation meets by name, with how it stands there."""
    met = part.organisation.id
    return [
        (line, standing.status)
        for line in barrier_rows(sight)
        for standing in line.organisation_statuses
        if standing.organisation_id == met
    ]
