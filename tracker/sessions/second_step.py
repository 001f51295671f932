"""Who has signed in only by half: the password was right, the second factor is still owed."""

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
from tracker.sessions.sign_in_library import PENDING_PERSON_KEY, PENDING_STEP_KEY
from tracker.sessions.store import this_session

SECOND_FACTOR_KEY = "second_factor"
"""Where a session keeps how its second factor was given."""

PENDING_SINCE_KEY = "owed_since"
SECOND_FACTOR_TIMEOUT = 600
"""How many seconds after the password the second factor may come."""


def passes_second_factor(how: str) -> Callable[[View], View]:
    """Declare that somebody who is signed in by the view has given a second factor, and which."""
    return partial(declare, passes_second_factor=how)


def requires_second_factor() -> bool:
    """Say whether a session is open to somebody who needs a second factor and gave none.

    A demo's sign-in by one press stands for both factors, under the demo alone.
    """
    if not this_session().kept.needs_second_factor:
        return False
    passed = session.get(SECOND_FACTOR_KEY)
    return passed is None or (passed == "demo" and not current_app.config["DEMO"])


def record_second_factor(how: str) -> None:
    """Note that this session's person has just given, or set up, a second factor."""
    session[SECOND_FACTOR_KEY] = how


def has_second_factor(person: Person) -> bool:
    """Say whether the person has set up a second factor; may take a query for passkeys."""
    return person.tf_primary_method is not None or bool(person.webauthn)


def prompt_for_second_factor(person: Person) -> ResponseReturnValue:
    """Send somebody who has one to the sign-in to give it, others to where they set it up."""
    if not has_second_factor(person):
        return redirect(url_for("second_factor.set_up"), 303)
    logout_user()
    flash(_("Sign in again and complete the second step."), "info")
    return redirect(url_for("security.login", next=requested_path()), 303)


def start_second_factor_timeout() -> None:
    """Start the time within which the second factor must follow the password."""
    session[PENDING_SINCE_KEY] = int(time())


def is_second_factor_pending() -> bool:
    """Say whether somebody gave the right password a short while ago."""
    return (
        PENDING_PERSON_KEY in session
        and time() - session.get(PENDING_SINCE_KEY, 0) < SECOND_FACTOR_TIMEOUT
    )


def clear_pending_sign_in() -> None:
    """Forget who gave a password."""
    for name in (PENDING_PERSON_KEY, PENDING_SINCE_KEY, PENDING_STEP_KEY):
        session.pop(name, None)


def _record_method(_app: Flask, user: Person, **_more: Any) -> None:  # noqa: ARG001  The signal's shape.
    """Note which second factor opened the session; none that opened another one counts."""
    session.pop(SECOND_FACTOR_KEY, None)
    session.pop(PENDING_SINCE_KEY, None)
    if how := declared("passes_second_factor"):
        record_second_factor(how)


def init_app(app: Flask) -> None:
    """Note at each sign-in whether a second factor was part of it."""
    user_logged_in.connect(_record_method, app)
