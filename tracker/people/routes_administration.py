"""Routes of administrators: programmes, accounts and invitations; never obstacles."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.attachments.quotas import is_disk_nearly_full, site_quota
from tracker.auth.confirmations import Confirmation, confirmation_page, is_confirmed
from tracker.auth.guards import administering
from tracker.auth.permissions import Permission
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms.paging import Row
from tracker.forms.partial_lists import ListPart, list_part
from tracker.models import Person, Programme
from tracker.models.labels import listed
from tracker.models.vocabulary import ProgrammeRole
from tracker.people.commands_administrators import (
    close_account,
    make_administrator,
    reopen_account,
    withdraw_administration,
)
from tracker.people.commands_invite import (
    IssuedInvitation,
    invite_administrator,
    invite_to_role,
    withdraw_invitation,
)
from tracker.people.confirmations import (
    confirmation_of_closing_account,
    confirmation_of_ending_administration,
    confirmation_of_making_administrator,
    confirmation_of_reopening_account,
)
from tracker.people.forms_administration import NewProgrammeForm
from tracker.people.forms_invitations import AddressForm
from tracker.people.mail import issue_within_limit
from tracker.people.queries_administration import (
    MIN_SEARCH_LENGTH,
    administrators,
    find_account,
    find_programme_by_slug,
    programmes_by_name,
    search_people,
)
from tracker.people.queries_invitations import (
    find_administrator_invitation,
    pending_administrator_invitations,
)
from tracker.people.routes_invite import send_or_show_link
from tracker.programmes.commands import add_programme
from tracker.sessions.person import this_person
from tracker.text_index.encoding import encoder_name
from tracker.web.rate_limits import INVITATIONS, WRITES, limited

bp = Blueprint("administration", __name__, url_prefix="/administration")

Result = TypeVar("Result")

PAGE_SIZE = 50
"""The number of rows on a page of a list."""


@bp.get("")
@administering(Permission.ADMINISTRATION_USE)
def index() -> ResponseReturnValue:
    """List programmes and administrators; search for people by address."""
    term = request.args.get("address", "")[:254]
    return render_template(
        "administration/index.html",
        administrators=_part("administrators", administrators()),
        encoder=encoder_name(),
        found=search_people(term),
        invitations=_part("invitations", pending_administrator_invitations()),
        is_disk_nearly_full=is_disk_nearly_full(),
        quota=site_quota(),
        programmes=_part("programmes", programmes_by_name()),
        min_length=MIN_SEARCH_LENGTH,
        term=term,
    )


def _part(name: str, rows: Sequence[Row]) -> ListPart[Row]:
    return list_part(name, rows, PAGE_SIZE, url_for(".index"))


@bp.route("/programmes/add", methods=["GET", "POST"])
@limited(INVITATIONS)
@administering(Permission.ADMINISTRATION_USE)
def add() -> ResponseReturnValue:
    """Add a programme and invite its first lead."""
    form = NewProgrammeForm()
    if not form.validate_on_submit():
        return _add_page(form)
    try:
        issued = issue_within_limit(form.email.data, lambda: _add_programme(form))
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _add_page(form)
    return send_or_show_link(issued, url_for(".index"))


def _add_programme(form: NewProgrammeForm) -> IssuedInvitation:
    """Add the programme of the valid form, and invite its lead."""
    programme = add_programme(
        slug=form.slug.data,
        prefix=form.prefix.data,
        name=form.name.data,
        full_name=form.full_name.data,
    )
    return _invite_to_lead(programme, form)


def _add_page(form: NewProgrammeForm) -> ResponseReturnValue:
    page = render_template("administration/add.html", form=form)
    return page, 422 if form.is_submitted() else 200


def _invite_to_lead(programme: Programme, form: AddressForm) -> IssuedInvitation:
    return invite_to_role(
        programme=programme,
        role=ProgrammeRole.LEAD,
        email=form.email.data,
        inviter_id=this_person().id,
    )


@bp.route("/programmes/<slug:programme_slug>/invite", methods=["GET", "POST"])
@limited(INVITATIONS)
@administering(Permission.ADMINISTRATION_USE)
def invite_lead(programme_slug: str) -> ResponseReturnValue:
    """Invite somebody to lead a programme."""
    programme = find_programme_by_slug(programme_slug)
    if programme is None:
        abort(404)
    return _invite(
        _("Invite a lead for %(name)s", name=programme.name),
        lambda form: _invite_to_lead(programme, form),
    )


@bp.route("/invite", methods=["GET", "POST"])
@limited(INVITATIONS)
@administering(Permission.ADMINISTRATION_USE)
def invite() -> ResponseReturnValue:
    """Invite another administrator."""
    return _invite(
        _("Invite an administrator"),
        lambda form: invite_administrator(email=form.email.data, inviter_id=this_person().id),
    )


def _invite(title: str, act: Callable[[AddressForm], IssuedInvitation]) -> ResponseReturnValue:
    form = AddressForm()
    if form.validate_on_submit():
        try:
            issued = issue_within_limit(form.email.data, lambda: act(form))
            return send_or_show_link(issued, url_for(".index"))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    page = render_template("administration/invite.html", form=form, title=title)
    return page, 422 if form.is_submitted() else 200


@bp.post("/invitations/<reference:reference>/withdraw")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def withdraw(reference: str) -> ResponseReturnValue:
    """Withdraw an invitation of an administrator."""
    invitation = find_administrator_invitation(reference)
    if invitation is None:
        abort(404)
    withdraw_invitation(invitation=invitation)
    db.session.commit()
    flash(_("Invitation withdrawn. Its link no longer works."), "success")
    return _go_back()


@bp.post("/people/close-account")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def close() -> ResponseReturnValue:
    """Close somebody's account."""
    return _perform(
        lambda person: close_account(person=person),
        _closed_message,
        confirmation_of_closing_account,
    )


