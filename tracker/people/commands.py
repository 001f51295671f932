"""What changes people and their places: add, join, assign, leave, disable."""

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

LONGEST_NAME = 120


class AddressTaken(DomainError):
    """Somebody has this e-mail address already."""


class AddressNotValid(DomainError):
    """No mail could reach this e-mail address."""


class NameNotValid(DomainError):
    """The name is missing or too long to be shown."""


class PasswordTooEasy(DomainError):
    """The password is one that a guesser would try."""


class NotAMember(DomainError):
    """The person has no place here that could end or change."""


class LastLead(DomainError):
    """Without this person nobody would lead."""


def add_person(
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
    is_administrator: bool = False,
) -> Person:
    """Add a person; without a password they cannot sign in by one.

    Whoever has checked the password and hashed it, since that is slow, gives its hash instead.
    """
    address, shown_name = checked_address(email), checked_name(name)
    if db.session.scalar(sa.select(Person.id).where(Person.email == address)) is not None:
        raise AddressTaken(_("There is already an account with this email address."))
    person = Person(
        email=address,
        name=shown_name,
        password=password_hash if password is None else _checked(password, shown_name, address),
        is_administrator=is_administrator,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
    )
    db.session.add(person)
    db.session.flush()
    return person


def checked_address(email: str) -> str:
    """Return the address as it is kept, or raise where no mail could reach it."""
    try:
        found = validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise AddressNotValid(_("Enter a full email address, like name@example.org")) from error
    return found.normalized.lower()


def checked_name(name: str) -> str:
    """Return a person's name as it is kept, or raise where it cannot be shown as it is."""
    shown_name = " ".join(name.split())
    if not 1 <= len(shown_name) <= LONGEST_NAME:
        raise NameNotValid(
            ngettext(
                "Name must be %(num)s character or fewer",
                "Name must be %(num)s characters or fewer",
                LONGEST_NAME,
            )
        )
    check_name(shown_name)
    return shown_name


def _checked(password: str, *names: str) -> str:
    if fault := fault_of(password, names):
        raise PasswordTooEasy(fault)
    return hashed(password)


def join_organisation(
    *,
    person: Person,
    organisation: Organisation,
    role: OrganisationRole = OrganisationRole.CONTRIBUTOR,
) -> Membership:
    """Make the person a member in this role; one who left comes back."""
    membership = db.session.get(Membership, (person.id, organisation.id))
    if membership is None:
        membership = Membership(person_id=person.id, organisation_id=organisation.id)
        db.session.add(membership)
    membership.role = role
    membership.ended_at = None
    db.session.flush()
    return membership


def leave_organisation(*, person: Person, organisation: Organisation) -> Membership:
    """End a membership; with the last place that the person has, their sessions end too."""
    membership = _membership(person, organisation)
    _keep_a_lead(person, organisation)
    membership.ended_at = now()
    clear_owner(person_id=person.id, organisation_id=organisation.id)
    _end_sessions_without_a_place(person)
    return membership


def change_role(
    *, person: Person, organisation: Organisation, role: OrganisationRole
) -> Membership:
    """Give a member another role in the organisation."""
    membership = _membership(person, organisation)
    if role is not OrganisationRole.LEAD:
        _keep_a_lead(person, organisation)
    membership.role = role
    db.session.flush()
    return membership


def _membership(person: Person, organisation: Organisation) -> Membership:
    membership = db.session.get(Membership, (person.id, organisation.id))
    if membership is None or membership.ended_at is not None:
        raise NotAMember(_("This person is not a member of the organisation."))
    return membership


def _keep_a_lead(person: Person, organisation: Organisation) -> None:
    """Raise where the person is the only lead; holds off whoever would end another's lead."""
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
    """Return who leads the organisation and can sign in."""
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


def _end_sessions_without_a_place(person: Person) -> None:
    db.session.flush()
    if not _has_a_place(person):
        end_sessions_of(person)


def _has_a_place(person: Person) -> bool:
    member = sa.exists().where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    assigned = sa.exists().where(Assignment.person_id == person.id, Assignment.ended_at.is_(None))
    return person.is_administrator or bool(db.session.scalar(sa.select(sa.or_(member, assigned))))


def assign_to_programme(*, person: Person, programme: Programme, role: ProgrammeRole) -> Assignment:
    """Give the person a role in the programme; one that had ended begins again."""
    assignment = db.session.get(Assignment, (person.id, programme.id, role))
    if assignment is None:
        assignment = Assignment(person_id=person.id, programme_id=programme.id, role=role)
        db.session.add(assignment)
    assignment.ended_at = None
    db.session.flush()
    return assignment


def end_assignment(*, person: Person, programme: Programme, role: ProgrammeRole) -> Assignment:
    """End a role in the programme; with the person's last place their sessions end too."""
    assignment = db.session.get(Assignment, (person.id, programme.id, role))
    if assignment is None or assignment.ended_at is not None:
        raise NotAMember(_("This person does not have the role."))
    if role is ProgrammeRole.LEAD:
        _keep_a_programme_lead(person, programme)
    assignment.ended_at = now()
    _end_sessions_without_a_place(person)
    return assignment


def _keep_a_programme_lead(person: Person, programme: Programme) -> None:
    db.session.execute(
        sa.select(Programme.id).where(Programme.id == programme.id).with_for_update()
    )
    if leads_of_programme(programme) == {person.id}:
        raise LastLead(
            _("You are the only lead of %(name)s. Invite another lead first.", name=programme.name)
        )


def leads_of_programme(programme: Programme) -> set[int]:
    """Return who leads the programme and can sign in."""
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
    """Shut the person out, from their next request on; what they wrote stays."""
    person.active = False
    end_sessions_of(person)
    db.session.flush()
    return person
