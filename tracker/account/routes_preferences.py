"""Routes of preferences: the theme, stored in a cookie, and mail for mentions."""

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.account.commands import choose_mail_on_mentions
from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.extensions import db
from tracker.sessions.person import this_person
from tracker.sessions.safe_redirects import own_path
from tracker.web.rate_limits import WRITES, limited

bp = Blueprint("preferences", __name__, url_prefix="/preferences")

THEMES = frozenset({"dark", "device", "light"})
YEAR = 365 * 24 * 3600


@bp.post("/theme")
def theme() -> ResponseReturnValue:
    """Store the theme (light, dark or the device's) in a cookie, and redirect back."""
    chosen = request.form.get("theme")
    if chosen not in THEMES:
        abort(400)
    response = redirect(own_path(request.form.get("next")), 303)
    response.set_cookie(
        "theme",
        chosen,
        max_age=YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.post("/mentions")
@limited(WRITES)
@signed_in(Permission.ACCOUNT_USE)
def mentions() -> ResponseReturnValue:
    """Choose whether one also gets a mail for each mention."""
    is_mailed = request.form.get("mailed") == "yes"
    choose_mail_on_mentions(person=this_person(), is_mailed=is_mailed)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("account.show", _anchor="mail-mentions"), 303)
