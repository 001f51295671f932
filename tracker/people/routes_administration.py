"""Routes of the installation's administrators, who see programmes and accounts, and no obstacle."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.attachments.quotas import is_disk_nearly_full, site_quota
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
    open_account,
    withdraw_administration,
)
from tracker.people.commands_invite import (
    Issued,
    invite_administrator,
    invite_to_role,
    withdraw_invitation,
)
from tracker.people.confirmations import (
    Question,
    about_administering_no_more,
    about_closing,
    is_confirmed,
    page_that_asks,
)
from tracker.people.forms_administration import NewProgrammeForm
from tracker.people.forms_invitations import AddressForm
from tracker.people.mail import issue_within_limit
from tracker.people.queries_administration import (
    SHORTEST,
    administrators,
    find_account,
    find_programme_known,
    people_found,
    programmes_known,
)
from tracker.people.queries_invitations import (
    find_invitation_of_administrator,
    invitations_of_administrators,
)
from tracker.people.routes_invite import hand_over
from tracker.programmes.commands import add_programme
from tracker.sessions.person import this_person
from tracker.text_index.encoding import encoder_name
from tracker.web.rate_limits import INVITATIONS, WRITES, limited

bp = Blueprint("administration", __name__, url_prefix="/administration")

Done = TypeVar("Done")

MOST_SHOWN = 50
"""How many lines of a list are shown at once."""


@bp.get("")
@administering(Permission.ADMINISTRATION_USE)
def index() -> ResponseReturnValue:
    """List programmes and administrators; find people by their address."""
    asked = request.args.get("address", "")[:254]
    return render_template(
        "administration/index.html",
        administrators=_part("administrators", administrators()),
        asked=asked,
        encoder=encoder_name(),
        found=people_found(asked),
        invitations=_part("invitations", invitations_of_administrators()),
        is_disk_nearly_full=is_disk_nearly_full(),
        quota=site_quota(),
        programmes=_part("programmes", programmes_known()),
        shortest=SHORTEST,
    )


def _part(name: str, rows: Sequence[Row]) -> ListPart[Row]:
    return list_part(name, rows, MOST_SHOWN, url_for(".index"))


@bp.route("/programmes/add", methods=["GET", "POST"])
@limited(INVITATIONS)
@administering(Permission.ADMINISTRATION_USE)
def add() -> ResponseReturnValue:
    """Add a programme and invite its first lead."""
    form = NewProgrammeForm()
    if not form.validate_on_submit():
        return _add_page(form)
    try:
        issued = issue_within_limit(form.email.data, lambda: _added(form))
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _add_page(form)
    return hand_over(issued, url_for(".index"))


def _added(form: NewProgrammeForm) -> Issued:
    """Add the programme that the valid form tells of, and invite its lead."""
    programme = add_programme(
        slug=form.slug.data,
        prefix=form.prefix.data,
        name=form.name.data,
        full_name=form.full_name.data,
    )
    return _invited_to_lead(programme, form)


def _add_page(form: NewProgrammeForm) -> ResponseReturnValue:
    page = render_template("administration/add.html", form=form)
    return page, 422 if form.is_submitted() else 200


def _invited_to_lead(programme: Programme, form: AddressForm) -> Issued:
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
    programme = find_programme_known(programme_slug)
    if programme is None:
        abort(404)
    return _invite(
        _("Invite a lead for %(name)s", name=programme.name),
        lambda form: _invited_to_lead(programme, form),
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


def _invite(title: str, act: Callable[[AddressForm], Issued]) -> ResponseReturnValue:
    form = AddressForm()
    if form.validate_on_submit():
        try:
            issued = issue_within_limit(form.email.data, lambda: act(form))
            return hand_over(issued, url_for(".index"))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
    page = render_template("administration/invite.html", form=form, title=title)
    return page, 422 if form.is_submitted() else 200


@bp.post("/invitations/<reference:reference>/withdraw")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def withdraw(reference: str) -> ResponseReturnValue:
    """Take back an invitation to administer."""
    invitation = find_invitation_of_administrator(reference)
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
    """Shut somebody out, from their next request on."""
    return _do(lambda person: close_account(person=person), _closed, about_closing)


def _closed(leaderless: list[str]) -> str:
    told = _("Account closed. The person is signed out on all devices.")
    if leaderless:
        told += " " + _("These now have no lead: %(names)s.", names=listed(leaderless))
    return str(told)


@bp.post("/people/open-account")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def reopen() -> ResponseReturnValue:
    """Let somebody sign in again."""
    told = _("Account reopened.")
    return _do(lambda person: open_account(person=person), lambda _person: told)


@bp.post("/people/make-administrator")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def promote() -> ResponseReturnValue:
    """Make somebody an administrator."""
    told = _("This person is now an administrator.")
    return _do(lambda person: make_administrator(person=person), lambda _person: told)


@bp.post("/people/withdraw-administration")
@limited(WRITES)
@administering(Permission.ADMINISTRATION_USE)
def demote() -> ResponseReturnValue:
    """Make somebody an administrator no more."""
    told = _("This person is no longer an administrator.")
    return _do(
        lambda person: withdraw_administration(person=person),
        lambda _person: told,
        lambda person, _done: about_administering_no_more(person),
    )


def _do(
    act: Callable[[Person], Done],
    told: Callable[[Done], str],
    ask: Callable[[Person, Done], Question] | None = None,
) -> ResponseReturnValue:
    """Do to the account that the form names what its button says, or say why not.

    Where there is something to ask, it is only tried at first, so that nobody is asked in vain.
    """
    person = find_account(request.form.get("email", ""))
    try:
        if person is None:
            raise DomainError(_("There is no account with this email address."))
        done = act(person)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return _go_back()
    if ask is not None and not is_confirmed():
        db.session.rollback()
        return page_that_asks(ask(person, done))
    db.session.commit()
    flash(told(done), "success")
    return _go_back()


def _go_back() -> ResponseReturnValue:
    return redirect(url_for(".index"), 303)
