"""Routes of an invitation's link: show the invitation, create an account, accept.

No response reveals whether the address has an account, because the inviter may have the link: see
docs/decisions/0024-sign-in-before-accepting-an-invitation.md.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.audit.notes import set_actor_of_pending_events
from tracker.auth.transactions import reads_first, start_writing
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Invitation, Organisation, Person
from tracker.people.commands_invite import (
    InvitationClosed,
    accept_invitation,
    add_organisation_with_lead,
    create_invited_account,
    lock_open_invitation,
)
from tracker.people.forms_invitations import (
    AcceptForm,
    AccountAndOrganisationForm,
    AccountForm,
    OrganisationForm,
)
from tracker.people.mail import describe_invitation
from tracker.people.queries_invitations import (
    InvitationStatus,
    find_invitation_by_token,
    organisations_led_by,
)
from tracker.programmes.first_pages import first_page_of
from tracker.sessions.form_replay import replayed, show_sign_in, sign_form
from tracker.sessions.person import find_person, this_person
from tracker.sign_in.passwords import hashed
from tracker.web.rate_limits import MAILED_LINKS, limited

bp = Blueprint("invitations", __name__)


@bp.get("/invitations/<token:token>")
def show(token: str) -> ResponseReturnValue:
    """Show the invitation of the link."""
    entry = find_invitation_by_token(token)
    if entry is None or entry.status is not InvitationStatus.OPEN:
        return _closed(entry.status if entry else None)
    return _page(entry.invitation, token, _form(entry.invitation, find_person()), 200)


@bp.post("/invitations/<token:token>")
@limited(MAILED_LINKS)
@reads_first
def accept(token: str) -> ResponseReturnValue:
    """Accept the invitation as the person signed in; a visitor signs in first."""
    entry, person = find_invitation_by_token(token), find_person()
    if entry is None or entry.status is not InvitationStatus.OPEN:
        return _closed(entry.status if entry else None)
    form, invitation = _form(entry.invitation, person), entry.invitation
    if person is not None and person.email != invitation.email:
        return _page(invitation, token, form, 403)
    if not form.validate_on_submit():
        return _page(invitation, token, form, 422)
    try:
        return _sign_in_first(invitation, form) if person is None else _accept(invitation, form)
    except InvitationClosed:
        db.session.rollback()
        return show(token)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(invitation, token, form, 422)


def _sign_in_first(invitation: Invitation, form: AcceptForm) -> ResponseReturnValue:
    """Create an account if the address has none, and show the sign-in page in either case.

    The response and its timing are the same: the password is hashed in both cases.
    """
    password_hash = hashed(form["password"].data)
    start_writing()
    newcomer = create_invited_account(
        invitation=invitation, name=form["name"].data, password_hash=password_hash
    )
    if newcomer is not None:
        set_actor_of_pending_events(newcomer)
    address = invitation.email
    db.session.commit()
    message = _(
        "Sign in with this email address and your password to accept the invitation. "
        "If you already had an account here, your password has not changed."
    )
    signed_form = sign_form(is_for_visitors=True) if isinstance(form, OrganisationForm) else ""
    return show_sign_in(message, 200, signed_form, address=address)


def _accept(invitation: Invitation, form: AcceptForm) -> ResponseReturnValue:
    """Accept the invitation, commit and redirect to its target."""
    person = this_person()
    start_writing()
    lock_open_invitation(invitation=invitation)
    organisation = _organisation(form, person, invitation)
    accept_invitation(invitation=invitation, person=person, organisation=organisation)
    url = _url_after(invitation, person)
    db.session.commit()
    flash(_("Welcome. You have accepted the invitation."), "success")
    return redirect(url, 303)


def _organisation(form: AcceptForm, person: Person, invitation: Invitation) -> Organisation | None:
    """Return the organisation that takes part, if one is invited."""
    if not isinstance(form, OrganisationForm):
        return None
    default = invitation.programme.default_visibility if invitation.programme else None
    return form.chosen or add_organisation_with_lead(
        person=person, default_visibility=default, **form.new_organisation_fields()
    )


def _url_after(invitation: Invitation, person: Person) -> str:
    if invitation.is_for_administrator:
        return url_for("administration.index")
    if invitation.programme is not None:
        return first_page_of(invitation.programme, person)
    return url_for("programmes.index")


def _form(invitation: Invitation, person: Person | None) -> AcceptForm:
    """Return the form for what is still missing: an account, an organisation, both or neither."""
    led = organisations_led_by(person) if person else []
    guessable = _guessable_names(invitation)
    named = {"organisation_name": invitation.organisation_name or ""}
    if person is None and invitation.kind is not None:
        return AccountAndOrganisationForm(guessable=guessable, led=led, data=named)
    if person is None:
        return AccountForm(guessable=guessable)
    if invitation.kind is not None:
        return OrganisationForm(led=led, data=named, **replayed())
    return AcceptForm()


def _guessable_names(invitation: Invitation) -> list[str]:
    names = [invitation.email, invitation.organisation_name or ""]
    if invitation.organisation is not None:
        names += [invitation.organisation.name, invitation.organisation.short_name]
    if invitation.programme is not None:
        names += [invitation.programme.name, invitation.programme.full_name]
    return names


def _page(invitation: Invitation, token: str, form: AcceptForm, status: int) -> ResponseReturnValue:
    person = find_person()
    page = render_template(
        "invitations/show.html",
        form=form,
        invitation=invitation,
        is_somebody_else=person is not None and person.email != invitation.email,
        token=token,
        description=describe_invitation(invitation),
    )
    return page, status


def _closed(status: InvitationStatus | None) -> ResponseReturnValue:
    """Return the page that says why a link does not work; it shows nothing of the invitation."""
    page = render_template("invitations/closed.html", status=status)
    return page, 404 if status is None else 410
