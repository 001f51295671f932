"""Routes to set up and remove one's own second factor."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.sessions.person import this_person
from tracker.sessions.second_factor_rule import needs_second_factor
from tracker.sessions.second_step import lacks_required_second_factor
from tracker.sign_in.second_factor import (
    CodeNotTaken,
    NewCodeForm,
    app_setup_values,
    count_recovery_codes,
    pending_totp_secret,
    remove_second_factor,
    set_up_second_factor,
)
from tracker.sign_in.step_up import REMOVE_APP, SET_UP_APP, step_up
from tracker.web.rate_limits import FACTORS, limited

bp = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")


@bp.route("", methods=["GET", "POST"])
@limited(FACTORS)
@reads_first
@signed_in(Permission.ACCOUNT_USE, before_second_factor=True)
@step_up(SET_UP_APP)
def set_up() -> ResponseReturnValue:
    """Show a secret for an authenticator app, and verify the app's first code."""
    person, secret, form = this_person(), pending_totp_secret(), NewCodeForm()
    if form.validate_on_submit():
        is_first = lacks_required_second_factor(person)
        try:
            set_up_second_factor(person=person, secret=secret, code=form.code.data)
        except CodeNotTaken as error:
            form.code.errors = [str(error)]
        else:
            has_codes = count_recovery_codes(person) > 0
            db.session.commit()
            flash(
                _("Authenticator app set up. You are signed out on all other devices."), "success"
            )
            if not has_codes:
                then = "start" if is_first else None
                return redirect(url_for("security.mf_recovery_codes", then=then), 303)
            return redirect(url_for("programmes.index" if is_first else "account.show"), 303)
    return render_template(
        "security/two_factor_setup.html",
        form=form,
        is_required=needs_second_factor(person),
        person=person,
        shown=app_setup_values(person, secret),
    )


@bp.post("/remove")
@limited(FACTORS)
@reads_first
@signed_in(Permission.ACCOUNT_USE)
@step_up(REMOVE_APP)
def remove() -> ResponseReturnValue:
    """Remove the authenticator app."""
    try:
        remove_second_factor(person=this_person())
    except DomainError as error:
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("Authenticator app removed. You are signed out on all other devices."), "success")
    return redirect(url_for("account.show"), 303)
