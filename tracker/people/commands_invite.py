"""Issue, withdraw and accept invitations. The caller commits and mails."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import (
    Assignment,
    Invitation,
    Membership,
    Organisation,
    Participation,
    Person,
    Programme,
)
from tracker.models.checks import check_name, check_text
from tracker.models.free_reference import add_with_free_reference
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, OrganisationRole, ProgrammeRole, Visibility
from tracker.organisations.commands import (
    MAX_NAME_LENGTH,
    add_organisation,
    join_programme,
    random_slug,
)
from tracker.people.commands import (
    AddressTaken,
    add_person,
    assign_to_programme,
    checked_address,
    join_organisation,
    leads_of_organisation,
)
from tracker.people.queries_invitations import is_open
from tracker.sessions.store import hash_of

VALID_FOR = timedelta(days=14)
PREFIX = "I"


class InvitationClosed(DomainError):
    """The invitation was used, withdrawn or has expired."""


class NotInvited(DomainError):
    """The invitation is for another address."""


class HasALead(DomainError):
    """The organisation already has a lead, who invites its members."""


class TakesPartAlready(DomainError):
    """The invited person already has the membership or role."""


@dataclass(frozen=True)
class IssuedInvitation:
    """An invitation and the token of its link; only the token's hash is stored."""

    invitation: Invitation
    token: str


def invite_member(
    *, organisation: Organisation, role: OrganisationRole, email: str, inviter_id: int | None
) -> IssuedInvitation:
    """Invite somebody to join the organisation."""
    address = checked_address(email)
    member = _with_address(sa.select(Membership.person_id), address).where(
        Membership.organisation_id == organisation.id, Membership.ended_at.is_(None)
    )
    if db.session.scalar(member) is not None:
        raise TakesPartAlready(_("%(email)s is already a member.", email=address))
    return _issue(address, inviter_id, organisation_id=organisation.id, organisation_role=role)


def invite_first_lead(
    *, organisation: Organisation, email: str, inviter_id: int
) -> IssuedInvitation:
    """Invite somebody to lead an organisation without a lead; membership is not revealed."""
    if leads_of_organisation(organisation):
        raise HasALead(
            _(
                "%(name)s already has a lead. The lead invites other members.",
                name=organisation.name,
            )
        )
    role = OrganisationRole.LEAD
    return _issue(
        checked_address(email),
        inviter_id,
        organisation_id=organisation.id,
        organisation_role=role,
    )


def invite_to_role(
    *, programme: Programme, role: ProgrammeRole, email: str, inviter_id: int | None
) -> IssuedInvitation:
    """Invite somebody to a role in the programme."""
    address = checked_address(email)
    holder = _with_address(sa.select(Assignment.person_id), address).where(
        Assignment.programme_id == programme.id,
        Assignment.role == role,
        Assignment.ended_at.is_(None),
    )
    if db.session.scalar(holder) is not None:
        raise TakesPartAlready(_("%(email)s already has this role.", email=address))
    return _issue(address, inviter_id, programme_id=programme.id, programme_role=role)


def invite_organisation(
    *,
    programme: Programme,
    kind: Kind,
    organisation_name: str | None = None,
    email: str,
    inviter_id: int | None,
) -> IssuedInvitation:
    """Invite an organisation to the programme; the person who accepts adds or chooses it."""
    address = checked_address(email)
    if organisation_name is not None:
        missing = _("Enter the organisation’s name")
        check_text(organisation_name, _("Name"), MAX_NAME_LENGTH, missing=missing)
        check_name(organisation_name)
    target = {"programme_id": programme.id, "kind": kind, "organisation_name": organisation_name}
    return _issue(address, inviter_id, **target)


def invite_administrator(*, email: str, inviter_id: int | None) -> IssuedInvitation:
    """Invite an administrator."""
    address = checked_address(email)
    administrator = sa.select(Person.id).where(Person.email == address, Person.is_administrator)
    if db.session.scalar(administrator) is not None:
        raise TakesPartAlready(_("%(email)s is already an administrator.", email=address))
    return _issue(address, inviter_id, is_for_administrator=True)


def _with_address(person_ids: sa.Select[Any], address: str) -> sa.Select[Any]:
    return person_ids.join(Person).where(Person.email == address)


def _issue(address: str, inviter_id: int | None, **target: Any) -> IssuedInvitation:
    """Issue an invitation to the target; withdraw earlier ones to the same address and target."""
    for invitation in db.session.scalars(_open_for(address, target)):
        withdraw_invitation(invitation=invitation)
    invitation = Invitation(email=address, inviter_id=inviter_id, **target)
    token = _set_token(invitation)
    return IssuedInvitation(add_with_free_reference(invitation, PREFIX), token)


