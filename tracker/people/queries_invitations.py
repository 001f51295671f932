"""Read invitations: by the token of a link, and the pending ones."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql import ColumnElement

from tracker.extensions import db
from tracker.models import (
    Assignment,
    Invitation,
    Membership,
    Organisation,
    Participation,
    Person,
)
from tracker.models.moment import now
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.sessions.store import hash_of
from tracker.sight.sight import Sight


class InvitationStatus(StrEnum):
    """The status of an invitation."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class InvitationEntry:
    """An invitation with its status."""

    invitation: Invitation
    status: InvitationStatus


def is_authorised() -> ColumnElement[bool]:
    """Return the condition that the inviter may still send the invitation.

    So nobody whose own role has ended lets others in; an invitation from the shell always counts.
    Each subquery is correlated with the invitation explicitly: by itself, one two levels down
    would read any invitation.
    """
    inviter = aliased(Person)
    may_invite = (
        sa.exists()
        .where(
            inviter.id == Invitation.inviter_id,
            inviter.active,
            sa.or_(
                sa.and_(inviter.is_administrator, _administrators_may_send()),
                _inviter_leads_the_organisation(),
                _inviter_leads_the_programme(),
                sa.and_(
                    Invitation.organisation_role == OrganisationRole.LEAD,
                    _inviter_leads_a_programme_of_the_organisation(),
                    sa.not_(_has_a_lead()),
                ),
            ),
        )
        .correlate(Invitation)
    )
    return sa.or_(Invitation.inviter_id.is_(None), may_invite)


def _administrators_may_send() -> ColumnElement[bool]:
    return sa.or_(Invitation.is_for_administrator, Invitation.programme_role == ProgrammeRole.LEAD)


def _inviter_leads_the_organisation() -> sa.Exists:
    """Match if the inviter leads the organisation, and it still takes part somewhere."""
    return (
        sa.exists()
        .where(
            Membership.person_id == Invitation.inviter_id,
            Membership.organisation_id == Invitation.organisation_id,
            Membership.role == OrganisationRole.LEAD,
            Membership.ended_at.is_(None),
            Participation.organisation_id == Membership.organisation_id,
            Participation.left_on.is_(None),
        )
        .correlate(Invitation)
    )


def _inviter_leads_the_programme() -> sa.Exists:
    return (
        sa.exists()
        .where(
            Assignment.person_id == Invitation.inviter_id,
            Assignment.programme_id == Invitation.programme_id,
            Assignment.role == ProgrammeRole.LEAD,
            Assignment.ended_at.is_(None),
        )
        .correlate(Invitation)
    )


def _inviter_leads_a_programme_of_the_organisation() -> sa.Exists:
    return (
        sa.exists()
        .where(
            Assignment.person_id == Invitation.inviter_id,
            Assignment.role == ProgrammeRole.LEAD,
            Assignment.ended_at.is_(None),
            Participation.programme_id == Assignment.programme_id,
            Participation.organisation_id == Invitation.organisation_id,
            Participation.left_on.is_(None),
        )
        .correlate(Invitation)
    )


def _has_a_lead() -> sa.Exists:
    lead = aliased(Person)
    return (
        sa.exists()
        .where(
            Membership.organisation_id == Invitation.organisation_id,
            Membership.role == OrganisationRole.LEAD,
            Membership.ended_at.is_(None),
            lead.id == Membership.person_id,
            lead.active,
        )
        .correlate(Invitation)
    )


def is_open() -> ColumnElement[bool]:
    """Return the condition that an invitation can be accepted."""
    return sa.and_(
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now(),
        is_authorised(),
    )


def find_invitation_by_token(token: str) -> InvitationEntry | None:
    """Return the invitation of the link with this token and its status, or None."""
    row = db.session.execute(
        sa.select(Invitation, is_authorised().label("is_authorised"))
        .where(Invitation.token_hash == hash_of(token))
        .options(joinedload(Invitation.organisation), joinedload(Invitation.programme))
    ).one_or_none()
    return (
        None
        if row is None
        else InvitationEntry(row.Invitation, _status_of(row.Invitation, row.is_authorised))
    )


def _status_of(invitation: Invitation, is_authorised: bool) -> InvitationStatus:  # noqa: FBT001  A column's value.
    if invitation.accepted_at is not None:
        return InvitationStatus.USED
    if invitation.withdrawn_at is not None or not is_authorised:
        return InvitationStatus.WITHDRAWN
    return InvitationStatus.EXPIRED if invitation.expires_at <= now() else InvitationStatus.OPEN


def find_invitation(sight: Sight, reference: str) -> Invitation | None:
    """Return the pending invitation with this reference if the person may know of it, or None."""
    return db.session.scalar(_pending(sight).where(Invitation.reference == reference))


def pending_invitations(sight: Sight) -> list[InvitationEntry]:
    """Return the pending invitations that the person, as a lead, may know of."""
    return _with_status(_pending(sight))


def _with_status(invitations: sa.Select[Invitation]) -> list[InvitationEntry]:
    """Return the invitations with their statuses, by address."""
    rows = db.session.execute(
        invitations.add_columns(is_authorised().label("is_authorised")).order_by(
            Invitation.email, Invitation.id
        )
    )
    return [
        InvitationEntry(row.Invitation, _status_of(row.Invitation, row.is_authorised))
        for row in rows
    ]


def _pending(sight: Sight) -> sa.Select[Invitation]:
    """Select the pending invitations to what the person leads."""
    may_know: ColumnElement[bool] = Invitation.organisation_id.in_(sight.led_organisation_ids)
    if sight.is_programme_lead:
        may_know = sa.or_(may_know, Invitation.programme_id == sight.programme.id)
    return sa.select(Invitation).where(
        may_know, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )


def pending_administrator_invitations() -> list[InvitationEntry]:
    """Return the pending invitations of administrators."""
    return _with_status(_pending_for_administrators())


def find_administrator_invitation(reference: str) -> Invitation | None:
    """Return the pending invitation of an administrator with this reference, or None."""
    return db.session.scalar(_pending_for_administrators().where(Invitation.reference == reference))


def _pending_for_administrators() -> sa.Select[Invitation]:
    return sa.select(Invitation).where(
        Invitation.is_for_administrator,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )


def organisations_led_by(person: Person) -> list[Organisation]:
    """Return the organisations that the person leads in any programme, by name."""
    return list(
        db.session.scalars(
            sa.select(Organisation)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .where(
                Membership.person_id == person.id,
                Membership.role == OrganisationRole.LEAD,
                Membership.ended_at.is_(None),
            )
            .order_by(Organisation.name, Organisation.id)
        )
    )
