"""Sign in through one's organisation's directory, and link it to one's account."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
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

from tracker.auth.accounts import start_writing
from tracker.auth.audit import sign_notes
from tracker.auth.directories import (
    Directory,
    DirectoryUnreachable,
    Entry,
    NotSignedInThere,
    entry_that_answers,
    find_directory,
    find_person_of,
    link_entry,
    question_for,
    unlink_directory,
    what_was_meant,
)
from tracker.auth.guards import find_person, signed_in, this_person
from tracker.auth.half_signed_in import owes_second_factor, pass_second_factor
from tracker.auth.permissions import Permission
from tracker.auth.second_factor import recently_signed_in
from tracker.auth.typed_on_the_way import fits, forget, let_wait, take_back
from tracker.errors import DomainError
from tracker.extensions import db

bp = Blueprint("directories", __name__)


@bp.post("/sign-in/with/<slug:key>")
def start(key: str) -> ResponseReturnValue:
    """Lead a visitor to the directory, which asks who they are."""
    if find_person() is not None:
        return redirect(url_for("people.account"), 303)
    carried = request.form.get("typed", "")
    return _ask(_get(key), carried, then=request.form.get("next", ""))


@bp.post("/account/directories/<slug:key>/link")
@signed_in(Permission.ACCOUNT_USE)
@recently_signed_in
def link(key: str) -> ResponseReturnValue:
    """Lead the person to the directory, to link who they are there with who they are here."""
    return _ask(_get(key), then=url_for("people.account"), link_to=this_person())


@bp.post("/account/directories/<slug:key>/unlink")
@signed_in(Permission.ACCOUNT_USE)
@recently_signed_in
def unlink(key: str) -> ResponseReturnValue:
    """Sign in by the directory no more."""
    directory = _get(key)
    try:
        unlink_directory(person=this_person(), directory=directory)
    except DomainError as error:
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(_("%(name)s signs you in no more.", name=directory.name), "success")
    return redirect(url_for("people.account"), 303)


@bp.get("/sign-in/from/<slug:key>")
def come_back(key: str) -> ResponseReturnValue:
    """Take what the directory says: sign the person in, or link them."""
    directory = _get(key)
    take_back()
    return forget(make_response(_answered(directory)))


def _answered(directory: Directory) -> ResponseReturnValue:
    try:
        entry = entry_that_answers(directory)
        then, link_to = what_was_meant()
        start_writing()
        if link_to is None:
            return _sign_in(directory, entry, then)
        return _link(directory, entry, link_to)
    except DomainError as error:
        db.session.rollback()
        return _explain(error)


def _get(key: str) -> Directory:
    return find_directory(key) or abort(404)


def _ask(directory: Directory, carried: str = "", **meant: Any) -> ResponseReturnValue:
    """Show a page that leads on by itself: a form itself may not lead to another site.

    It waits for the person where what they typed would be lost on the way.
    """
    db.session.rollback()
    answer_to = url_for("directories.come_back", key=directory.key, _external=True)
    try:
        question = question_for(directory, answer_to=answer_to, **meant)
    except DomainError as error:
        return _explain(error)
    is_lost = not fits(carried)
    page = make_response(
        render_template(
            "security/to_directory.html", directory=directory, question=question, is_lost=is_lost
        )
    )
    if not is_lost:
        page.headers["Refresh"] = f"0; url={question}"
    return let_wait(page, "" if is_lost else carried)


def _sign_in(directory: Directory, entry: Entry, then: str) -> ResponseReturnValue:
    if find_person() is not None:
        return redirect(url_for("people.account"), 303)
    person = find_person_of(entry, directory=directory)
    sign_notes(person)
    db.session.commit()
    if not entry.gave_two_factors:
        steps = current_app.extensions["security"].two_factor_plugins
        if step := steps.tf_enter(person, None, "directory", next_loc=then):
            return step  # type: ignore[no-any-return]
    login_user(person, authn_via=["directory"])
    if entry.gave_two_factors:
        pass_second_factor("directory")
    return redirect(then, 303)


def _link(directory: Directory, entry: Entry, link_to: int) -> ResponseReturnValue:
    """Link the entry to whoever asked for it, and is still signed in."""
    person = find_person()
    if person is None or person.id != link_to or owes_second_factor():
        raise NotSignedInThere(_("Sign in first, then link the directory once more."))
    link_entry(person=person, entry=entry, directory=directory)
    db.session.commit()
    flash(_("You can sign in by %(name)s from now on.", name=directory.name), "success")
    return redirect(url_for("people.account"), 303)


def _explain(error: DomainError) -> ResponseReturnValue:
    status = 503 if isinstance(error, DirectoryUnreachable) else 403
    return render_template("security/directory_fault.html", message=str(error)), status