def _open_for(address: str, target: dict[str, Any]) -> sa.Select[Invitation]:
    """Select the open invitations of the address to this target, whatever the organisation role."""
    columns = {name: target[name] for name in target if name != "organisation_role"}
    return sa.select(Invitation).filter_by(
        email=address, accepted_at=None, withdrawn_at=None, **columns
    )


def _set_token(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_of(token)
    invitation.expires_at = now() + VALID_FOR
    invitation.is_mailed = False
    return token


def send_again(*, invitation: Invitation, inviter_id: int) -> IssuedInvitation:
    """Reissue an invitation for another 14 days; its earlier link stops working."""
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise InvitationClosed(_("This invitation has already been answered or withdrawn."))
    invitation.inviter_id = inviter_id
    token = _set_token(invitation)
    db.session.flush()
    return IssuedInvitation(invitation, token)


def record_mailing(*, invitation: Invitation) -> None:
    """Record that the link was mailed to the address and shown to nobody."""
    invitation.is_mailed = True
    db.session.flush()


def withdraw_invitation(*, invitation: Invitation) -> Invitation:
    """Withdraw the invitation; its link stops working."""
    invitation.withdrawn_at = now()
    db.session.flush()
    return invitation


def create_invited_account(
    *, invitation: Invitation, name: str, password_hash: str
) -> Person | None:
    """Create an account for the invited address; return None if it already has one.

    The account has no role anywhere: its holder accepts the invitation once signed in, so that
    nobody who merely has the link learns whether the account existed.
    """
    lock_open_invitation(invitation=invitation)
    try:
        with db.session.begin_nested():
            person = add_person(email=invitation.email, name=name, password_hash=password_hash)
            person.is_address_proven = invitation.is_mailed
    except (AddressTaken, IntegrityError):  # The latter by a concurrent request.
        return None
    return person


def accept_invitation(
    *, invitation: Invitation, person: Person, organisation: Organisation | None = None
) -> None:
    """Give the person the role of the invitation; `organisation` joins, if one is invited.

    An invitation is accepted once, even by concurrent requests.
    """
    if person.email != invitation.email:
        raise NotInvited(_("This invitation is for another email address."))
    lock_open_invitation(invitation=invitation)
    invitation.accepted_at = now()
    if invitation.is_for_administrator:
        person.is_administrator = True
    elif invitation.organisation is not None and invitation.organisation_role is not None:
        _join(person, invitation.organisation, invitation.organisation_role)
    elif invitation.programme is not None and invitation.programme_role is not None:
        role = invitation.programme_role
        assign_to_programme(person=person, programme=invitation.programme, role=role)
    else:
        _add_participation(invitation, organisation)
    db.session.flush()


def lock_open_invitation(*, invitation: Invitation) -> None:
    """Lock the invitation's row; raise InvitationClosed if it is no longer open."""
    still_open = sa.select(Invitation.id).where(Invitation.id == invitation.id, is_open())
    if db.session.scalar(still_open.with_for_update()) is None:
        raise InvitationClosed(_("This invitation can no longer be accepted."))


def _join(person: Person, organisation: Organisation, role: OrganisationRole) -> None:
    """Make the person a member; a lead stays lead."""
    membership = db.session.get(Membership, (person.id, organisation.id))
    leads = membership and membership.ended_at is None and membership.role is OrganisationRole.LEAD
    new_role = OrganisationRole.LEAD if leads else role
    join_organisation(person=person, organisation=organisation, role=new_role)


def _add_participation(invitation: Invitation, organisation: Organisation | None) -> None:
    if organisation is None or invitation.programme is None or invitation.kind is None:
        raise DomainError(_("Choose or add the organisation that takes part"))
    part = db.session.get(Participation, (invitation.programme.id, organisation.id))
    if part is not None and part.left_on is None:
        raise TakesPartAlready(_("%(name)s is already in the programme.", name=organisation.name))
    if invitation.programme.closed_at is not None:
        name = invitation.programme.name
        raise DomainError(_("%(name)s is closed. No organisation can join.", name=name))
    join_programme(organisation=organisation, programme=invitation.programme, kind=invitation.kind)


def add_organisation_with_lead(
    *,
    person: Person,
    name: str,
    short_name: str,
    country: str,
    default_visibility: Visibility | None = None,
) -> Organisation:
    """Add an organisation with the person as its lead, and with the default of its programme."""
    organisation = add_organisation(
        slug=random_slug(name), name=name, short_name=short_name, country=country
    )
    organisation.default_visibility = default_visibility or Visibility.PARTNERS
    join_organisation(person=person, organisation=organisation, role=OrganisationRole.LEAD)
    return organisation
