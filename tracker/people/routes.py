"""One's own account: who I am here, where I take part, where I am signed in."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tracker.auth.audit import note
from tracker.auth.audit_acts import Act
from tracker.auth.directories import links_of
from tracker.auth.guards import signed_in, this_person
from tracker.auth.mail import can_send_mail
from tracker.auth.permissions import Permission
from tracker.auth.second_factor import ways_to_sign_in
from tracker.auth.sessions import (
    end_sessions_of,
    find_session,
    handle_of,
    sessions_of,
    this_key_hash,
)
from tracker.auth.typed_again import take_up
from tracker.extensions import db
from tracker.obstacles.parts import part_of
from tracker.people.queries import organisations_joined_by, programmes_open_to

bp = Blueprint("people", __name__)

MOST_SHOWN = 25
"""How many sessions are shown at once."""


@bp.get("/account")
@signed_in(Permission.ACCOUNT_USE)
def account() -> ResponseReturnValue:
    """Show the person what the tracker knows of them."""
    person = this_person()
    sessions = db.session.scalars(sessions_of(person)).all()
    return render_template(
        "people/account.html",
        can_send_mail=can_send_mail(),
        handle_of=handle_of,
        organisations=organisations_joined_by(person),
        person=person,
        programmes=programmes_open_to(person),
        sessions=part_of("sessions", sessions, MOST_SHOWN, url_for(".account")),
        directory_links=links_of(person),
        signing_in=ways_to_sign_in(person),
        this_key_hash=this_key_hash(),
    )


@bp.post("/account/sign-out-elsewhere")
@signed_in(Permission.ACCOUNT_USE)
def sign_out_elsewhere() -> ResponseReturnValue:
    """End every session of the person but this one."""
    person = this_person()
    if ended := end_sessions_of(person, but=this_key_hash()):
        note(Act.SESSION_END_ELSEWHERE, thing=person, told={"sessions": [None, ended]})
    db.session.commit()
    flash(_("You are signed out on all other devices."), "success")
    return redirect(url_for(".account"), 303)


@bp.post("/account/sessions/<slug:handle>/end")
@signed_in(Permission.ACCOUNT_USE)
def end_session(handle: str) -> ResponseReturnValue:
    """End one session of the person; of anybody else's it knows nothing."""
    stored = find_session(this_person(), handle)
    if stored is None:
        abort(404)
    db.session.delete(stored)
    note(Act.SESSION_END_ELSEWHERE, thing=this_person(), told={"sessions": [None, 1]})
    db.session.commit()
    flash(_("You are signed out on that device."), "success")
    return redirect(url_for(".account"), 303)


@bp.post("/account/typed-again")
@signed_in(Permission.ACCOUNT_USE)
def type_again() -> ResponseReturnValue:
    """Bring back what a form held that was opened before the person last signed in."""
    return redirect(take_up(this_person(), request.form.get("typed", "")), 303)
