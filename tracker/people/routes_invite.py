"""Routes to issue invitations, send them again and withdraw them."""

from collections.abc import Callable, Sequence
from functools import partial

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import find_programme, guarded
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Invitation, Participation, Programme
from tracker.models.labels import listed
from tracker.models.vocabulary import Kind, OrganisationRole, ProgrammeRole
from tracker.organisations.queries import find_participation
from tracker.people.blueprint import bp, go_to_people, people_page
from tracker.people.commands_invite import (
    IssuedInvitation,
    invite_first_lead,
    invite_member,
    invite_organisation,
    invite_to_role,
    record_mailing,
    send_again,
    withdraw_invitation,
)
from tracker.people.forms_invitations import (
    AddressesForm,
    AddressForm,
    MemberForm,
    ParticipationForm,
    RoleForm,
)
from tracker.people.mail import deliver, issue_within_limit
from tracker.people.queries_invitations import find_invitation
from tracker.sessions.person import this_person
from tracker.web.rate_limits import INVITATIONS, WRITES, limited


@bp.route("/organisations/<slug:organisation_slug>/invite", methods=["GET", "POST"])
@limited(INVITATIONS)
@guarded(Permission.MEMBER_EDIT, on=find_participation)
def invite_to_organisation(part: Participation) -> ResponseReturnValue:
    """Invite somebody to one's organisation."""
    form, organisation = MemberForm(), part.organisation
    title = _("Invite someone to %(name)s", name=organisation.name)
    if not form.validate_on_submit():
        return _page(form, title)
    return _issue_each(
        form,
        title,
        lambda address: invite_member(
            organisation=organisation,
            role=OrganisationRole(form.role.data),
            email=address,
            inviter_id=this_person().id,
        ),
    )


@bp.route("/organisations/<slug:organisation_slug>/invite-first-lead", methods=["GET", "POST"])
@limited(INVITATIONS)
@guarded(Permission.PEOPLE_EDIT, on=find_participation)
def invite_to_lead(part: Participation) -> ResponseReturnValue:
    """Invite somebody to lead an organisation without a lead."""
    form, organisation = AddressForm(), part.organisation
    title = _("Invite a lead for %(name)s", name=organisation.name)
    if not form.validate_on_submit():
        return _page(form, title)
    return _issue(
        form,
        title,
        lambda: invite_first_lead(
            organisation=organisation, email=form.email.data, inviter_id=this_person().id
        ),
    )


@bp.route("/people/invite", methods=["GET", "POST"])
@limited(INVITATIONS)
@guarded(Permission.PEOPLE_EDIT, on=find_programme)
def invite(programme: Programme) -> ResponseReturnValue:
    """Invite somebody to a role in the programme."""
    form, title = RoleForm(), _("Invite someone to %(name)s", name=programme.name)
    if not form.validate_on_submit():
        return _page(form, title)
    return _issue_each(
        form,
        title,
        lambda address: invite_to_role(
            programme=programme,
            role=ProgrammeRole(form.role.data),
            email=address,
            inviter_id=this_person().id,
        ),
    )


@bp.route("/people/invite-organisation", methods=["GET", "POST"])
@limited(INVITATIONS)
@guarded(Permission.PROGRAMME_EDIT, on=find_programme)
def invite_whole_organisation(programme: Programme) -> ResponseReturnValue:
    """Invite an organisation, through a person who represents it."""
    form, title = ParticipationForm(), _("Invite an organisation to %(name)s", name=programme.name)
    if not form.validate_on_submit():
        return _page(form, title)
    return _issue(
        form,
        title,
        lambda: invite_organisation(
            programme=programme,
            kind=Kind(form.role.data),
            organisation_name=form.organisation_name.data,
            email=form.email.data,
            inviter_id=this_person().id,
        ),
    )


def _page(
    form: AddressForm | AddressesForm, title: str, failures: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    page = render_template("people/invite.html", form=form, title=title, failures=failures)
    return page, 422 if form.is_submitted() else 200


def _issue(
    form: AddressForm, title: str, act: Callable[[], IssuedInvitation]
) -> ResponseReturnValue:
    """Issue the invitation, or show the form with the error."""
    try:
        issued = issue_within_limit(form.email.data, act)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, title)
    return send_or_show_link(issued, people_page())


def _issue_each(
    form: AddressesForm, title: str, act: Callable[[str], IssuedInvitation]
) -> ResponseReturnValue:
    """Invite each address by itself, and report each result.

    The addresses that could not be invited stay in the form.
    """
    inviter, sent = this_person().name, []
    links, failures = [], []
    for address in form.addresses():
        try:
            issued = issue_within_limit(address, partial(act, address))
        except DomainError as error:
            db.session.rollback()
            failures.append((address, str(error)))
            continue
        if link := _commit_and_mail(issued, inviter):
            links.append((address, link))
        else:
            sent.append(address)
    if sent:
        flash(_sent_message(sent), "success")
    if links:
        for address, reason in failures:
            flash(_("%(address)s: %(reason)s", address=address, reason=reason), "error")
        return render_template("people/link.html", back=people_page(), links=links)
    if failures:
        form.keep(failures)
        return _page(form, title, failures if len(failures) > 1 else ())
    return go_to_people()


def _sent_message(addresses: Sequence[str]) -> str:
    if len(addresses) == 1:
        return str(_("Invitation sent to %(address)s.", address=addresses[0]))
    return str(_("Invitations sent to: %(addresses)s.", addresses=listed(addresses)))


def _commit_and_mail(issued: IssuedInvitation, inviter: str) -> str:
    """Commit and mail the invitation; return its link if no mail can be sent, else ""."""
    db.session.commit()
    link = deliver(issued, inviter)
    if not link:
        record_mailing(invitation=issued.invitation)
        db.session.commit()
    return link


def send_or_show_link(issued: IssuedInvitation, back: str) -> ResponseReturnValue:
    """Commit and mail the invitation; if no mail can be sent, show its link once.

    `back` is the URL of the page from which it was issued.
    """
    address = issued.invitation.email
    if link := _commit_and_mail(issued, this_person().name):
        return render_template("people/link.html", back=back, links=[(address, link)])
    flash(_sent_message([address]), "success")
    return redirect(back, 303)


@bp.post("/invitations/<reference:reference>/send-again")
@limited(INVITATIONS)
@guarded(Permission.INVITATION_EDIT, on=find_invitation)
def invite_again(invitation: Invitation) -> ResponseReturnValue:
    """Send an invitation again, with a new link."""
    try:
        issued = issue_within_limit(
            invitation.email,
            lambda: send_again(invitation=invitation, inviter_id=this_person().id),
        )
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return go_to_people()
    return send_or_show_link(issued, people_page())


@bp.post("/invitations/<reference:reference>/withdraw")
@limited(WRITES)
@guarded(Permission.INVITATION_EDIT, on=find_invitation)
def withdraw(invitation: Invitation) -> ResponseReturnValue:
    """Withdraw an invitation."""
    withdraw_invitation(invitation=invitation)
    db.session.commit()
    flash(_("Invitation withdrawn. Its link no longer works."), "success")
    return go_to_people()
