"""Read the organisations of a programme, with their named obstacles and barriers."""

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

MAX_NEWEST = 20


@dataclass(frozen=True)
class Participant:
    """An organisation that takes or took part in the programme."""

    organisation: Organisation
    kind: Kind
    left_on: date | None
    obstacles: int


def find_participant(sight: Sight, organisation_slug: str) -> Participant | None:
    """Return the participant with this slug, or None if it never took part."""
    row = db.session.execute(
        _select_participants(sight).where(Organisation.slug == organisation_slug)
    ).one_or_none()
    return None if row is None else _participant(sight, *row)


def find_participation(sight: Sight, organisation_slug: str) -> Participation | None:
    """Return the current participation of the organisation with this slug, or None."""
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


def participants(sight: Sight) -> list[Participant]:
    """Return the participants by name, those that left last."""
    found = [_participant(sight, *row) for row in db.session.execute(_select_participants(sight))]
    return sorted(
        found,
        key=lambda participant: (
            participant.left_on is not None,
            sort_key(participant.organisation.name),
            participant.organisation.id,
        ),
    )


def _select_participants(sight: Sight) -> sa.Select[Organisation, Kind, date | None]:
    return (
        sa.select(Organisation, Participation.kind, Participation.left_on)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.programme_id == sight.programme.id)
    )


def _participant(
    sight: Sight, organisation: Organisation, kind: Kind, left_on: date | None
) -> Participant:
    return Participant(
        organisation, kind, left_on, _count_named_obstacles(sight).get(organisation.id, 0)
    )


def _count_named_obstacles(sight: Sight) -> dict[int, int]:
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
class ParticipantObstacle:
    """An obstacle in the list of an organisation's page."""

    reference: str
    title: str
    status: Status


def newest_obstacles(sight: Sight, participant: Participant) -> list[ParticipantObstacle]:
    """Return the newest visible obstacles that show the organisation's name."""
    rows = db.session.execute(
        logged_obstacles_visible_to(sight)
        .where(shown_organisation_id(sight) == participant.organisation.id)
        .with_only_columns(Obstacle.reference, Obstacle.title, Obstacle.status)
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(MAX_NEWEST)
    )
    return [ParticipantObstacle(*row) for row in rows]


def barriers_faced_by(sight: Sight, participant: Participant) -> list[tuple[BarrierRow, Status]]:
    """Return the barriers that the organisation meets by name, with its status there."""
    organisation_id = participant.organisation.id
    return [
        (line, entry.status)
        for line in barrier_rows(sight)
        for entry in line.organisation_statuses
        if entry.organisation_id == organisation_id
    ]
