import contextlib

import pytest
from flask import Flask, Response

from tracker.sessions.store import Session, SessionState, SessionStore, hash_of


def test_a_session_is_looked_up_at_first_use_and_once() -> None:
    looked: list[str] = []
    session = Session(lambda: looked.append("once") or SessionState(data={"name": "Ann"}))

    assert looked == []
    assert (session["name"], session.get("other"), len(session)) == ("Ann", None, 1)
    assert looked == ["once"]


def test_to_read_a_session_changes_nothing() -> None:
    session = Session(lambda: SessionState(data={"name": "Ann"}))

    assert dict(session) == {"name": "Ann"}
    assert not session.modified


def test_to_set_or_remove_something_changes_the_session() -> None:
    written, cleared = Session(SessionState), Session(lambda: SessionState(data={"name": "Ann"}))

    written["name"] = "Ann"
    cleared.clear()

    assert written.modified
    assert cleared.modified


def test_where_looking_up_fails_nobody_is_signed_in() -> None:
    def fail() -> SessionState:
        raise ConnectionError

    session = Session(fail)

    with pytest.raises(ConnectionError):
        session.get("name")
    assert dict(session) == {}
    assert session.state.is_saved


def test_a_session_nobody_asked_for_was_not_looked_up() -> None:
    assert not Session(SessionState).is_loaded


def test_the_database_knows_a_key_only_by_its_hash() -> None:
    assert hash_of("key") == "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683"


def test_a_session_that_could_not_be_read_is_not_written_over() -> None:
    def fail() -> SessionState:
        raise ConnectionError

    app = Flask("site")
    app.secret_key = "tests only"
    session, response = Session(fail), Response()
    with contextlib.suppress(ConnectionError):
        session.get("name")
    session["csrf_token"] = "made for an error page"

    SessionStore().save_session(app, session, response)

    assert "Set-Cookie" not in response.headers
