"""Routes of a person's data rights: export their data, erase their account."""

import json

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import logout_user

from tracker.account.commands_erase import erase_person
from tracker.account.erasures import list_erasure, purge
from tracker.account.forms_rights import EraseForm
from tracker.account.queries_personal_data import export_personal_data
from tracker.audit.acts import Act, exports
from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first, start_writing
from tracker.errors import DomainError
from tracker.exports.attachments import attachment_headers
from tracker.extensions import db
from tracker.sessions.local_drafts import ends_drafts_after_sign_out
from tracker.sessions.person import this_person
from tracker.sign_in.step_up import ERASE, step_up
from tracker.web.rate_limits import FILES, PASSWORD_CONFIRMATION, limited

bp = Blueprint("rights", __name__, url_prefix="/account")


@bp.get("/data")
@limited(FILES)
@exports(Act.PERSON_EXPORT)
@signed_in(Permission.ACCOUNT_USE)
def data() -> ResponseReturnValue:
    """Send all personal data of the person as a JSON file."""
    text = json.dumps(export_personal_data(this_person()), ensure_ascii=False, indent=2)
    headers = attachment_headers(_("My data in the obstacle tracker") + ".json")
    return Response(text + "\n", mimetype="application/json", headers=headers)


@bp.route("/erase", methods=["GET", "POST"])
@ends_drafts_after_sign_out
@limited(PASSWORD_CONFIRMATION)
@reads_first
@signed_in(Permission.ACCOUNT_USE)
def erase() -> ResponseReturnValue:
    """Erase the account; a person without a password re-authenticates another way."""
    return _erase() if this_person().password else step_up(ERASE)(_erase)()


def _erase() -> ResponseReturnValue:
    form = EraseForm(this_person())
    if not form.validate_on_submit():
        return render_template("account/erase.html", form=form)
    start_writing()
    person = this_person()
    former = person.name, person.email
    try:
        erase_person(person=person)
        list_erasure(person)
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(url_for(".erase"), 303)
    db.session.commit()
    logout_user()
    purge(*former)
    flash(_("Your account is erased. What you logged stays with your organisation."), "success")
    return redirect(url_for("security.login"), 303)
