"""Audit events that change no rows: sign-in, sign-out, denied access, downloads."""

import re
from typing import Any

from flask import Flask, Response, g, request
from flask_login import user_logged_in, user_logged_out
from flask_security import password_changed, password_reset, user_authenticated, user_failed_authn

from tracker.audit import row_changes
from tracker.audit.acts import Act
from tracker.audit.capacity import find_capacity
from tracker.audit.notes import (
    PendingEvent,
    add_request_event,
    current_actor_id,
    key_of,
    record_event,
    request_events,
)
from tracker.declarations import declared
from tracker.models import Person
from tracker.sessions.sign_in_library import PERSON_KEY
from tracker.sessions.store import own_transaction, this_session
from tracker.web import csv_files

__all__ = ["init_app", "row_changes"]

FILE = re.compile(r"\.[a-z0-9]+$")
WITH_THE_SESSION = frozenset({Act.SESSION_BEGIN, Act.SESSION_END})
"""Written in the transaction that stores or deletes the session."""


def find_actor_id() -> int | None:
    """Return the id of the person signed in, without a query; None if not loaded yet."""
    running = this_session()
    if running.signed_in is not None:
        return key_of(running.signed_in)
    if not running.is_loaded or PERSON_KEY not in running or running.state.person is None:
        return None
    return key_of(running.state.person)


def is_file(response: Response) -> bool:
    """Return whether this response is a download for a person who is signed in."""
    if request.method != "GET" or response.status_code != 200 or current_actor_id() is None:
        return False
    rule = request.url_rule.rule if request.url_rule else ""
    is_attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    return is_attached or bool(FILE.search(rule))


def _record_response(response: Response) -> Response:
    """Record this request's response; if that fails, so does the response."""
    if is_file(response):
        _record_export()
    elif response.status_code == 403:
        _record_refusal()
    elif _is_sign_in_refused(response):
        add_request_event(PendingEvent(Act.SESSION_REFUSE))
    if any(event.act not in WITH_THE_SESSION for event in request_events()):
        with own_transaction():
            pass  # It moves the request's events into its transaction, and commits.
    return response


def _record_export() -> None:
    sight, person_id = g.get("sight"), current_actor_id()
    act = declared("exports") or Act.FILE_EXPORT
    is_narrowed = bool(set(request.args) - {csv_files.PARAMETER})
    changes = {"file": [None, request.endpoint], "is_narrowed": [None, is_narrowed]}
    if sight is None:
        add_request_event(
            PendingEvent(act, "person", person_id, person_id=person_id, changes=changes)
        )
        return
    key = key_of(sight.programme)
    for own in sorted(sight.organisation_ids) or [None]:
        add_request_event(PendingEvent(act, "programme", key, own, key, person_id, changes))


def _record_refusal() -> None:
    sight, person_id = g.get("sight"), current_actor_id()
    add_request_event(
        PendingEvent(
            Act.REQUEST_REFUSE,
            "person",
            person_id,
            programme_id=key_of(sight.programme) if sight else None,
            person_id=person_id,
            changes={"page": [None, request.endpoint], "method": [None, request.method]},
        )
    )


def _is_sign_in_refused(response: Response) -> bool:
    """Return whether a sign-in was refused without an event: no account has that address."""
    is_sent = request.method == "POST" and request.endpoint == "security.login"
    return is_sent and response.status_code == 200 and not request_events()


def _record_sign_in(_app: Flask, user: Person) -> None:
    number = key_of(user)
    add_request_event(PendingEvent(Act.SESSION_BEGIN, "person", number, person_id=number))


def _record_method(_app: Flask, authn_via: list[str] | None, **_more: Any) -> None:
    """Add the method to a sign-in's event; for a code Flask-Security reports none.

    A changed password starts a new session, but is no sign-in.
    """
    methods = authn_via or ["code"]
    sign_ins = [event for event in request_events() if event.act is Act.SESSION_BEGIN]
    for event in sign_ins:
        event.changes = {"way": [None, ", ".join(methods)]}
        if methods == ["change"]:
            request_events().remove(event)


def _record_sign_out(_app: Flask, user: Person) -> None:
    number = key_of(user)
    add_request_event(PendingEvent(Act.SESSION_END, "person", number, person_id=number))


def _record_failed_sign_in(_app: Flask, user: Person, auth_type: str, **more: Any) -> None:
    """Record a failed sign-in; who made the request is unknown."""
    changes = {"way": [None, auth_type], "is_second_factor": [None, bool(more.get("tfa"))]}
    add_request_event(
        PendingEvent(
            Act.SESSION_REFUSE,
            "person",
            key_of(user),
            person_id=current_actor_id(),
            changes=changes,
        )
    )


def _record_password_change(_app: Flask, user: Person, **_more: Any) -> None:
    record_event(Act.PASSWORD_CHANGE, thing=user, person=user)


def _record_password_reset(_app: Flask, user: Person, **_more: Any) -> None:
    record_event(Act.PASSWORD_RESET, thing=user, person=user)


def init_app(app: Flask) -> None:
    """Register the actor of each request, and record the events that change no rows."""
    app.extensions["find_actor_id"] = find_actor_id
    app.extensions["find_capacity"] = find_capacity
    app.after_request(_record_response)
    user_logged_in.connect(_record_sign_in, app)
    user_authenticated.connect(_record_method, app)
    user_logged_out.connect(_record_sign_out, app)
    user_failed_authn.connect(_record_failed_sign_in, app)
    password_changed.connect(_record_password_change, app)
    password_reset.connect(_record_password_reset, app)
