"""Say what an invitation offers, and bring its link to whom it is for."""

from flask_babel import LazyString, lazy_gettext
from flask_babel import lazy_gettext as _l

from tracker.auth.mail import link_to, send_mail
from tracker.models import Invitation
from tracker.models.labels import label
from tracker.people.commands_invite import Issued


def offered(invitation: Invitation) -> LazyString:
    """Return what the invitation is to, in the reader's language."""
    if invitation.organisation is not None and invitation.organisation_role is not None:
        return _l(
            "join %(name)s as %(role)s",
            name=invitation.organisation.name,
            role=label(invitation.organisation_role),
        )
    if invitation.programme is None:
        return _l("be an administrator of this tracker")
    if invitation.programme_role is not None:
        return _l(
            "take part in %(name)s as %(role)s",
            name=invitation.programme.full_name,
            role=label(invitation.programme_role),
        )
    return _l("bring an organisation into %(name)s", name=invitation.programme.full_name)


def deliver(issued: Issued, inviter: str) -> str:
    """Mail the link; return it where that cannot be, for whoever invites to pass it on.

    Call it after the commit, as `send_mail` asks.
    """
    invitation = issued.invitation
    address, link = invitation.email, link_to("invitations.show", token=issued.token)
    is_sent = send_mail(
        address,
        lazy_gettext("You are invited to %(what)s", what=offered(invitation)),
        "invitation",
        inviter=inviter,
        link=link,
        what=offered(invitation),
    )
    return "" if is_sent else link
