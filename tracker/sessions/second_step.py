"""Sign-ins that are waiting for the second factor."""

from collections.abc import Callable
from functools import partial
from time import time
from typing import Any

from flask import Flask, current_app, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user, user_logged_in

from tracker.declarations import View, declare, declared
from tracker.models import Person
from tracker.sessions.safe_redirects import requested_path
from tracker.sessions.second_factor_rule import needs_second_factor
from tracker.sessions.sign_in_library import PENDING_PERSON_KEY, PENDING_STEP_KEY
from tracker.sessions.store import this_session

SECOND_FACTOR_KEY = "second_factor"
"""The session key of the second factor's method."""

PENDING_SINCE_KEY = "owed_since"
SECOND_FACTOR_TIMEOUT = 600
"""The time, in seconds, within which the second factor must follow the password."""


def passes_second_factor(method: str) -> Callable[[View], View]:
    """Declare that a sign-in by the view includes a second factor, and by which method."""
    return partial(declare, passes_second_factor=method)


def requires_second_factor() -> bool:
    """Return whether this session's person still has to provide a second factor.

    A demo's one-click sign-in counts as both factors, in a demo only.
    """
    if not this_session().state.needs_second_factor:
        return False
    passed = session.get(SECOND_FACTOR_KEY)
    return passed is None or (passed == "demo" and not current_app.config["DEMO"])


def record_second_factor(method: str) -> None:
    """Record in the session that the person has just used, or set up, a second factor."""
    session[SECOND_FACTOR_KEY] = method


def has_second_factor(person: Person) -> bool:
    """Return whether the person has set up a second factor; may query passkeys."""
    return person.tf_primary_method is not None or bool(person.webauthn)


def lacks_required_second_factor(person: Person) -> bool:
    """Return whether the person needs a second factor and has not set one up."""
    return not has_second_factor(person) and needs_second_factor(person)


def prompt_for_second_factor(person: Person) -> ResponseReturnValue:
    """Redirect to the sign-in, or to the setup page if the person has no second factor."""
    if not has_second_factor(person):
        return redirect(url_for("second_factor.set_up"), 303)
    logout_user()
    flash(_("Sign in again and complete the second step."), "info")
    return redirect(url_for("security.login", next=requested_path()), 303)


def start_second_factor_timeout() -> None:
    """Start the timeout within which the second factor must follow the password."""
    session[PENDING_SINCE_KEY] = int(time())


def is_second_factor_pending() -> bool:
    """Return whether the password was right and the second factor is pending."""
    return (
        PENDING_PERSON_KEY in session
        and time() - session.get(PENDING_SINCE_KEY, 0) < SECOND_FACTOR_TIMEOUT
    )


def clear_pending_sign_in() -> None:
    """Remove a pending sign-in from the session."""
    for name in (PENDING_PERSON_KEY, PENDING_SINCE_KEY, PENDING_STEP_KEY):
        session.pop(name, None)


def _record_method(_app: Flask, user: Person, **_more: Any) -> None:  # noqa: ARG001  The signal's shape.
    """Record the second factor of a sign-in; one from an earlier session does not count."""
    session.pop(SECOND_FACTOR_KEY, None)
    session.pop(PENDING_SINCE_KEY, None)
    if method := declared("passes_second_factor"):
        record_second_factor(method)


def init_app(app: Flask) -> None:
    """Record the second factor at each sign-in."""
    user_logged_in.connect(_record_method, app)
