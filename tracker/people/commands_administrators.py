"""Close and reopen accounts; add and remove administrators. The caller commits."""

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Assignment, Membership, Organisation, Person, Programme
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.people.commands import (
    disable_person,
    leads_of_organisation,
    leads_of_programme,
)


class LastAdministrator(DomainError):
    """The person is the only administrator."""


def close_account(*, person: Person) -> list[str]:
    """Disable the account; return the names of what has no lead from then on."""
    if person.is_administrator:
        _check_not_last_administrator(person)
    led = _led_by(person)
    disable_person(person=person)
    return [thing.name for thing in led if not _leads_of(thing)]


def reopen_account(*, person: Person) -> Person:
    """Enable the account again, with the memberships and roles that have not ended."""
    if person.erased_at is not None:
        raise DomainError(_("This account has been erased. You cannot undo this."))
    person.active = True
    db.session.flush()
    return person


def make_administrator(*, person: Person) -> Person:
    """Make the person an administrator."""
    if not person.active:
        raise DomainError(_("Reopen the account first."))
    person.is_administrator = True
    db.session.flush()
    return person


def withdraw_administration(*, person: Person) -> Person:
    """Remove the person as administrator."""
    _check_not_last_administrator(person)
    person.is_administrator = False
    db.session.flush()
    return person


def _check_not_last_administrator(person: Person) -> None:
    """Raise LastAdministrator if nobody else is one; lock the rows against concurrent changes."""
    administrators = sa.select(Person.id).where(Person.is_administrator, Person.active)
    if set(db.session.scalars(administrators.with_for_update())) <= {person.id}:
        raise LastAdministrator(
            _("You are the only administrator. Make someone else administrator first.")
        )


def _led_by(person: Person) -> list[Organisation | Programme]:
    organisations = (
        sa.select(Organisation)
        .join(Membership)
        .where(
            Membership.person_id == person.id,
            Membership.role == OrganisationRole.LEAD,
            Membership.ended_at.is_(None),
        )
    )
    programmes = (
        sa.select(Programme)
        .join(Assignment)
        .where(
            Assignment.person_id == person.id,
            Assignment.role == ProgrammeRole.LEAD,
            Assignment.ended_at.is_(None),
        )
    )
    return [*db.session.scalars(organisations), *db.session.scalars(programmes)]


def _leads_of(thing: Organisation | Programme) -> set[int]:
    if isinstance(thing, Organisation):
        return leads_of_organisation(thing)
    return leads_of_programme(thing)
