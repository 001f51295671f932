"""Read people and their places."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Assignment, Membership, Organisation, Person, Programme
from tracker.models.labels import label
from tracker.sight.sight import programmes_of


@dataclass(frozen=True)
class Place:
    """Where a person takes part, and as what."""

    name: str
    role: str


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who can be tried out in the demo."""

    name: str
    email: str
    is_administrator: bool
    places: list[Place]


def find_person(email: str) -> Person | None:
    """Return the person with this address who may sign in, or None."""
    return db.session.scalar(
        sa.select(Person).where(Person.email == email.strip().lower(), Person.active)
    )


def organisations_joined_by(person: Person) -> list[Place]:
    """Return the organisations that the person is a member of, with their role there."""
    return [place for _, place in _organisation_places(Membership.person_id == person.id)]


def programmes_open_to(person: Person) -> list[tuple[Programme, list[str]]]:
    """Return the programmes in which the person has a place, with roles of their own there."""
    roles: dict[str, list[str]] = {}
    for _, place in _programme_places(Assignment.person_id == person.id):
        roles.setdefault(place.name, []).append(place.role)
    programmes = db.session.scalars(programmes_of(person))
    return [(programme, roles.get(programme.full_name, [])) for programme in programmes]


def _organisation_places(*conditions: sa.ColumnElement[bool]) -> list[tuple[int, Place]]:
    rows = db.session.execute(
        sa.select(Membership.person_id, Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.ended_at.is_(None), *conditions)
        .order_by(Organisation.name)
    )
    return [(row.person_id, Place(row.name, str(label(row.role)))) for row in rows]


def _programme_places(*conditions: sa.ColumnElement[bool]) -> list[tuple[int, Place]]:
    rows = db.session.execute(
        sa.select(Assignment.person_id, Assignment.role, Programme.full_name)
        .join(Programme, Programme.id == Assignment.programme_id)
        .where(Assignment.ended_at.is_(None), *conditions)
        .order_by(Programme.full_name)
    )
    return [(row.person_id, Place(row.full_name, str(label(row.role)))) for row in rows]


def demo_people() -> list[DemoPerson]:
    """Return everybody who can sign in, first come first; asks three queries whatever the number.

    Only the demo's sign-in page may show this.
    """
    places: dict[int, list[Place]] = {}
    for person_id, place in [*_organisation_places(), *_programme_places()]:
        places.setdefault(person_id, []).append(place)
    people = db.session.scalars(sa.select(Person).where(Person.active).order_by(Person.id))
    return [
        DemoPerson(who.name, who.email, who.is_administrator, places.get(who.id, []))
        for who in people
    ]
