"""Let a page keep on the device what is typed into it, so that its writer alone reads it there.

The page gets a key, worked out from the person and from a random mark that the device holds in a
cookie out of scripts' reach. Neither we nor the device store that key: what keep.js keeps can be
read on a page of the same person, signed in, on the same device, and nowhere else. Signing out
takes the mark away, and with it whatever might be left.
"""

import hashlib
import hmac
import secrets
from base64 import b64encode
from datetime import timedelta

from flask import Flask, Response, current_app, g, request
from flask_login import user_logged_out

from tracker.declarations import View, declare, declared
from tracker.sessions.keys import derived_key
from tracker.sessions.person import find_person
from tracker.sessions.safe_redirects import OWN_PATH, requested_path
from tracker.sessions.second_step import requires_second_factor

DEVICE_COOKIE_MAX_AGE = timedelta(days=7)
AUTOSAVE_HEADER = "X-Kept"
"""What keep.js sends along: it wants to be told where to go on, rather than be led there."""
REDIRECT_HEADER = "X-Go-To"


def ends_drafts(view: View) -> View:
    """Declare that whoever calls this view leaves the device for good, and says so."""
    return declare(view, ends_drafts="always")


def ends_drafts_after_sign_out(view: View) -> View:
    """Declare that whom this view has signed out leaves the device for good."""
    return declare(view, ends_drafts="after sign-out")


def autosave_keys() -> str:
    """Return what keep.js needs for this page, as "whose form key"; nothing for a visitor."""
    person = find_person()
    if person is None:
        return ""
    device = g.kept_device = _device_id() or secrets.token_urlsafe(16)
    secret = derived_key(current_app.config, "what devices keep")
    whose = _derived(secret, "whose", device, person.id).hex()[:16]
    form = _derived(secret, "form", device, person.id, requested_path()).hex()[:16]
    key = b64encode(_derived(secret, "key", device, person.id)).decode()
    return f"{whose} {form} {key}"


def may_hold_drafts() -> bool:
    """Say whether this device has a mark under which something may be kept."""
    return bool(_device_id())


def _derived(secret: bytes, *parts: object) -> bytes:
    return hmac.digest(secret, "\0".join(map(str, parts)).encode(), hashlib.sha256)


def _cookie_name() -> str:
    return "tracker-kept" if current_app.config["DEMO"] else "__Host-tracker-kept"


def _device_id() -> str:
    return request.cookies.get(_cookie_name(), "")[:64]


def _record_sign_out(_app: Flask, **_more: object) -> None:
    g.has_left = True


def _set_or_clear_device_cookie(response: Response) -> Response:
    """Give a page that keeps something its mark; take it, and all else, from whoever signs out."""
    ends = declared("ends_drafts")
    if ends == "always" or (ends == "after sign-out" and "has_left" in g):
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        if _device_id():
            _set_device_cookie(response, "", timedelta())
    elif device := g.get("kept_device"):
        _set_device_cookie(response, device, DEVICE_COOKIE_MAX_AGE)
    return response


def _set_device_cookie(response: Response, device: str, kept_for: timedelta) -> None:
    response.set_cookie(
        _cookie_name(),
        device,
        max_age=kept_for,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _move_redirect_to_header(response: Response) -> Response:
    """Tell keep.js where a form that was taken leads; what it told on the way stays for there."""
    if AUTOSAVE_HEADER not in request.headers or not 301 <= response.status_code <= 303:
        return response
    if not OWN_PATH.fullmatch(response.location or "") or requires_second_factor():
        return response
    response.headers[REDIRECT_HEADER] = response.headers.pop("Location")
    response.status_code = 204
    response.data = b""
    return response


def init_app(app: Flask) -> None:
    """Let templates ask for what a page needs; keep the marks of devices."""
    app.jinja_env.globals.update(autosave_keys=autosave_keys, may_hold_drafts=may_hold_drafts)
    user_logged_out.connect(_record_sign_out, app)
    app.after_request(_set_or_clear_device_cookie)
    app.after_request(_move_redirect_to_header)
