"""Routes of an invitation's link: see what is offered, choose a password, accept it.

Whether somebody with the address has an account is told to nobody who opens the link, before or
after they send its form, since the inviter may have it in their hands: see
docs/decisions/0024-sign-in-before-accepting-an-invitation.md.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.audit.notes import sign_notes
from tracker.auth.transactions import reads_first, start_writing
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Invitation, Organisation, Person
from tracker.people.commands_invite import (
    InvitationClosed,
    accept_invitation,
    found_organisation,
    hold_open,
    open_account,
)
from tracker.people.forms_invitations import (
    AcceptForm,
    AccountAndOrganisationForm,
    AccountForm,
    OrganisationForm,
)
from tracker.people.mail import offered
from tracker.people.queries_invitations import State, find_offer, organisations_led_by
from tracker.sessions.form_replay import carry, replayed, show_sign_in
from tracker.sessions.person import find_person, this_person
from tracker.sign_in.passwords import hashed
from tracker.web.rate_limits import HANDED_OUT, limited

bp = Blueprint("invitations", __name__)


@bp.get("/invitations/<token:token>")
def show(token: str) -> ResponseReturnValue:
    """Show what is offered to whoever holds the link."""
    offer = find_offer(token)
    if offer is None or offer.state is not State.OPEN:
        return _closed(offer.state if offer else None)
    return _page(offer.invitation, token, _form(offer.invitation, find_person()), 200)


@bp.post("/invitations/<token:token>")
@limited(HANDED_OUT)
@reads_first
def accept(token: str) -> ResponseReturnValue:
    """Accept what is offered as who is signed in; let a visitor sign in first."""
    offer, person = find_offer(token), find_person()
    if offer is None or offer.state is not State.OPEN:
        return _closed(offer.state if offer else None)
    form, invitation = _form(offer.invitation, person), offer.invitation
    if person is not None and person.email != invitation.email:
        return _page(invitation, token, form, 403)
    if not form.validate_on_submit():
        return _page(invitation, token, form, 422)
    try:
        return _sign_in_first(invitation, form) if person is None else _take_up(invitation, form)
    except InvitationClosed:
        db.session.rollback()
        return show(token)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _page(invitation, token, form, 422)


def _sign_in_first(invitation: Invitation, form: AcceptForm) -> ResponseReturnValue:
    """Make an account where the address has none, and ask for the sign-in in either case.

    The answer is one and the same, and the password is hashed for it in both.
    """
    password_hash = hashed(form["password"].data)
    start_writing()
    newcomer = open_account(
        invitation=invitation, name=form["name"].data, password_hash=password_hash
    )
    if newcomer is not None:
        sign_notes(newcomer)
    address = invitation.email
    db.session.commit()
    told = _(
        "Sign in with this email address and your password to accept the invitation. "
        "If you already had an account here, your password has not changed."
    )
    carried = carry(is_for_visitors=True) if isinstance(form, OrganisationForm) else ""
    return show_sign_in(told, 200, carried, address=address)


def _take_up(invitation: Invitation, form: AcceptForm) -> ResponseReturnValue:
    """Accept and commit; go where the person can go on."""
    person = this_person()
    start_writing()
    hold_open(invitation=invitation)
    organisation = _organisation(form, person)
    accept_invitation(invitation=invitation, person=person, organisation=organisation)
    address = _way_on(invitation)
    db.session.commit()
    flash(_("Welcome. You have accepted the invitation."), "success")
    return redirect(address, 303)


def _organisation(form: AcceptForm, person: Person) -> Organisation | None:
    """Return which organisation takes the part offered, where a part is offered."""
    if not isinstance(form, OrganisationForm):
        return None
    return form.chosen or found_organisation(person=person, **form.named())


def _way_on(invitation: Invitation) -> str:
    if invitation.is_for_administrator:
        return url_for("administration.index")
    if invitation.programme is not None:
        return url_for("programmes.show", slug=invitation.programme.slug)
    return url_for("programmes.index")


def _form(invitation: Invitation, person: Person | None) -> AcceptForm:
    """Return the form for what is still to be said, by whom and of which organisation."""
    led = organisations_led_by(person) if person else []
    known = _names_around(invitation)
    if person is None and invitation.kind is not None:
        return AccountAndOrganisationForm(known=known, led=led)
    if person is None:
        return AccountForm(known=known)
    if invitation.kind is not None:
        return OrganisationForm(led=led, **replayed())
    return AcceptForm()


def _names_around(invitation: Invitation) -> list[str]:
    names = [invitation.email]
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
        what=offered(invitation),
    )
    return page, status


def _closed(state: State | None) -> ResponseReturnValue:
    """Say why a link opens nothing, and nothing of what it once offered."""
    page = render_template("invitations/closed.html", state=state)
    return page, 404 if state is None else 410
