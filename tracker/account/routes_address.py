"""Routes to change one's own name and, after confirmation by mail, email address."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.account.blueprint import bp
from tracker.account.commands import (
    change_name,
    confirm_address,
    find_change,
    request_address_change,
)
from tracker.account.forms import NameForm, NewAddressForm
from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first, start_writing
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.mail.sending import NOT_SENT, NOT_SET_UP, can_send_mail, link_to, send_mail
from tracker.sessions.person import this_person
from tracker.sessions.store import continue_session_as
from tracker.sign_in.step_up import CHANGE_ADDRESS, step_up
from tracker.web.rate_limits import MAILED_LINKS, MAILS, WRITES, limited


@bp.route("/name", methods=["GET", "POST"])
@limited(WRITES)
@signed_in(Permission.ACCOUNT_USE)
def name() -> ResponseReturnValue:
    """Change one's name."""
    person = this_person()
    form = NameForm(data={"name": person.name})
    if not form.validate_on_submit():
        return render_template("account/name.html", form=form)
    change_name(person=person, name=form.name.data)
    db.session.commit()
    flash(_("Name changed."), "success")
    return redirect(url_for("account.show"), 303)


@bp.route("/address", methods=["GET", "POST"])
@limited(MAILS)
@reads_first
@signed_in(Permission.ACCOUNT_USE)
def address() -> ResponseReturnValue:
    """Request a new address; a person without a password re-authenticates another way."""
    if not can_send_mail():
        return render_template("account/address.html", form=None, reason=NOT_SET_UP)
    return (
        _request_change() if this_person().password else step_up(CHANGE_ADDRESS)(_request_change)()
    )


def _request_change() -> ResponseReturnValue:
    form = NewAddressForm(this_person())
    if not form.validate_on_submit():
        return render_template("account/address.html", form=form)
    start_writing()
    token = request_address_change(person=this_person(), email=form.email.data)
    db.session.commit()
    if not _mail_both(this_person().email, form.email.data, token):
        flash(str(NOT_SENT), "error")
        return render_template("account/address.html", form=form)
    flash(
        _(
            "We sent an email to %(address)s. Open the link in it to confirm the address.",
            address=form.email.data,
        ),
        "success",
    )
    return redirect(url_for("account.show"), 303)


def _mail_both(former: str, new: str, token: str | None) -> bool:
    """Mail the new address, whether or not it is taken, and notify the former one."""
    language, subject = str(get_locale()), _l("Confirm your email address for the obstacle tracker")
    if token is None:
        template, link = "address_taken", link_to("security.login")
    else:
        template, link = "confirm_address", link_to("account.confirm", token=token)
    is_sent = send_mail(new, subject, template, language=language, link=link)
    send_mail(
        former,
        subject,
        "address_change_asked",
        language=language,
        address=new,
        link=link_to("security.forgot_password"),
    )
    return is_sent


@bp.get("/address/<token:token>")
@signed_in(Permission.ACCOUNT_USE)
def confirm(token: str) -> ResponseReturnValue:
    """Show what the link confirms; it changes nothing, because mail programs open links too."""
    change = find_change(this_person(), token)
    return render_template("account/confirm_address.html", change=change, token=token), (
        200 if change else 410
    )


@bp.post("/address/<token:token>")
@limited(MAILED_LINKS)
@signed_in(Permission.ACCOUNT_USE)
def change_address(token: str) -> ResponseReturnValue:
    """Change one's address; end all sessions but this one."""
    person = this_person()
    try:
        former = confirm_address(person=person, token=token)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(url_for(".address"), 303)
    new = person.email
    db.session.commit()
    continue_session_as(person)
    send_mail(
        former,
        _l("Confirm your email address for the obstacle tracker"),
        "address_changed",
        language=str(get_locale()),
        address=new,
    )
    flash(_("You now sign in as %(address)s.", address=new), "success")
    return redirect(url_for("account.show"), 303)