def _closed_message(leaderless: list[str]) -> str:
    message = _("Account closed. The person is signed out on all devices.")
    if leaderless:
        message += " " + _("These now have no lead: %(names)s.", names=listed(leaderless))
    return str(message)


@bp.post("/people/open-account")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def reopen() -> ResponseReturnValue:
    """Reopen somebody's account."""
    message = _("Account reopened.")
    return _perform(
        lambda person: reopen_account(person=person),
        lambda _person: message,
        lambda person, _result: confirmation_of_reopening_account(person),
    )


@bp.post("/people/make-administrator")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def promote() -> ResponseReturnValue:
    """Make somebody an administrator."""
    message = _("This person is now an administrator.")
    return _perform(
        lambda person: make_administrator(person=person),
        lambda _person: message,
        lambda person, _result: confirmation_of_making_administrator(person),
    )


@bp.post("/people/withdraw-administration")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def demote() -> ResponseReturnValue:
    """Remove somebody as administrator."""
    message = _("This person is no longer an administrator.")
    return _perform(
        lambda person: withdraw_administration(person=person),
        lambda _person: message,
        lambda person, _result: confirmation_of_ending_administration(person),
    )


def _perform(
    act: Callable[[Person], Result],
    message: Callable[[Result], str],
    confirm: Callable[[Person, Result], Confirmation],
) -> ResponseReturnValue:
    """Perform the confirmed act on the account of the form, or flash its error.

    Before it is confirmed, the act is tried and rolled back first, so that nobody confirms
    what fails.
    """
    person = find_account(request.form.get("email", ""))
    try:
        if person is None:
            raise DomainError(_("There is no account with this email address."))
        result = act(person)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return _go_back()
    if not is_confirmed():
        db.session.rollback()
        return confirmation_page(confirm(person, result))
    db.session.commit()
    flash(message(result), "success")
    return _go_back()


def _go_back() -> ResponseReturnValue:
    return redirect(url_for(".index"), 303)
