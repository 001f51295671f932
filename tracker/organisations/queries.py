"""Read the organisations of a programme, with what each named as its own."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.auth.answers import kept_answer
from tracker.auth.sight import Sight, logged_obstacles_visible_to, shown_organisation_id
from tracker.barriers.queries import BarrierLine, barrier_lines
from tracker.extensions import db
from tracker.models import Obstacle, Organisation, Participation
from tracker.models.vocabulary import Kind, Status

NEWEST = 20


@dataclass(frozen=True)
class Part:
    """An organisation and its part in the programme; also what pages are guarded on."""

    organisation: Organisation
    kind: Kind
    obstacles: int

    @property
    def organisation_id(self) -> int:
        """The organisation's id."""
        return self.organisation.id


def find_part(sight: Sight, organisation_slug: str) -> Part | None:
    """Return the part of the organisation with this address, or None where it takes none now."""
    row = db.session.execute(
        _parts(sight).where(Organisation.slug == organisation_slug)
    ).one_or_none()
    if row is None:
        return None
    return Part(row[0], row[1], _obstacles_named(sight).get(row[0].id, 0))


def parts(sight: Sight) -> list[Part]:
    """Return the organisations that take part now, by name."""
    named = _obstacles_named(sight)
    rows = db.session.execute(_parts(sight).order_by(Organisation.name, Organisation.id))
    return [Part(organisation, kind, named.get(organisation.id, 0)) for organisation, kind in rows]


def _parts(sight: Sight) -> sa.Select[Organisation, Kind]:
    return (
        sa.select(Organisation, Participation.kind)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id, Participation.left_on.is_(None))
    )


def _obstacles_named(sight: Sight) -> dict[int, int]:
    """Count the visible obstacles of each organisation that the viewer may name."""
    owner = shown_organisation_id(sight)
    counted = (
        logged_obstacles_visible_to(sight)
        .with_only_columns(owner, sa.func.count(Obstacle.id))
        .group_by(owner)
    )
    return kept_answer(
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


def barriers_met_by(sight: Sight, part: Part) -> list[tuple[BarrierLine, Status]]:
    """Return the barriers that the organisation meets by name, with how it stands there."""
    met = part.organisation.id
    return [
        (line, standing.status)
        for line in barrier_lines(sight)
        for standing in line.standings
        if standing.organisation_id == met
    ]
