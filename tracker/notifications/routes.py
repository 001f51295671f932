"""How often one is mailed what is new; and the link in each such mail that stops them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.extensions import csrf, db
from tracker.models.vocabulary import Rhythm
from tracker.notifications.commands_digests import choose_rhythm, find_holder
from tracker.sessions.person import this_person
from tracker.web.rate_limits import MAILED_LINKS, WRITES, limited

bp = Blueprint("digests", __name__, url_prefix="/account/digest")


@bp.post("")
@limited(WRITES)
@signed_in(Permission.ACCOUNT_USE)
def choose() -> ResponseReturnValue:
    """Choose how often one is mailed what is new."""
    chosen = request.form.get("digest", "")
    if chosen not in set(Rhythm):
        abort(400)
    choose_rhythm(person=this_person(), rhythm=Rhythm(chosen))
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("account.show", _anchor="digest"), 303)


@bp.get("/stop/<token:token>")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask before it stops: programs that look through mail open links, too."""
    if find_holder(token) is None:
        return render_template("notifications/stop.html", state="dead"), 410
    return render_template("notifications/stop.html", state="asked", token=token)


@bp.post("/stop/<token:token>")
@limited(MAILED_LINKS)
def stop(token: str) -> ResponseReturnValue:
    """Stop the digests of whoever holds the link, signed in or not.

    Mail programs send this by themselves at one press (RFC 8058), without a page of ours before:
    the link is what proves that they may.
    """
    person = find_holder(token)
    if person is None:
        return render_template("notifications/stop.html", state="dead"), 400
    choose_rhythm(person=person, rhythm=Rhythm.NEVER)
    db.session.commit()
    return render_template("notifications/stop.html", state="stopped")


csrf.exempt(stop)
