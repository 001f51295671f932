"""Declarations of Flask-Security's views, as our own routes make them by decorators."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue

from tracker.auth.transactions import reads_first
from tracker.sessions.local_drafts import ends_drafts
from tracker.sessions.second_step import passes_second_factor
from tracker.web.rate_limits import (
    CODES,
    FACTORS,
    OTHER_METHODS,
    PASSWORD_CONFIRMATION,
    SIGN_IN,
    SIGN_OUT,
    limited,
)

LibraryView = Callable[..., ResponseReturnValue]
Declare = Callable[[LibraryView], LibraryView]

DECLARATIONS: dict[str, tuple[Declare, ...]] = {
    "security.change_password": (limited(PASSWORD_CONFIRMATION), reads_first),
    "security.login": (limited(SIGN_IN), reads_first),
    "security.logout": (limited(SIGN_OUT), ends_drafts),
    "security.mf_recovery": (limited(CODES), passes_second_factor("recovery code")),
    "security.mf_recovery_codes": (limited(FACTORS), reads_first),
    "security.two_factor_token_validation": (limited(CODES), passes_second_factor("code")),
    "security.wan_delete": (limited(OTHER_METHODS), reads_first),
    "security.wan_register": (limited(OTHER_METHODS), reads_first),
    "security.wan_register_response": (limited(OTHER_METHODS), reads_first),
    "security.wan_signin": (limited(OTHER_METHODS),),
    "security.wan_signin_response": (limited(OTHER_METHODS), passes_second_factor("passkey")),
}
"""For each view: its rate limit; whether a slow check comes before its writes; the second factor of
a sign-in by it; whether it ends the drafts on the device."""


def _own(view: LibraryView) -> LibraryView:
    """Return a wrapper of the view: the library's function is shared by all apps."""

    @wraps(view)
    def own_view(**kwargs: Any) -> ResponseReturnValue:
        return view(**kwargs)

    return own_view


def init_app(app: Flask) -> None:
    """Apply the declarations to the views; must be called after all guards."""
    views: dict[str, Any] = app.view_functions
    for endpoint, declarations in DECLARATIONS.items():
        views[endpoint] = _own(views[endpoint])
        for declare in declarations:
            views[endpoint] = declare(views[endpoint])
