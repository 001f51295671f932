"""Encrypted autosave of form input in the browser; only its author can decrypt it.

The page gets a key, derived from the person and from a random device id in an HttpOnly cookie.
Neither the server nor the device stores that key: what autosave.js stores can be decrypted only
on a page of the same person, signed in, on the same device. Signing out deletes the device id,
and the browser's storage with it.
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
"""The request header of autosave.js: it needs a redirect's target in a header, not a redirect."""
REDIRECT_HEADER = "X-Go-To"


def ends_drafts(view: View) -> View:
    """Declare that this view always ends the drafts on the device."""
    return declare(view, ends_drafts="always")


def ends_drafts_after_sign_out(view: View) -> View:
    """Declare that this view ends the drafts on the device if it has signed the person out."""
    return declare(view, ends_drafts="after sign-out")


def autosave_keys() -> str:
    """Return the keys of autosave.js for this page, as "owner form key"; "" for a visitor."""
    person = find_person()
    if person is None:
        return ""
    device = g.autosave_device = _device_id() or secrets.token_urlsafe(16)
    secret = derived_key(current_app.config, "what devices keep")
    owner = _derived(secret, "whose", device, person.id).hex()[:16]
    form = _derived(secret, "form", device, person.id, requested_path()).hex()[:16]
    key = b64encode(_derived(secret, "key", device, person.id)).decode()
    return f"{owner} {form} {key}"


def may_hold_drafts() -> bool:
    """Return whether this device has a device id, under which drafts may be stored."""
    return bool(_device_id())


def _derived(secret: bytes, *parts: object) -> bytes:
    return hmac.digest(secret, "\0".join(map(str, parts)).encode(), hashlib.sha256)


def _cookie_name() -> str:
    return "tracker-kept" if current_app.config["DEMO"] else "__Host-tracker-kept"


def _device_id() -> str:
    return request.cookies.get(_cookie_name(), "")[:64]


def _record_sign_out(_app: Flask, **_more: object) -> None:
    g.is_signed_out = True


def _set_or_clear_device_cookie(response: Response) -> Response:
    """Set the device cookie for a page with autosave; clear it and the storage on sign-out."""
    ends = declared("ends_drafts")
    if ends == "always" or (ends == "after sign-out" and "is_signed_out" in g):
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        if _device_id():
            _set_device_cookie(response, "", timedelta())
    elif device := g.get("autosave_device"):
        _set_device_cookie(response, device, DEVICE_COOKIE_MAX_AGE)
    return response


def _set_device_cookie(response: Response, device: str, max_age: timedelta) -> None:
    response.set_cookie(
        _cookie_name(),
        device,
        max_age=max_age,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _move_redirect_to_header(response: Response) -> Response:
    """Replace a redirect by a header for autosave.js; flashed messages stay for the next page."""
    if AUTOSAVE_HEADER not in request.headers or not 301 <= response.status_code <= 303:
        return response
    if not OWN_PATH.fullmatch(response.location or "") or requires_second_factor():
        return response
    response.headers[REDIRECT_HEADER] = response.headers.pop("Location")
    response.status_code = 204
    response.data = b""
    return response


def init_app(app: Flask) -> None:
    """Register the template globals, and set or clear the device cookie on responses."""
    app.jinja_env.globals.update(autosave_keys=autosave_keys, may_hold_drafts=may_hold_drafts)
    user_logged_out.connect(_record_sign_out, app)
    app.after_request(_set_or_clear_device_cookie)
    app.after_request(_move_redirect_to_header)
