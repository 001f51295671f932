"""Read invitations: by the token of a link, and those that still wait for an answer."""

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


class State(StrEnum):
    """How an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Offer:
    """An invitation as its link finds it."""

    invitation: Invitation
    state: State


def is_backed() -> ColumnElement[bool]:
    """Return the condition under which whoever invited may still do so.

    So nobody whose own place has ended lets others in; what the shell offers always stands. Each
    inner SELECT says that it means this very invitation: left alone, one two levels down would
    look at any.
    """
    inviter = aliased(Person)
    may_still = (
        sa.exists()
        .where(
            inviter.id == Invitation.inviter_id,
            inviter.active,
            sa.or_(
                sa.and_(inviter.is_administrator, _is_for_administrators_to_offer()),
                _leads_the_organisation(),
                _leads_the_programme(),
                sa.and_(
                    Invitation.organisation_role == OrganisationRole.LEAD,
                    _leads_a_programme_of_the_organisation(),
                    sa.not_(_has_a_lead()),
                ),
            ),
        )
        .correlate(Invitation)
    )
    return sa.or_(Invitation.inviter_id.is_(None), may_still)


def _is_for_administrators_to_offer() -> ColumnElement[bool]:
    return sa.or_(Invitation.is_for_administrator, Invitation.programme_role == ProgrammeRole.LEAD)


def _leads_the_organisation() -> sa.Exists:
    """Match where the inviter leads the organisation, and it still takes part somewhere."""
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


def _leads_the_programme() -> sa.Exists:
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


def _leads_a_programme_of_the_organisation() -> sa.Exists:
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
    """Return the condition under which an invitation can be accepted."""
    return sa.and_(
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now(),
        is_backed(),
    )


def find_offer(token: str) -> Offer | None:
    """Return what the link with this token offers and how it stands, or None."""
    row = db.session.execute(
        sa.select(Invitation, is_backed().label("is_backed"))
        .where(Invitation.token_hash == hash_of(token))
        .options(joinedload(Invitation.organisation), joinedload(Invitation.programme))
    ).one_or_none()
    return None if row is None else Offer(row.Invitation, _state(row.Invitation, row.is_backed))


def _state(invitation: Invitation, is_backed: bool) -> State:  # noqa: FBT001  A column's value.
    if invitation.accepted_at is not None:
        return State.USED
    if invitation.withdrawn_at is not None or not is_backed:
        return State.WITHDRAWN
    return State.EXPIRED if invitation.expires_at <= now() else State.OPEN


def find_invitation(sight: Sight, reference: str) -> Invitation | None:
    """Return the invitation of this code where the person may know of it, or None."""
    return db.session.scalar(_waiting(sight).where(Invitation.reference == reference))


def invitations_waiting(sight: Sight) -> list[Offer]:
    """Return the invitations that the person's organisations, or the programme, wait for."""
    return _offers(_waiting(sight))


def _offers(invitations: sa.Select[Invitation]) -> list[Offer]:
    """Return the invitations and how they stand; who could send one again sees when it is dead."""
    rows = db.session.execute(
        invitations.add_columns(is_backed().label("is_backed")).order_by(
            Invitation.email, Invitation.id
        )
    )
    return [Offer(row.Invitation, _state(row.Invitation, row.is_backed)) for row in rows]


def _waiting(sight: Sight) -> sa.Select[Invitation]:
    """Select what was neither accepted nor withdrawn; who leads nothing here knows of none."""
    known: ColumnElement[bool] = Invitation.organisation_id.in_(sight.led_organisation_ids)
    if sight.is_programme_lead:
        known = sa.or_(known, Invitation.programme_id == sight.programme.id)
    return sa.select(Invitation).where(
        known, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )


def invitations_of_administrators() -> list[Offer]:
    """Return the invitations to administer the installation that nobody has answered."""
    return _offers(_to_administer())


def find_invitation_of_administrator(reference: str) -> Invitation | None:
    """Return the invitation to administer that has this code and no answer, or None."""
    return db.session.scalar(_to_administer().where(Invitation.reference == reference))


def _to_administer() -> sa.Select[Invitation]:
    return sa.select(Invitation).where(
        Invitation.is_for_administrator,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )


def organisations_led_by(person: Person) -> list[Organisation]:
    """Return the organisations that the person leads, in whatever programme, by name."""
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
