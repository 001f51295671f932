"""What a session costs: one query where somebody is signed in, none where nobody asks."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import Browser
from tracker.extensions import db
from tracker.models import Person

Open = Callable[..., Browser]


@pytest.fixture
def statements(served: Flask) -> Iterator[list[str]]:
    """The statements that the app has sent to the database."""
    sent: list[str] = []
    with served.app_context():
        engine = db.engine

    def note(*call: object) -> None:
        if not str(call[2]).startswith("BEGIN"):
            sent.append(str(call[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(engine, "before_cursor_execute", note)


def test_session_and_person_take_one_query(
    open_browser: Open, ann: Person, statements: list[str]
) -> None:
    browser = open_browser(ann)
    statements.clear()

    browser.get("/change")

    assert len(statements) == 1
    assert "JOIN person" in statements[0]


@pytest.mark.parametrize("path", ["/static/app.css", "/static/base.css"])
def test_a_file_takes_no_query_and_sets_no_cookie(
    open_browser: Open, ann: Person, statements: list[str], path: str
) -> None:
    browser = open_browser(ann)
    statements.clear()

    answer = browser.get(path)

    assert answer.status_code == 200
    assert statements == []
    assert "Set-Cookie" not in answer.headers


def test_a_visitor_takes_no_query(browser: Browser, statements: list[str]) -> None:
    browser.get("/login")
    statements.clear()

    browser.get("/login")

    assert statements == []
