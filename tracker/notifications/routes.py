"""Routes to set the frequency of digests, and to unsubscribe by a mailed link."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.extensions import csrf, db
from tracker.models.vocabulary import Rhythm
from tracker.notifications.commands_digests import choose_rhythm, find_digest_recipient
from tracker.sessions.person import this_person
from tracker.web.rate_limits import MAILED_LINKS, WRITES, limited

bp = Blueprint("digests", __name__, url_prefix="/account/digest")


@bp.post("")
@limited(WRITES)
@signed_in(Permission.ACCOUNT_USE)
def choose() -> ResponseReturnValue:
    """Set the frequency of the person's digest."""
    chosen = request.form.get("digest", "")
    if chosen not in set(Rhythm):
        abort(400)
    choose_rhythm(person=this_person(), rhythm=Rhythm(chosen))
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("account.show", _anchor="digest"), 303)


@bp.get("/stop/<token:token>")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask for a confirmation, because mail scanners open links, too."""
    if find_digest_recipient(token) is None:
        return render_template("notifications/stop.html", state="dead"), 410
    return render_template("notifications/stop.html", state="asked", token=token)


@bp.post("/stop/<token:token>")
@limited(MAILED_LINKS)
def stop(token: str) -> ResponseReturnValue:
    """Stop the digest of the token's person, signed in or not.

    Mail programs send this request by one click (RFC 8058), without our page and CSRF token: the
    link's token authorises it.
    """
    person = find_digest_recipient(token)
    if person is None:
        return render_template("notifications/stop.html", state="dead"), 400
    choose_rhythm(person=person, rhythm=Rhythm.NEVER)
    db.session.commit()
    return render_template("notifications/stop.html", state="stopped")


csrf.exempt(stop)
