"""Erase a person: replace them by a pseudonym; what they logged stays. The caller commits."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.acts import Act
from tracker.audit.chain import EVENTS
from tracker.audit.notes import blank_changes
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import (
    AddressChange,
    Assignment,
    Digest,
    DirectoryIdentity,
    Invitation,
    Membership,
    Mention,
    Obstacle,
    Person,
    Reminder,
)
from tracker.models.free_reference import ALPHABET
from tracker.models.moment import now
from tracker.obstacles.commands_owner import clear_owner
from tracker.people.commands import end_assignment, leave_organisation
from tracker.people.commands_administrators import withdraw_administration
from tracker.sign_in.second_factor import remove_all_second_factors


class AlreadyErased(DomainError):
    """The account is already erased."""


def erase_person(*, person: Person) -> Person:
    """Replace the person by a pseudonym; raise DomainError if they are the last lead of anything.

    The caller lists the erasure before the commit, and purges after it.
    """
    if person.erased_at is not None:
        raise AlreadyErased(_("This account is already erased."))
    if person.is_administrator:
        withdraw_administration(person=person)
    for membership in _memberships_of(person):
        leave_organisation(person=person, organisation=membership.organisation)
    for assignment in _assignments_of(person):
        end_assignment(person=person, programme=assignment.programme, role=assignment.role)
    return _replace(person, now())


def erase_again(*, person: Person, erased_at: datetime) -> Person:
    """Repeat an erasure that a restored backup has undone, even of a last lead."""
    for membership in _memberships_of(person):
        membership.ended_at = erased_at
        clear_owner(person_id=person.id, organisation_id=membership.organisation_id)
    for assignment in _assignments_of(person):
        assignment.ended_at = erased_at
    return _replace(person, erased_at)


def _memberships_of(person: Person) -> list[Membership]:
    current = sa.select(Membership).filter_by(person_id=person.id, ended_at=None)
    return list(db.session.scalars(current))


def _assignments_of(person: Person) -> list[Assignment]:
    current = sa.select(Assignment).filter_by(person_id=person.id, ended_at=None)
    return list(db.session.scalars(current))


def _replace(person: Person, moment: datetime) -> Person:
    former, code = person.email, "".join(secrets.choice(ALPHABET) for _number in range(4))
    person.name = _("Former member %(code)s", code=code)
    person.email = f"former-member-{secrets.token_hex(8)}@erased.invalid"
    person.password = person.fs_webauthn_user_handle = None
    person.fs_uniquifier = secrets.token_hex(32)
    person.active = person.is_administrator = False
    person.erased_at = moment
    remove_all_second_factors(person=person)
    _delete_private_rows(person)
    _blank_invitations(person, former)
    db.session.flush()
    return person


def _delete_private_rows(person: Person) -> None:
    """Delete the person's private rows: sign-in methods, mail, drafts that nobody else can read."""
    for select in (
        sa.select(AddressChange).filter_by(person_id=person.id),
        sa.select(Digest).filter_by(person_id=person.id),
        sa.select(DirectoryIdentity).filter_by(person_id=person.id),
        sa.select(Reminder).filter_by(person_id=person.id),
        sa.select(Mention).filter_by(person_id=person.id),
        sa.select(Obstacle).filter_by(author_id=person.id, is_draft=True),
    ):
        for thing in db.session.scalars(select):
            db.session.delete(thing)


def _blank_invitations(person: Person, former: str) -> None:
    """Remove the address from the invitations that the person accepted, under any address.

    Pending ones are not changed, so that they do not reveal whether the address had an account;
    `tracker retain` deletes them later.
    """
    accepted_ids = sa.select(EVENTS.c.thing_id).where(
        EVENTS.c.thing_kind == "invitation",
        EVENTS.c.act == Act.INVITATION_ACCEPT.value,
        EVENTS.c.person_id == person.id,
    )
    accepted = sa.select(Invitation).where(
        Invitation.accepted_at.is_not(None),
        sa.or_(Invitation.email == former, Invitation.id.in_(accepted_ids)),
    )
    ids = []
    for invitation in db.session.scalars(accepted):
        invitation.email = person.email
        ids.append(invitation.id)
    blank_changes(sa.and_(EVENTS.c.thing_kind == "invitation", EVENTS.c.thing_id.in_(ids)))
