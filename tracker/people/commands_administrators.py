"""Change who may sign in and who administers the installation. Nothing here commits."""

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
    """Without this person nobody would administer the installation."""


def close_account(*, person: Person) -> list[str]:
    """Shut the person out, and return the names of what nobody leads from then on."""
    if person.is_administrator:
        _keep_an_administrator(person)
    led = _led_by(person)
    disable_person(person=person)
    return [place.name for place in led if not _leads_of(place)]


def open_account(*, person: Person) -> Person:
    """Let the person sign in again, with the places that they have kept."""
    if person.erased_at is not None:
        raise DomainError(_("This account has been erased. You cannot undo this."))
    person.active = True
    db.session.flush()
    return person


def make_administrator(*, person: Person) -> Person:
    """Let the person administer the installation."""
    if not person.active:
        raise DomainError(_("Reopen the account first."))
    person.is_administrator = True
    db.session.flush()
    return person


def withdraw_administration(*, person: Person) -> Person:
    """Let the person administer the installation no more."""
    _keep_an_administrator(person)
    person.is_administrator = False
    db.session.flush()
    return person


def _keep_an_administrator(person: Person) -> None:
    """Raise where nobody else administers; holds off whoever would end another's."""
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


def _leads_of(place: Organisation | Programme) -> set[int]:
    if isinstance(place, Organisation):
        return leads_of_organisation(place)
    return leads_of_programme(place)
