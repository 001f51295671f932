"""Replay a form after re-authentication, so that an expired session loses no input.

The form data goes, signed, into a hidden field of the sign-in form; after the sign-in it is
stored in the session until the form's page reads it. It is never submitted automatically: the
person sees it in the form again and sends it themselves.

Only same-origin requests are signed, so that no other site can fill in a form that somebody then
signs in to; and if the person of the expired session is known, only they get the data back.
"""

import json
from time import time
from typing import Any

from flask import (
    Flask,
    Request,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import user_logged_in
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from tracker.declarations import declared
from tracker.models import Person
from tracker.safe_methods import SAFE_METHODS
from tracker.sessions.form_cookie import pending_form
from tracker.sessions.safe_redirects import (
    can_be_opened,
    is_same_origin_request,
    own_path,
    referring_page,
    requested_path,
)
from tracker.sessions.sign_in_library import blank_login_form
from tracker.sessions.store import this_session

MAX_FORM_LENGTH = 64 * 1024
"""The maximum length of the form data, in characters of JSON."""
SIGNED_FORM_MAX_AGE = 12 * 3600
REPLAY_MAX_AGE = 3600
REPLAY_KEY = "typed"
EXCLUDED_FIELD_WORDS = ("csrf_token", "next", "password", "typed")


def require_sign_in() -> ResponseReturnValue:
    """Return the response that asks a visitor to sign in; it leads back to this request's page."""
    if _wants_json():
        return jsonify(message=_("Sign in to continue.")), 401
    if _is_sent_by_script():
        return "", 401
    if request.method in SAFE_METHODS:
        if _has_session_ended():
            flash(_("You have been signed out. Sign in to continue."), "info")
        return redirect(url_for("security.login", next=requested_path()), 303)
    signed_form = sign_form()
    return show_sign_in(_reason(signed_form), _status(), signed_form)


def show_sign_in(
    message: str, status: int, signed_form: str = "", *, address: str = ""
) -> ResponseReturnValue:
    """Return the sign-in page in response to a form, with the signed form data in a hidden field.

    Pass an address only if the visitor knows it already.
    """
    form = blank_login_form()
    form.email.data = address
    form.next.data = _page_of_form()
    form.typed.data = signed_form
    page = render_template(
        "security/login_user.html", login_user_form=form, message=message, **sign_in_extras()
    )
    return page, status


def sign_in_extras() -> dict[str, Any]:
    """Return additional template variables of the sign-in page; a demo adds its people."""
    extras = current_app.extensions.get("sign_in_extras")
    return extras() if extras else {}


def show_expired_form() -> ResponseReturnValue:
    """Return the page for a form that was opened before the sign-in; it keeps the input."""
    if _wants_json():
        return jsonify(message=_("Reload the page and try again.")), 400
    page = _page_of_form()
    return render_template("security/stale_form.html", page=page, typed=sign_form()), 400


def sign_form(*, is_for_visitors: bool = False) -> str:
    """Return this request's form data, signed, or "" if it may not be replayed.

    With `is_for_visitors` the data is not bound to the person of an expired session.
    """
    fields = _fields()
    if not fields or not (is_for_visitors or _is_guarded()) or not is_same_origin_request():
        return ""
    replayed = {
        "action": request.path,
        "fields": fields,
        "for": None if is_for_visitors else this_session().state.ended_person_id,
        "page": _page_of_form(),
    }
    return str(_signer().dumps(replayed)) if len(json.dumps(fields)) <= MAX_FORM_LENGTH else ""


def store_form_for_replay(person: Person, signed_form: str) -> str:
    """Store a sign-in form's signed form data in the session; return the path of its page."""
    try:
        replayed = _signer().loads(signed_form, max_age=SIGNED_FORM_MAX_AGE)
    except BadData:
        return "/"
    if replayed["for"] not in {None, 0, person.id}:
        return "/"
    session[REPLAY_KEY] = replayed | {"at": int(time())}
    flash(_("Your text is back. It is not saved yet."), "info")
    return own_path(replayed["page"])


def replayed_form(request: Request, *, action: str | None = None) -> MultiDict[str, str] | None:
    """Return the input of this page's form from before the sign-in, or None.

    On a page with several forms, `action` is the path that the form is sent to. Pass the result as
    `formdata`; it stays in the session until that form is sent, for an hour at most.
    """
    replayed = session.get(REPLAY_KEY)
    if request.method != "GET" or replayed is None or time() - replayed["at"] > REPLAY_MAX_AGE:
        return None
    if replayed["page"].partition("?")[0] != request.path or action not in {
        None,
        replayed["action"],
    }:
        return None
    return MultiDict([(name, value) for name, value in replayed["fields"]])


def replayed() -> dict[str, Any]:
    """Return what gives this page's form what was typed before signing in, or nothing to give.

    Give it to the form as keyword arguments: `BarrierForm(**replayed(), data=data)`.
    """
    typed = replayed_form(request)
    return {} if typed is None else {"formdata": typed}


def _discard_submitted_form(response: Response) -> Response:
    """Delete the stored form data once its form has been sent and accepted."""
    if request.method in SAFE_METHODS or response.status_code >= 400:
        return response
    if this_session().is_loaded and session.get(REPLAY_KEY, {}).get("action") == request.path:
        del session[REPLAY_KEY]
    return response


def _fields() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name.lower() for word in EXCLUDED_FIELD_WORDS)
    ]


def _page_of_form() -> str:
    own = requested_path()
    return referring_page() or (own if can_be_opened(request.path) else "/")


def _is_guarded() -> bool:
    """Return whether the view requires a person, unlike the sign-in form itself."""
    return declared("permission") is not None


def _has_session_ended() -> bool:
    return this_session().state.ended_person_id is not None


def _status() -> int:
    return 401 if _is_guarded() else 400


def _reason(signed_form: str) -> str:
    if not _is_guarded():
        return str(_("The page was open too long. Try again."))
    if signed_form:
        return str(_("You have been signed out. Your text is safe. Sign in to continue."))
    if _fields():
        return str(_("Sign in to continue. We could not keep your text. Enter your text again."))
    return str(_("Sign in to continue."))


def _wants_json() -> bool:
    kinds = request.accept_mimetypes
    return kinds.best_match(["text/html", "application/json"]) == "application/json"


def _is_sent_by_script() -> bool:
    """Return whether a script sent the request, from a page that is still open.

    A sign-in page in response would set a new CSRF token and invalidate that of the open page.
    """
    return request.headers.get("Sec-Fetch-Dest") == "empty"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="typed-again")


def _store_form_at_sign_in(_app: Flask, user: Person) -> None:
    if signed_form := pending_form():
        store_form_for_replay(user, signed_form)


def init_app(app: Flask) -> None:
    """Store the form data at each sign-in, and delete it once it is sent."""
    user_logged_in.connect(_store_form_at_sign_in, app)
    app.after_request(_discard_submitted_form)
