"""How a person, signed in or not, wants the pages to look; kept in their browser."""

from flask import Blueprint, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

from tracker.auth.own_paths import own_path

bp = Blueprint("preferences", __name__, url_prefix="/preferences")

THEMES = frozenset({"dark", "device", "light"})
YEAR = 365 * 24 * 3600


@bp.post("/theme")
def theme() -> ResponseReturnValue:
    """Remember light, dark or as the device has it, and go back to where one was."""
    chosen = request.form.get("theme")
    if chosen not in THEMES:
        abort(400)
    response = redirect(own_path(request.form.get("next")), 303)
    response.set_cookie(
        "theme",
        chosen,
        max_age=YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
