"""Keep what was typed while a visitor is away at a directory, and has no page of ours to hold it.

It waits, signed, in a cookie that no script reads, for ten minutes at most; coming back ends it.
"""

from typing import Any

from flask import Response, current_app, g, request

MOST = 3500
"""How many characters a cookie takes on every browser and through every proxy."""
PATIENCE = 600


def fits(carried: str) -> bool:
    """Say whether this can wait in a cookie."""
    return len(carried) <= MOST


def let_wait(response: Response, carried: str) -> Response:
    """Let what a sign-in form carried wait in the browser, in place of whatever waits there."""
    if carried:
        response.set_cookie(_name(), carried, max_age=PATIENCE, **_flags())
    else:
        forget(response)
    return response


def take_back() -> None:
    """Carry what waited on with this request, as the sign-in form itself would have."""
    g.carried = request.cookies.get(_name(), "")


def forget(response: Response) -> Response:
    """Let nothing wait any more."""
    if _name() in request.cookies:
        response.delete_cookie(_name(), **_flags())
    return response


def carried_here() -> str:
    """Return what this request carries, in its form or back from a directory."""
    return str(request.form.get("typed") or g.get("carried", ""))


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-typed"


def _flags() -> dict[str, Any]:
    return {
        "httponly": True,
        "path": "/",
        "samesite": "Lax",
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
    }
