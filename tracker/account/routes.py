"""Routes of one's own account: overview, sessions."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.account import routes_address
from tracker.account.blueprint import bp
from tracker.account.queries import organisations_joined_by, programmes_open_to
from tracker.audit.acts import Act
from tracker.audit.notes import record_event
from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.extensions import db
from tracker.forms.partial_lists import list_part
from tracker.mail.sending import can_send_mail
from tracker.sessions.form_replay import store_form_for_replay
from tracker.sessions.person import this_person
from tracker.sessions.store import (
    end_sessions_of,
    find_session,
    handle_of,
    sessions_of,
    this_key_hash,
)
from tracker.sign_in.openid import links_of
from tracker.sign_in.second_factor import sign_in_methods
from tracker.web.rate_limits import WRITES, limited

PAGE_SIZE = 25
"""The number of sessions on a page."""


ACTS = (routes_address,)
"""Importing them registers their views on the blueprint."""
__all__ = ["ACTS", "bp"]


@bp.get("")
@signed_in(Permission.ACCOUNT_USE)
def show() -> ResponseReturnValue:
    """Show the person's account."""
    person = this_person()
    sessions = db.session.scalars(sessions_of(person)).all()
    return render_template(
        "account/account.html",
        can_send_mail=can_send_mail(),
        handle_of=handle_of,
        organisations=organisations_joined_by(person),
        person=person,
        programmes=programmes_open_to(person),
        sessions=list_part("sessions", sessions, PAGE_SIZE, url_for(".show")),
        directory_links=links_of(person),
        signing_in=sign_in_methods(person),
        this_key_hash=this_key_hash(),
    )


@bp.post("/sign-out-elsewhere")
@limited(WRITES)
@signed_in(Permission.ACCOUNT_USE)
def sign_out_elsewhere() -> ResponseReturnValue:
    """End every session of the person but this one."""
    person = this_person()
    if ended := end_sessions_of(person, except_key_hash=this_key_hash()):
        record_event(Act.SESSION_END_ELSEWHERE, thing=person, changes={"sessions": [None, ended]})
    db.session.commit()
    flash(_("You are signed out on all other devices."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/sessions/<slug:handle>/end")
@limited(WRITES)
@signed_in(Permission.ACCOUNT_USE)
def end_session(handle: str) -> ResponseReturnValue:
    """End one of the person's sessions; 404 for any other."""
    stored = find_session(this_person(), handle)
    if stored is None:
        abort(404)
    db.session.delete(stored)
    record_event(Act.SESSION_END_ELSEWHERE, thing=this_person(), changes={"sessions": [None, 1]})
    db.session.commit()
    flash(_("You are signed out on that device."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/typed-again")
@signed_in(Permission.ACCOUNT_USE)
def type_again() -> ResponseReturnValue:
    """Store the form that was sent before the person signed in again, and show it filled in."""
    return redirect(store_form_for_replay(this_person(), request.form.get("typed", "")), 303)
