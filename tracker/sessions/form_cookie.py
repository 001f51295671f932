"""Keep what was typed while a visitor is away at a directory, and has no page of ours to hold it.

It waits, signed, in a cookie that no script reads, for ten minutes at most; coming back ends it.
"""

from typing import Any

from flask import Response, current_app, g, request

MAX_COOKIE_LENGTH = 3500
"""How many characters a cookie takes on every browser and through every proxy."""
COOKIE_MAX_AGE = 600


def fits_in_cookie(carried: str) -> bool:
    """Say whether this can wait in a cookie."""
    return len(carried) <= MAX_COOKIE_LENGTH


def set_form_cookie(response: Response, carried: str) -> Response:
    """Let what a sign-in form carried wait in the browser, in place of whatever waits there."""
    if carried:
        response.set_cookie(_cookie_name(), carried, max_age=COOKIE_MAX_AGE, **_flags())
    else:
        clear_form_cookie(response)
    return response


def load_form_cookie() -> None:
    """Carry what waited on with this request, as the sign-in form itself would have."""
    g.carried = request.cookies.get(_cookie_name(), "")


def clear_form_cookie(response: Response) -> Response:
    """Let nothing wait any more."""
    if _cookie_name() in request.cookies:
        response.delete_cookie(_cookie_name(), **_flags())
    return response


def pending_form() -> str:
    """Return what this request carries, in its form or back from a directory."""
    return str(request.form.get("typed") or g.get("carried", ""))


def _cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-typed"


def _flags() -> dict[str, Any]:
    return {
        "httponly": True,
        "path": "/",
        "samesite": "Lax",
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
    }
