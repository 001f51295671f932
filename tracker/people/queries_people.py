"""Read the people of a programme, as far as the viewer may know them.

Members are seen by members of the same organisation alone. A programme lead sees besides who has
a role in the programme, and who leads each organisation, to get in touch; no other member's name
ever leaves their organisation.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Assignment, Membership, Organisation, Participation, Person
from tracker.models.vocabulary import Kind, OrganisationRole, ProgrammeRole
from tracker.people.queries_invitations import Offer, invitations_waiting
from tracker.sight.sight import Sight, organisations_of


@dataclass(frozen=True)
class Member:
    """Somebody with a place in an organisation or in the programme."""

    name: str
    email: str
    role: OrganisationRole | ProgrammeRole
    is_active: bool
    is_self: bool


@dataclass(frozen=True)
class House:
    """An organisation of the viewer's, with its people."""

    organisation: Organisation
    is_led: bool
    """Whether the viewer leads it."""
    members: list[Member]
    invitations: list[Offer]


@dataclass(frozen=True)
class Contact:
    """Whom to turn to in an organisation."""

    name: str
    email: str


@dataclass(frozen=True)
class Partner:
    """An organisation that takes part, as its programme lead knows it."""

    organisation: Organisation
    kind: Kind
    leads: list[Contact]


@dataclass(frozen=True)
class Programmewide:
    """What only a programme lead sees: roles, organisations, and who was invited to either."""

    holders: list[Member]
    partners: list[Partner]
    invitations: list[Offer]


def find_member(organisation: Organisation, email: str) -> Person | None:
    """Return the member with this address, or None."""
    return db.session.scalar(
        sa.select(Person)
        .join(Membership)
        .where(
            Person.email == email.strip().lower(),
            Membership.organisation_id == organisation.id,
            Membership.ended_at.is_(None),
        )
    )


def find_holder(sight: Sight, email: str) -> Person | None:
    """Return who has a role in the programme under this address, or None."""
    return db.session.scalar(
        sa.select(Person)
        .join(Assignment)
        .where(
            Person.email == email.strip().lower(),
            Assignment.programme_id == sight.programme.id,
            Assignment.ended_at.is_(None),
        )
        .distinct()
    )


def own_roles(sight: Sight) -> list[ProgrammeRole]:
    """Return the roles that the viewer has in the programme beside any organisation."""
    return list(
        db.session.scalars(
            sa.select(Assignment.role)
            .where(
                Assignment.person_id == sight.person_id,
                Assignment.programme_id == sight.programme.id,
                Assignment.ended_at.is_(None),
            )
            .order_by(Assignment.role)
        )
    )


def people_of(sight: Sight) -> tuple[list[House], Programmewide | None]:
    """Return the viewer's organisations with their people; to a programme lead the rest as well.

    Asks the same few queries whatever the number of people.
    """
    waiting = invitations_waiting(sight)
    houses = [
        House(
            organisation,
            organisation.id in sight.led_organisation_ids,
            members,
            [one for one in waiting if one.invitation.organisation_id == organisation.id],
        )
        for organisation, members in _own_members(sight)
    ]
    if not sight.is_programme_lead:
        return houses, None
    invitations = [one for one in waiting if one.invitation.programme_id is not None]
    return houses, Programmewide(_holders(sight), _partners(sight), invitations)


def _own_members(sight: Sight) -> list[tuple[Organisation, list[Member]]]:
    own = db.session.scalars(
        organisations_of(sight).where(Organisation.id.in_(sight.organisation_ids))
    ).all()
    rows = db.session.execute(
        sa.select(Membership.organisation_id, *_of_person(Membership.role))
        .join(Person)
        .where(
            Membership.organisation_id.in_(sight.organisation_ids), Membership.ended_at.is_(None)
        )
        .order_by(Person.name, Person.id)
    ).all()
    return [
        (one, [_member(sight, row) for row in rows if row.organisation_id == one.id]) for one in own
    ]


def _of_person(role: Any) -> list[Any]:
    return [Person.id, Person.name, Person.email, Person.active, role.label("role")]


def _member(sight: Sight, row: sa.Row[Any]) -> Member:
    return Member(row.name, row.email, row.role, row.active, row.id == sight.person_id)


def _holders(sight: Sight) -> list[Member]:
    rows = db.session.execute(
        sa.select(*_of_person(Assignment.role))
        .join(Assignment)
        .where(Assignment.programme_id == sight.programme.id, Assignment.ended_at.is_(None))
        .order_by(Person.name, Person.id, Assignment.role)
    )
    return [_member(sight, row) for row in rows]


def _partners(sight: Sight) -> list[Partner]:
    taking_part = db.session.execute(
        organisations_of(sight).with_only_columns(Organisation, Participation.kind)
    ).all()
    leads = db.session.execute(
        sa.select(Membership.organisation_id, Person.name, Person.email)
        .join(Person)
        .join(Participation, Participation.organisation_id == Membership.organisation_id)
        .where(
            Participation.programme_id == sight.programme.id,
            Participation.left_on.is_(None),
            Membership.role == OrganisationRole.LEAD,
            Membership.ended_at.is_(None),
            Person.active,
        )
        .order_by(Person.name, Person.id)
    ).all()
    return [
        Partner(
            organisation,
            kind,
            [
                Contact(row.name, row.email)
                for row in leads
                if row.organisation_id == organisation.id
            ],
        )
        for organisation, kind in taking_part
    ]
