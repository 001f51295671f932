"""Ask people to sign in without losing what they typed while their session ran out.

What was typed goes, signed, into a hidden field of the sign-in form; after the sign-in it waits
in the session until the form's page takes it. Nothing is done with it on the way: the person
sees it in the form again, and sends it themselves.

Only what one of our own pages sent is carried, so that no other site can put words into a form
that somebody then signs in to; and where we still know whose session ended, only to them.
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
from tracker.sessions.form_cookie import carried_here
from tracker.sessions.safe_redirects import (
    can_be_opened,
    is_sent_by_own_page,
    own_path,
    page_sent_from,
    path_asked_for,
)
from tracker.sessions.sign_in_library import blank_login_form
from tracker.sessions.store import this_session

MOST = 64 * 1024
"""How many characters of what was typed are carried at most."""
CARRIED_FOR = 12 * 3600
KEPT_FOR = 3600
KEPT_AS = "typed"
NEVER_CARRIED = ("csrf_token", "next", "password", "typed")


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer a visitor who needs to be signed in; afterwards they are where they meant to be."""
    if _wants_json():
        return jsonify(message=_("Sign in to continue.")), 401
    if _is_asked_by_script():
        return "", 401
    if request.method in SAFE_METHODS:
        if _has_ended():
            flash(_("You have been signed out. Sign in to continue."), "info")
        return redirect(url_for("security.login", next=path_asked_for()), 303)
    carried = carry()
    return show_sign_in(_reason(carried), _status(), carried)


def show_sign_in(
    message: str, status: int, carried: str = "", *, address: str = ""
) -> ResponseReturnValue:
    """Show the sign-in page in answer to a form, with what the form held in its hands.

    Give an address only where whoever sees the page knows it already.
    """
    form = blank_login_form()
    form.email.data = address
    form.next.data = _page_of_form()
    form.typed.data = carried
    page = render_template(
        "security/login_user.html", login_user_form=form, message=message, **sign_in_extras()
    )
    return page, status


def sign_in_extras() -> dict[str, Any]:
    """Return what else the sign-in page shows; a demo adds its people."""
    extras = current_app.extensions.get("sign_in_extras")
    return extras() if extras else {}


def explain_stale_form() -> ResponseReturnValue:
    """Answer somebody signed in whose form was opened before that: nothing is done, all is kept."""
    if _wants_json():
        return jsonify(message=_("Reload the page and try again.")), 400
    page = _page_of_form()
    return render_template("security/stale_form.html", page=page, typed=carry()), 400


def carry(*, is_for_visitors: bool = False) -> str:
    """Return what this request's form holds, signed, or nothing where it may not be carried.

    A form for visitors says so; it is then nobody's whose session ended before.
    """
    fields = _fields()
    if not fields or not (is_for_visitors or _is_guarded()) or not is_sent_by_own_page():
        return ""
    typed = {
        "action": request.path,
        "fields": fields,
        "for": None if is_for_visitors else this_session().kept.ended_person_id,
        "page": _page_of_form(),
    }
    return str(_signer().dumps(typed)) if len(json.dumps(fields)) <= MOST else ""


def take_up(person: Person, carried: str) -> str:
    """Keep what a sign-in form carried until its page asks; return that page's path."""
    try:
        typed = _signer().loads(carried, max_age=CARRIED_FOR)
    except BadData:
        return "/"
    if typed["for"] not in {None, 0, person.id}:
        return "/"
    session[KEPT_AS] = typed | {"at": int(time())}
    flash(_("Your text is back. It is not saved yet."), "info")
    return own_path(typed["page"])


def typed_again(request: Request, *, action: str | None = None) -> MultiDict[str, str] | None:
    """Return what the person typed into this page's form before they had to sign in, or None.

    A page with several forms says by `action` which path the form in question is sent to.
    Give it to the form as `formdata`; it stays until that form is sent, for an hour at most.
    """
    typed = session.get(KEPT_AS)
    if request.method != "GET" or typed is None or time() - typed["at"] > KEPT_FOR:
        return None
    if typed["page"].partition("?")[0] != request.path or action not in {None, typed["action"]}:
        return None
    return MultiDict([(name, value) for name, value in typed["fields"]])


def replayed() -> dict[str, Any]:
    """Return what gives this page's form what was typed before signing in, or nothing to give.

    Give it to the form as keyword arguments: `BarrierForm(**replayed(), data=data)`.
    """
    typed = typed_again(request)
    return {} if typed is None else {"formdata": typed}


def _let_go(response: Response) -> Response:
    """Forget what was typed once its form has been sent and not refused."""
    if request.method in SAFE_METHODS or response.status_code >= 400:
        return response
    if this_session().is_looked_up and session.get(KEPT_AS, {}).get("action") == request.path:
        del session[KEPT_AS]
    return response


def _fields() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name.lower() for word in NEVER_CARRIED)
    ]


def _page_of_form() -> str:
    own = path_asked_for()
    return page_sent_from() or (own if can_be_opened(request.path) else "/")


def _is_guarded() -> bool:
    """Say whether the form was one that asks for a person, and not the sign-in form itself."""
    return declared("permission") is not None


def _has_ended() -> bool:
    return this_session().kept.ended_person_id is not None


def _status() -> int:
    return 401 if _is_guarded() else 400


def _reason(carried: str) -> str:
    if not _is_guarded():
        return str(_("The page was open too long. Try again."))
    if carried:
        return str(_("You have been signed out. Your text is safe. Sign in to continue."))
    if _fields():
        return str(_("Sign in to continue. We could not keep your text. Enter your text again."))
    return str(_("Sign in to continue."))


def _wants_json() -> bool:
    kinds = request.accept_mimetypes
    return kinds.best_match(["text/html", "application/json"]) == "application/json"


def _is_asked_by_script() -> bool:
    """Say whether a script asks, beside a page that stands open.

    A sign-in page in answer to it would bring a token of its own, and the page that the person is
    shown meanwhile would hold one that counts no more.
    """
    return request.headers.get("Sec-Fetch-Dest") == "empty"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="typed-again")


def _take_up_at_sign_in(_app: Flask, user: Person) -> None:
    if carried := carried_here():
        take_up(user, carried)


def init_app(app: Flask) -> None:
    """Take up what was typed at each sign-in, and let go of it once it is sent."""
    user_logged_in.connect(_take_up_at_sign_in, app)
    app.after_request(_let_go)
