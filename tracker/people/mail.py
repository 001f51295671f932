"""Describe an invitation, and mail its link within the rate limit."""

from collections.abc import Callable
from datetime import timedelta

from flask_babel import LazyString, format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.errors import DomainError
from tracker.mail.sending import as_name, can_send_mail, link_to, send_mail
from tracker.models import Invitation
from tracker.models.labels import label
from tracker.models.moment import now
from tracker.people.commands import checked_address
from tracker.people.commands_invite import IssuedInvitation
from tracker.web.rate_limit_storage import count_attempts, refund_attempts
from tracker.web.rate_limits import invitation_attempts


class InvitedTooOften(DomainError):
    """The address has reached its rate limit of invitations."""


def describe_invitation(
    invitation: Invitation, format_name: Callable[[str], str] = str
) -> LazyString:
    """Return the description of the invitation in the reader's language."""
    if invitation.organisation is not None and invitation.organisation_role is not None:
        return _l(
            "You are invited to join %(name)s as %(role)s",
            name=format_name(invitation.organisation.name),
            role=label(invitation.organisation_role),
        )
    if invitation.programme is None:
        return _l("You are invited to be an administrator of this tracker")
    if invitation.programme_role is not None:
        return _l(
            "You are invited to take part in %(name)s as %(role)s",
            name=format_name(invitation.programme.full_name),
            role=label(invitation.programme_role),
        )
    if invitation.organisation_name:
        return _l(
            "You are invited to add %(organisation)s to %(name)s",
            organisation=format_name(invitation.organisation_name),
            name=format_name(invitation.programme.full_name),
        )
    return _l(
        "You are invited to add your organisation to %(name)s",
        name=format_name(invitation.programme.full_name),
    )


def _describe_with_inviter(invitation: Invitation, inviter: str) -> LazyString:
    """Return the description with the inviter, as the first sentence of the mail."""
    by = as_name(inviter)
    if invitation.organisation is not None and invitation.organisation_role is not None:
        return _l(
            "%(inviter)s invites you to join %(name)s as %(role)s.",
            inviter=by,
            name=as_name(invitation.organisation.name),
            role=label(invitation.organisation_role),
        )
    if invitation.programme is None:
        return _l("%(inviter)s invites you to be an administrator of this tracker.", inviter=by)
    if invitation.programme_role is not None:
        return _l(
            "%(inviter)s invites you to take part in %(name)s as %(role)s.",
            inviter=by,
            name=as_name(invitation.programme.full_name),
            role=label(invitation.programme_role),
        )
    if invitation.organisation_name:
        return _l(
            "%(inviter)s invites you to add %(organisation)s to %(name)s.",
            inviter=by,
            organisation=as_name(invitation.organisation_name),
            name=as_name(invitation.programme.full_name),
        )
    return _l(
        "%(inviter)s invites you to add your organisation to %(name)s.",
        inviter=by,
        name=as_name(invitation.programme.full_name),
    )


def issue_within_limit(email: str, act: Callable[[], IssuedInvitation]) -> IssuedInvitation:
    """Issue an invitation within the rate limit of its address; raise InvitedTooOften beyond it.

    Nothing may have been written yet: the count takes a transaction of its own. An invitation
    that is refused is not counted, nor is one if the tracker cannot send mail.
    """
    attempts = invitation_attempts(checked_address(email)) if can_send_mail() else []
    if seconds := count_attempts(attempts):
        raise InvitedTooOften(
            _(
                "This email address has reached the limit of invitations: 3 in 24 "
                "hours, 6 in 30 days. Ask the person to look for the last email, or "
                "try again after %(moment)s.",
                moment=format_datetime(now() + timedelta(seconds=seconds), "d MMMM, HH:mm"),
            )
        )
    try:
        return act()
    except DomainError:
        refund_attempts(attempts)
        raise


def deliver(issued: IssuedInvitation, inviter: str) -> str:
    """Mail the link; return it if that fails, for the inviter to pass on.

    Call it after the commit, as `send_mail` requires.
    """
    invitation = issued.invitation
    address, link = invitation.email, link_to("invitations.show", token=issued.token)
    is_sent = send_mail(
        address,
        describe_invitation(invitation, as_name),
        "invitation",
        invites=_describe_with_inviter(invitation, inviter),
        link=link,
    )
    return "" if is_sent else link
