"""Read the people of a programme that the viewer may know.

Members are visible only to members of the same organisation. A programme lead also sees who has
a role in the programme, and who leads each organisation, to contact them; no other member's name
is visible outside their organisation.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Assignment, Membership, Organisation, Participation, Person
from tracker.models.vocabulary import Kind, OrganisationRole, ProgrammeRole
from tracker.people.queries_invitations import InvitationEntry, pending_invitations
from tracker.sight.sight import Sight, organisations_of


@dataclass(frozen=True)
class Member:
    """A person with a role in an organisation or in the programme."""

    name: str
    email: str
    role: OrganisationRole | ProgrammeRole
    is_active: bool
    is_self: bool


@dataclass(frozen=True)
class OwnOrganisation:
    """An organisation of the viewer, with its members and pending invitations."""

    organisation: Organisation
    is_led: bool
    """Whether the viewer leads it."""
    members: list[Member]
    invitations: list[InvitationEntry]


@dataclass(frozen=True)
class Contact:
    """A lead of an organisation, to contact."""

    name: str
    email: str


@dataclass(frozen=True)
class Partner:
    """An organisation that takes part, with its leads."""

    organisation: Organisation
    kind: Kind
    leads: list[Contact]


@dataclass(frozen=True)
class ProgrammePeople:
    """What only a programme lead sees: role holders, organisations and pending invitations."""

    holders: list[Member]
    partners: list[Partner]
    invitations: list[InvitationEntry]


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


def find_role_holder(sight: Sight, email: str) -> Person | None:
    """Return the person with this address who has a role in the programme, or None."""
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
    """Return the viewer's own roles in the programme."""
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


def people_of(sight: Sight) -> tuple[list[OwnOrganisation], ProgrammePeople | None]:
    """Return the viewer's organisations with their people; for a programme lead the rest as well.

    The number of queries does not depend on the number of people.
    """
    pending = pending_invitations(sight)
    organisations = [
        OwnOrganisation(
            organisation,
            organisation.id in sight.led_organisation_ids,
            members,
            [one for one in pending if one.invitation.organisation_id == organisation.id],
        )
        for organisation, members in _own_members(sight)
    ]
    if not sight.is_programme_lead:
        return organisations, None
    invitations = [one for one in pending if one.invitation.programme_id is not None]
    return organisations, ProgrammePeople(_holders(sight), _partners(sight), invitations)


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
