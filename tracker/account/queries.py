"""Read people and their roles in organisations and programmes."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Assignment, Membership, Organisation, Person, Programme
from tracker.models.labels import label
from tracker.sight.sight import programmes_of


@dataclass(frozen=True)
class Affiliation:
    """An organisation or programme and the person's role in it, as labels."""

    name: str
    role: str


@dataclass(frozen=True)
class DemoAccount:
    """A person as whom visitors of the demo can sign in."""

    name: str
    email: str
    is_administrator: bool
    affiliations: list[Affiliation]


def find_person(email: str) -> Person | None:
    """Return the person with this address who may sign in, or None."""
    return db.session.scalar(
        sa.select(Person).where(Person.email == email.strip().lower(), Person.active)
    )


def organisations_joined_by(person: Person) -> list[Affiliation]:
    """Return the organisations that the person is a member of, with their role there."""
    return [
        affiliation
        for _, affiliation in _organisation_affiliations(Membership.person_id == person.id)
    ]


def programmes_open_to(person: Person) -> list[tuple[Programme, list[str]]]:
    """Return the person's programmes, each with their own roles in it."""
    roles: dict[str, list[str]] = {}
    for _, affiliation in _programme_affiliations(Assignment.person_id == person.id):
        roles.setdefault(affiliation.name, []).append(affiliation.role)
    programmes = db.session.scalars(programmes_of(person))
    return [(programme, roles.get(programme.full_name, [])) for programme in programmes]


def _organisation_affiliations(
    *conditions: sa.ColumnElement[bool],
) -> list[tuple[int, Affiliation]]:
    rows = db.session.execute(
        sa.select(Membership.person_id, Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.ended_at.is_(None), *conditions)
        .order_by(Organisation.name)
    )
    return [(row.person_id, Affiliation(row.name, str(label(row.role)))) for row in rows]


def _programme_affiliations(*conditions: sa.ColumnElement[bool]) -> list[tuple[int, Affiliation]]:
    rows = db.session.execute(
        sa.select(Assignment.person_id, Assignment.role, Programme.full_name)
        .join(Programme, Programme.id == Assignment.programme_id)
        .where(Assignment.ended_at.is_(None), *conditions)
        .order_by(Programme.full_name)
    )
    return [(row.person_id, Affiliation(row.full_name, str(label(row.role)))) for row in rows]


def demo_people() -> list[DemoAccount]:
    """Return all active people, by id, in three queries.

    Only the demo's sign-in page may show this.
    """
    affiliations: dict[int, list[Affiliation]] = {}
    for person_id, affiliation in [*_organisation_affiliations(), *_programme_affiliations()]:
        affiliations.setdefault(person_id, []).append(affiliation)
    people = db.session.scalars(sa.select(Person).where(Person.active).order_by(Person.id))
    return [
        DemoAccount(
            person.name, person.email, person.is_administrator, affiliations.get(person.id, [])
        )
        for person in people
    ]
