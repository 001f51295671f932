"""Store pending form data in a signed cookie during sign-in with an external identity provider.

The cookie is HttpOnly, expires after ten minutes and is deleted when the visitor comes back.
"""

from typing import Any

from flask import Response, current_app, g, request

MAX_COOKIE_LENGTH = 3500
"""The length, in characters, that every browser and proxy accepts for a cookie."""
COOKIE_MAX_AGE = 600


def fits_in_cookie(signed_form: str) -> bool:
    """Return whether the signed form data fits into a cookie."""
    return len(signed_form) <= MAX_COOKIE_LENGTH


def set_form_cookie(response: Response, signed_form: str) -> Response:
    """Set the cookie to the signed form data, or delete it if there is none."""
    if signed_form:
        response.set_cookie(_cookie_name(), signed_form, max_age=COOKIE_MAX_AGE, **_flags())
    else:
        clear_form_cookie(response)
    return response


def load_form_cookie() -> None:
    """Load the signed form data from the cookie into this request."""
    g.signed_form = request.cookies.get(_cookie_name(), "")


def clear_form_cookie(response: Response) -> Response:
    """Delete the cookie."""
    if _cookie_name() in request.cookies:
        response.delete_cookie(_cookie_name(), **_flags())
    return response


def pending_form() -> str:
    """Return this request's signed form data, from its form or from the cookie."""
    return str(request.form.get("typed") or g.get("signed_form", ""))


def _cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-typed"


def _flags() -> dict[str, Any]:
    return {
        "httponly": True,
        "path": "/",
        "samesite": "Lax",
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
    }
