"""Routes of an invitation's link: see what is offered, accept it.

Whether somebody with the address has an account is told to nobody who opens the link: it shows
the same to all who are not signed in, since the inviter may have it in their hands.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import login_user

from tracker.auth.audit import sign_notes
from tracker.auth.guards import find_person
from tracker.auth.passwords import hashed
from tracker.auth.transactions import start_writing
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Invitation, Organisation, Person
from tracker.people.commands import AddressTaken, add_person
from tracker.people.commands_invite import (
    InvitationClosed,
    accept_invitation,
    found_organisation,
    hold_open,
)
from tracker.people.delivery import offered
from tracker.people.forms_invitations import (
    AcceptForm,
    AccountAndOrganisationForm,
    AccountForm,
    OrganisationForm,
)
from tracker.people.queries_invitations import State, find_offer, organisations_led_by

bp = Blueprint("invitations", __name__)


@bp.get("/invitations/<token:token>")
def show(token: str) -> ResponseReturnValue:
    """Show what is offered to whoever holds the link."""
    offer = find_offer(token)
    if offer is None or offer.state is not State.OPEN:
        return _closed(offer.state if offer else None)
    return _page(offer.invitation, token, _form(offer.invitation, find_person()), 200)


@bp.post("/invitations/<token:token>")
def accept(token: str) -> ResponseReturnValue:
    """Accept what is offered: as who is signed in, or as somebody new."""
    offer, person = find_offer(token), find_person()
    if offer is None or offer.state is not State.OPEN:
        return _closed(offer.state if offer else None)
    form = _form(offer.invitation, person)
    if person is not None and person.email != offer.invitation.email:
        return _page(offer.invitation, token, form, 403)
    if not form.validate_on_submit():
        return _page(offer.invitation, token, form, 422)
    invitation = offer.invitation
    password_hash = hashed(form.password.data) if isinstance(form, AccountForm) else None
    start_writing()
    try:
        address = _take_up(invitation, form, person, password_hash)
    except InvitationClosed:
        db.session.rollback()
        return show(token)
    except DomainError as error:
        db.session.rollback()
        form.refuse(_told_without_a_name(error))
        return _page(invitation, token, form, 422)
    return redirect(address, 303)


def _take_up(
    invitation: Invitation, form: AcceptForm, person: Person | None, password_hash: str | None
) -> str:
    """Accept, commit and sign somebody new in; return where they can go on."""
    hold_open(invitation=invitation)
    who = person or _new_person(invitation, form, password_hash)
    accept_invitation(invitation=invitation, person=who, organisation=_organisation(form, who))
    address = _way_on(invitation)
    sign_notes(who)
    db.session.commit()
    if person is None:
        login_user(who, authn_via=["password"])
    flash(_("Welcome. You have accepted the invitation."), "success")
    return address


def _new_person(invitation: Invitation, form: AcceptForm, password_hash: str | None) -> Person:
    name = form.name.data if isinstance(form, AccountForm) else ""
    return add_person(email=invitation.email, name=name, password_hash=password_hash)


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
    return OrganisationForm(led=led) if invitation.kind is not None else AcceptForm()


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


def _told_without_a_name(error: DomainError) -> DomainError:
    """Return the refusal; that of somebody who is here already does not say who that is."""
    if isinstance(error, AddressTaken):
        return DomainError(_("If you have an account already, sign in to accept."))
    return error


def _closed(state: State | None) -> ResponseReturnValue:
    """Say why a link opens nothing, and nothing of what it once offered."""
    page = render_template("invitations/closed.html", state=state)
    return page, 404 if state is None else 410
