"""Logs tell what happened and where, never a secret nor a person's words, a line for a line."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import PASSWORD, SITE, Browser
from tests.factories import Factory
from tracker.database import engine_options
from tracker.extensions import db
from tracker.models import Person

Open = Callable[..., Browser]
WORDS = "Nobody may sign off a bed rail"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO):
        yield caplog


@pytest.fixture
def broken_statements(served: Flask) -> Iterator[Callable[[str], None]]:
    """Let every statement fail that holds a word."""
    broken: list[str] = []
    with served.app_context():
        engine = db.engine

    def fail(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if any(word in statement for word in broken):
            raise connection.dialect.loaded_dbapi.OperationalError("it broke")

    sa.event.listen(engine, "before_cursor_execute", fail)
    yield broken.append
    sa.event.remove(engine, "before_cursor_execute", fail)


def test_a_sign_in_leaves_no_secret_in_the_logs(
    browser: Browser, ann: Person, logged: pytest.LogCaptureFixture
) -> None:
    browser.sign_in(ann.email, "a wrong but secret word")
    browser.sign_in(ann.email)
    browser.get("/account")

    kept = [PASSWORD, "a wrong but secret word", browser.cookie() or "?", browser.token]
    assert [secret for secret in kept if secret in logged.text] == []


def test_a_database_that_fails_says_so_without_what_it_was_given(
    browser: Browser,
    ann: Person,
    logged: pytest.LogCaptureFixture,
    broken_statements: Callable[[str], None],
) -> None:
    browser.get("/login")
    broken_statements("FROM person")

    answer = browser.post("/login", {"email": ann.email, "password": PASSWORD})

    assert answer.status_code == 503
    assert "it broke" in logged.text
    assert [word for word in (ann.email, PASSWORD) if word in logged.text] == []


def test_words_that_could_not_be_saved_are_not_in_the_logs(
    open_browser: Open,
    make: Factory,
    ann: Person,
    logged: pytest.LogCaptureFixture,
    broken_statements: Callable[[str], None],
) -> None:
    make.obstacle()
    browser = open_browser(ann)
    browser.get("/programmes/programme-1/obstacles/log")
    broken_statements("INSERT INTO obstacle")

    answer = browser.post(
        "/programmes/programme-1/obstacles/log", {"title": WORDS, "visibility": "partners"}
    )

    assert answer.status_code == 503
    assert "it broke" in logged.text
    assert WORDS not in logged.text


@pytest.mark.parametrize("kind", ["sqlite://", "postgresql+psycopg://localhost/tracker"])
def test_no_engine_tells_what_a_statement_was_given(kind: str) -> None:
    assert engine_options(kind)["hide_parameters"] is True


def test_an_address_begins_no_line_of_its_own(
    served: Flask, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_given: Any) -> str:
        raise RuntimeError

    monkeypatch.setitem(served.view_functions, "assets.static", fail)

    answer = served.test_client().get(
        "/static/a%1b[2J%e2%80%a8ERROR%20root:%20all%20is%20lost?b=%0d%0ac", base_url=SITE
    )

    assert answer.status_code == 500
    lines = [record.getMessage() for record in logged.records]
    assert lines
    assert [line for line in lines if not line.isprintable()] == []
