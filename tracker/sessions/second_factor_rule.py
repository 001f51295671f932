"""The rule for who must use two-factor authentication, as an SQL condition."""

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from tracker.extensions import db
from tracker.models import Assignment, Membership, Participation, Person, Programme
from tracker.models.vocabulary import ProgrammeRole


def must_have_second_factor() -> ColumnElement[bool]:
    """Return the condition under which a row of Person needs a second factor.

    Administrators and programme leads always; others while a programme in which they have a
    role requires it of everybody.
    """
    assigned = (
        sa.select(Assignment.person_id)
        .join(Programme, Programme.id == Assignment.programme_id)
        .where(
            Assignment.person_id == Person.id,
            Assignment.ended_at.is_(None),
            sa.or_(Assignment.role == ProgrammeRole.LEAD, Programme.requires_second_factor),
        )
    )
    member = (
        sa.select(Membership.person_id)
        .join(Participation, Participation.organisation_id == Membership.organisation_id)
        .join(Programme, Programme.id == Participation.programme_id)
        .where(
            Membership.person_id == Person.id,
            Membership.ended_at.is_(None),
            Participation.left_on.is_(None),
            Programme.requires_second_factor,
        )
    )
    return sa.or_(
        Person.is_administrator,
        assigned.correlate(Person).exists(),
        member.correlate(Person).exists(),
    )


def needs_second_factor(person: Person) -> bool:
    """Return whether the person must sign in with a second factor, by what is committed now."""
    return bool(
        db.session.scalar(sa.select(must_have_second_factor()).where(Person.id == person.id))
    )
