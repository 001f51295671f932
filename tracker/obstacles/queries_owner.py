"""The people who can be responsible for an obstacle: members of its organisation."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.comments.queries_mentions import person_handle
from tracker.extensions import db
from tracker.models import Membership, Obstacle, Person


@dataclass(frozen=True)
class Colleague:
    """A member of the obstacle's organisation; forms use the handle, not the row's id."""

    id: int
    handle: str
    name: str


MEMBERS = (
    sa.select(Person.id, Person.fs_uniquifier, Person.name)
    .join(Membership, Membership.person_id == Person.id)
    .where(
        Membership.organisation_id == sa.bindparam("organisation_id"),
        Membership.ended_at.is_(None),
        Person.active,
    )
    .order_by(Person.name, Person.id)
)


def colleagues_at(obstacle: Obstacle) -> list[Colleague]:
    """Return the people who can be responsible for the obstacle, by name."""
    rows = db.session.execute(MEMBERS, {"organisation_id": obstacle.organisation_id})
    return [Colleague(row.id, person_handle(row.fs_uniquifier), row.name) for row in rows]
