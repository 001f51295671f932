"""Routes to sign in with an organisation's directory (OpenID Connect), and to link it."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import login_user

from tracker.audit.notes import set_actor_of_pending_events
from tracker.auth.guards import signed_in
from tracker.auth.permissions import Permission
from tracker.auth.transactions import reads_first, start_writing
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.sessions.form_cookie import (
    clear_form_cookie,
    fits_in_cookie,
    load_form_cookie,
    set_form_cookie,
)
from tracker.sessions.person import find_person, this_person
from tracker.sessions.second_step import record_second_factor, requires_second_factor
from tracker.sessions.sign_in_library import enter_second_step
from tracker.sign_in.openid import (
    Directory,
    DirectoryEntry,
    DirectoryUnreachable,
    NotSignedInThere,
    PendingAuthorization,
    authorization_url_for,
    entry_from_response,
    find_directory,
    find_person_of,
    is_linked,
    link_entry,
    pop_pending_authorization,
    unlink_directory,
)
from tracker.sign_in.step_up import (
    LINK_DIRECTORY,
    UNLINK_DIRECTORY,
    proof_methods_of,
    record_proof,
    step_up,
)
from tracker.web.rate_limits import FACTORS, OTHER_METHODS, limited

bp = Blueprint("directories", __name__)


@bp.post("/sign-in/with/<slug:key>")
@limited(OTHER_METHODS)
def start(key: str) -> ResponseReturnValue:
    """Redirect a visitor to the directory to sign in."""
    if find_person() is not None:
        return redirect(url_for("account.show"), 303)
    signed_form = request.form.get("typed", "")
    return _redirect_to_directory(_get(key), signed_form, then=request.form.get("next", ""))


@bp.post("/account/directories/<slug:key>/link")
@limited(FACTORS)
@reads_first
@signed_in(Permission.ACCOUNT_USE)
@step_up(LINK_DIRECTORY)
def link(key: str) -> ResponseReturnValue:
    """Redirect the person to the directory, to link their entry there to their account."""
    return _redirect_to_directory(_get(key), then=url_for("account.show"), link_to=this_person())


@bp.post("/account/directories/<slug:key>/unlink")
@limited(FACTORS)
@reads_first
@signed_in(Permission.ACCOUNT_USE)
@step_up(UNLINK_DIRECTORY)
def unlink(key: str) -> ResponseReturnValue:
    """Unlink the directory from one's account."""
    directory = _get(key)
    try:
        unlink_directory(person=this_person(), directory=directory)
    except DomainError as error:
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(
            _("%(name)s unlinked. You can no longer sign in with it.", name=directory.name),
            "success",
        )
    return redirect(url_for("account.show"), 303)


@bp.post("/account/directories/<slug:key>/prove")
@limited(FACTORS)
@signed_in(Permission.ACCOUNT_USE, before_second_factor=True)
def prove(key: str) -> ResponseReturnValue:
    """Redirect the person to the directory to re-authenticate."""
    pending = {"then": request.form.get("then", ""), "proves": request.form.get("act", "")}
    return _redirect_to_directory(_get(key), **pending, link_to=this_person())


@bp.get("/sign-in/from/<slug:key>")
def come_back(key: str) -> ResponseReturnValue:
    """Handle the directory's response: sign the person in, link their entry or re-authenticate."""
    directory = _get(key)
    load_form_cookie()
    return clear_form_cookie(make_response(_handle_response(directory)))


def _handle_response(directory: Directory) -> ResponseReturnValue:
    try:
        entry = entry_from_response(directory)
        pending = pop_pending_authorization()
        start_writing()
        if pending.link_to is None:
            return _sign_in(directory, entry, pending.then)
        if pending.proves:
            return _prove(directory, entry, pending)
        return _link(directory, entry, pending.link_to)
    except DomainError as error:
        db.session.rollback()
        return _explain(error)


def _get(key: str) -> Directory:
    return find_directory(key) or abort(404)


def _redirect_to_directory(
    directory: Directory, signed_form: str = "", **pending: Any
) -> ResponseReturnValue:
    """Return a page that redirects to the directory; the CSP allows no form to another site.

    It waits for the person's click if their form input is too long to store and would be lost.
    """
    db.session.rollback()
    redirect_uri = url_for("directories.come_back", key=directory.key, _external=True)
    try:
        url = authorization_url_for(directory, redirect_uri=redirect_uri, **pending)
    except DomainError as error:
        return _explain(error)
    is_lost = not fits_in_cookie(signed_form)
    page = make_response(
        render_template("security/to_directory.html", directory=directory, url=url, is_lost=is_lost)
    )
    if not is_lost:
        page.headers["Refresh"] = f"0; url={url}"
    return set_form_cookie(page, "" if is_lost else signed_form)


def _sign_in(directory: Directory, entry: DirectoryEntry, then: str) -> ResponseReturnValue:
    if find_person() is not None:
        return redirect(url_for("account.show"), 303)
    person = find_person_of(entry, directory=directory)
    set_actor_of_pending_events(person)
    db.session.commit()
    if not entry.gave_two_factors and (step := enter_second_step(person, "directory", then)):
        return step  # type: ignore[no-any-return]
    login_user(person, authn_via=["directory"])
    if entry.gave_two_factors:
        record_second_factor("directory")
    return redirect(then, 303)


def _link(directory: Directory, entry: DirectoryEntry, link_to: int) -> ResponseReturnValue:
    """Link the entry to the person who requested it, if they are still signed in."""
    person = find_person()
    if person is None or person.id != link_to or requires_second_factor():
        raise NotSignedInThere(_("Sign in first, then link the account again."))
    link_entry(person=person, entry=entry, directory=directory)
    db.session.commit()
    flash(_("%(name)s linked. You can now sign in with it.", name=directory.name), "success")
    return redirect(url_for("account.show"), 303)


def _prove(
    directory: Directory, entry: DirectoryEntry, pending: PendingAuthorization
) -> ResponseReturnValue:
    """Re-authenticate the person by the directory, if they have no other proof method."""
    person = find_person()
    is_same = person is not None and person.id == pending.link_to and is_linked(entry, person)
    if person is None or not is_same or directory not in proof_methods_of(person).directories:
        raise NotSignedInThere(_("We could not confirm that it is you. Start again."))
    record_proof(pending.proves, person)
    flash(_("We have confirmed that it is you. You can continue."), "info")
    return redirect(pending.then, 303)


def _explain(error: DomainError) -> ResponseReturnValue:
    status = 503 if isinstance(error, DirectoryUnreachable) else 403
    return render_template("security/directory_fault.html", message=str(error)), status
