"""Note what a request does beside changing rows: sign in or out, be refused, take a file away."""

import re
from typing import Any

from flask import Flask, Response, g, request
from flask_login import user_logged_in, user_logged_out
from flask_security import password_changed, password_reset, user_authenticated, user_failed_authn

from tracker.audit import row_changes
from tracker.audit.acts import Act
from tracker.audit.capacity import find_capacity
from tracker.audit.notes import Note, key_of, note, note_apart, notes_apart, who_acts
from tracker.declarations import declared
from tracker.models import Person
from tracker.sessions.sign_in_library import PERSON
from tracker.sessions.store import own_transaction, this_session

__all__ = ["init_app", "row_changes"]

FILE = re.compile(r"\.[a-z0-9]+$")
WITH_THE_SESSION = frozenset({Act.SESSION_BEGIN, Act.SESSION_END})
"""Written in the transaction that stores the session, or drops it."""


def find_who_acts() -> int | None:
    """Return the number of whoever is signed in, without a query; None where nobody asked yet."""
    running = this_session()
    if running.signed_in is not None:
        return key_of(running.signed_in)
    if not running.is_looked_up or PERSON not in running or running.kept.person is None:
        return None
    return key_of(running.kept.person)


def is_file(response: Response) -> bool:
    """Say whether this answer is a file of somebody's words, for them to take away."""
    if request.method != "GET" or response.status_code != 200 or who_acts() is None:
        return False
    rule = request.url_rule.rule if request.url_rule else ""
    is_attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    return is_attached or bool(FILE.search(rule))


def _note_answer(response: Response) -> Response:
    """Write down what is told of this request's answer; where that fails, so does the answer."""
    if is_file(response):
        _note_export()
    elif response.status_code == 403:
        _note_refusal()
    elif _is_sign_in_refused(response):
        note_apart(Note(Act.SESSION_REFUSE))
    if any(one.act not in WITH_THE_SESSION for one in notes_apart()):
        with own_transaction():
            pass  # It takes up the notes that wait, and commits.
    return response


def _note_export() -> None:
    sight, person_id = g.get("sight"), who_acts()
    act = declared("exports") or Act.FILE_EXPORT
    told = {"file": [None, request.endpoint], "is_narrowed": [None, bool(request.args)]}
    if sight is None:
        note_apart(Note(act, "person", person_id, person_id=person_id, told=told))
        return
    place = key_of(sight.programme)
    for own in sorted(sight.organisation_ids) or [None]:
        note_apart(Note(act, "programme", place, own, place, person_id, told))


def _note_refusal() -> None:
    sight, person_id = g.get("sight"), who_acts()
    note_apart(
        Note(
            Act.REQUEST_REFUSE,
            "person",
            person_id,
            programme_id=key_of(sight.programme) if sight else None,
            person_id=person_id,
            told={"page": [None, request.endpoint], "method": [None, request.method]},
        )
    )


def _is_sign_in_refused(response: Response) -> bool:
    """Say whether a sign-in form comes back although nobody of that address has been noted."""
    is_sent = request.method == "POST" and request.endpoint == "security.login"
    return is_sent and response.status_code == 200 and not notes_apart()


def _note_sign_in(_app: Flask, user: Person) -> None:
    number = key_of(user)
    note_apart(Note(Act.SESSION_BEGIN, "person", number, person_id=number))


def _note_way(_app: Flask, authn_via: list[str] | None, **_more: Any) -> None:
    """Add to a sign-in how it was done; after a code Flask-Security does not say so.

    Who has changed their password gets a new session, but did not sign in.
    """
    ways = authn_via or ["code"]
    begun = [one for one in notes_apart() if one.act is Act.SESSION_BEGIN]
    for one in begun:
        one.told = {"way": [None, ", ".join(ways)]}
        if ways == ["change"]:
            notes_apart().remove(one)


def _note_sign_out(_app: Flask, user: Person) -> None:
    number = key_of(user)
    note_apart(Note(Act.SESSION_END, "person", number, person_id=number))


def _note_failure(_app: Flask, user: Person, auth_type: str, **more: Any) -> None:
    """Note that somebody could not show who they are; who that was nobody knows."""
    told = {"way": [None, auth_type], "is_second_factor": [None, bool(more.get("tfa"))]}
    note_apart(Note(Act.SESSION_REFUSE, "person", key_of(user), person_id=who_acts(), told=told))


def _note_password(_app: Flask, user: Person, **_more: Any) -> None:
    note(Act.PASSWORD_CHANGE, thing=user, person=user)


def _note_reset(_app: Flask, user: Person, **_more: Any) -> None:
    note(Act.PASSWORD_RESET, thing=user, person=user)


def init_app(app: Flask) -> None:
    """Note who acts in each request, and what a request does beside changing rows."""
    app.extensions["who_acts"] = find_who_acts
    app.extensions["find_capacity"] = find_capacity
    app.after_request(_note_answer)
    user_logged_in.connect(_note_sign_in, app)
    user_authenticated.connect(_note_way, app)
    user_logged_out.connect(_note_sign_out, app)
    user_failed_authn.connect(_note_failure, app)
    password_changed.connect(_note_password, app)
    password_reset.connect(_note_reset, app)
