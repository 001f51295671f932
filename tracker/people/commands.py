"""Add and disable people; begin, change and end memberships and assignments. The caller commits."""

import secrets

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Assignment, Membership, Organisation, Person, Programme
from tracker.models.checks import check_name
from tracker.models.moment import now
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.obstacles.commands_owner import clear_owner
from tracker.sessions.store import end_sessions_of
from tracker.sign_in.passwords import fault_of, hashed

MAX_NAME_LENGTH = 120


class AddressTaken(DomainError):
    """An account with this email address already exists."""


class AddressNotValid(DomainError):
    """The email address is invalid."""


class NameNotValid(DomainError):
    """The name is missing or too long."""


class PasswordTooEasy(DomainError):
    """The password is easy to guess."""


class NotAMember(DomainError):
    """The person has no membership or role here that could end or change."""


class LastLead(DomainError):
    """The person is the only lead."""


def add_person(
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
    is_administrator: bool = False,
) -> Person:
    """Add a person; without a password they cannot sign in with one.

    A caller that has validated and hashed the password before, since that is slow, passes the hash.
    """
    address, shown_name = checked_address(email), checked_name(name)
    if db.session.scalar(sa.select(Person.id).where(Person.email == address)) is not None:
        raise AddressTaken(_("There is already an account with this email address."))
    person = Person(
        email=address,
        name=shown_name,
        password=password_hash
        if password is None
        else _hash_valid_password(password, shown_name, address),
        is_administrator=is_administrator,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
    )
    db.session.add(person)
    db.session.flush()
    return person


def checked_address(email: str) -> str:
    """Return the normalised address; raise AddressNotValid if it is invalid."""
    try:
        validated = validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise AddressNotValid(_("Enter a full email address, like name@example.org")) from error
    return validated.normalized.lower()


def checked_name(name: str) -> str:
    """Return the normalised name; raise DomainError if it is invalid."""
    shown_name = " ".join(name.split())
    if not 1 <= len(shown_name) <= MAX_NAME_LENGTH:
        raise NameNotValid(
            ngettext(
                "Name must be %(num)s character or fewer",
                "Name must be %(num)s characters or fewer",
                MAX_NAME_LENGTH,
            )
        )
    check_name(shown_name)
    return shown_name


def _hash_valid_password(password: str, *names: str) -> str:
    if fault := fault_of(password, names):
        raise PasswordTooEasy(fault)
    return hashed(password)


def join_organisation(
    *,
    person: Person,
    organisation: Organisation,
    role: OrganisationRole = OrganisationRole.CONTRIBUTOR,
) -> Membership:
    """Make the person a member in this role; reopen a membership that has ended."""
    membership = db.session.get(Membership, (person.id, organisation.id))
    if membership is None:
        membership = Membership(person_id=person.id, organisation_id=organisation.id)
        db.session.add(membership)
    membership.role = role
    membership.ended_at = None
    db.session.flush()
    return membership


def leave_organisation(*, person: Person, organisation: Organisation) -> Membership:
    """End a membership; with the person's last role, end their sessions too."""
    membership = _membership(person, organisation)
    _check_not_last_lead(person, organisation)
    membership.ended_at = now()
    clear_owner(person_id=person.id, organisation_id=organisation.id)
    _end_sessions_if_without_role(person)
    return membership


def change_role(
    *, person: Person, organisation: Organisation, role: OrganisationRole
) -> Membership:
    """Give a member another role in the organisation."""
    membership = _membership(person, organisation)
    if role is not OrganisationRole.LEAD:
        _check_not_last_lead(person, organisation)
    membership.role = role
    db.session.flush()
    return membership


def _membership(person: Person, organisation: Organisation) -> Membership:
    membership = db.session.get(Membership, (person.id, organisation.id))
    if membership is None or membership.ended_at is not None:
        raise NotAMember(_("This person is not a member of the organisation."))
    return membership


def _check_not_last_lead(person: Person, organisation: Organisation) -> None:
    """Raise LastLead if the person is the only lead; lock the row against concurrent changes."""
    db.session.execute(
        sa.select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()
    )
    leads = leads_of_organisation(organisation)
    if leads == {person.id}:
        raise LastLead(
            _(
                "You are the only lead of %(name)s. Make someone else lead first.",
                name=organisation.name,
            )
        )


def leads_of_organisation(organisation: Organisation) -> set[int]:
    """Return the ids of the organisation's leads who can sign in."""
    return set(
        db.session.scalars(
            sa.select(Membership.person_id)
            .join(Person)
            .where(
                Membership.organisation_id == organisation.id,
                Membership.role == OrganisationRole.LEAD,
                Membership.ended_at.is_(None),
                Person.active,
            )
        )
    )


def _end_sessions_if_without_role(person: Person) -> None:
    db.session.flush()
    if not _has_any_role(person):
        end_sessions_of(person)


def _has_any_role(person: Person) -> bool:
    member = sa.exists().where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    assigned = sa.exists().where(Assignment.person_id == person.id, Assignment.ended_at.is_(None))
    return person.is_administrator or bool(db.session.scalar(sa.select(sa.or_(member, assigned))))


def assign_to_programme(*, person: Person, programme: Programme, role: ProgrammeRole) -> Assignment:
    """Give the person a role in the programme; reopen an assignment that has ended."""
    assignment = db.session.get(Assignment, (person.id, programme.id, role))
    if assignment is None:
        assignment = Assignment(person_id=person.id, programme_id=programme.id, role=role)
        db.session.add(assignment)
    assignment.ended_at = None
    db.session.flush()
    return assignment


def end_assignment(*, person: Person, programme: Programme, role: ProgrammeRole) -> Assignment:
    """End a role in the programme; with the person's last role, end their sessions too."""
    assignment = db.session.get(Assignment, (person.id, programme.id, role))
    if assignment is None or assignment.ended_at is not None:
        raise NotAMember(_("This person does not have the role."))
    if role is ProgrammeRole.LEAD:
        _check_not_last_programme_lead(person, programme)
    assignment.ended_at = now()
    _end_sessions_if_without_role(person)
    return assignment


def _check_not_last_programme_lead(person: Person, programme: Programme) -> None:
    db.session.execute(
        sa.select(Programme.id).where(Programme.id == programme.id).with_for_update()
    )
    if leads_of_programme(programme) == {person.id}:
        raise LastLead(
            _("You are the only lead of %(name)s. Invite another lead first.", name=programme.name)
        )


def leads_of_programme(programme: Programme) -> set[int]:
    """Return the ids of the programme's leads who can sign in."""
    return set(
        db.session.scalars(
            sa.select(Assignment.person_id)
            .join(Person)
            .where(
                Assignment.programme_id == programme.id,
                Assignment.role == ProgrammeRole.LEAD,
                Assignment.ended_at.is_(None),
                Person.active,
            )
        )
    )


def disable_person(*, person: Person) -> Person:
    """Disable the account and end its sessions; what the person wrote stays."""
    person.active = False
    end_sessions_of(person)
    db.session.flush()
    return person
