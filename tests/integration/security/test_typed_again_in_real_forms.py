"""The forms in which people write most keep what was typed, each on its own page."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tests.integration.security.test_typed_again import hidden
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle, Person, StoredSession

Open = Callable[..., Browser]
WORDS = "Nobody may sign off a bed rail"


@pytest.fixture
def end_sessions(served: Flask) -> Callable[[], None]:
    def end() -> None:
        with served.app_context(), write_transactions():
            db.session.execute(sa.delete(StoredSession))
            db.session.commit()

    return end


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        pytest.param("/obstacles/log", {"title": WORDS, "visibility": "funders"}, id="log"),
        pytest.param("/obstacles/{obstacle}/edit", {"title": WORDS, "version": "1"}, id="edit"),
        pytest.param("/workarounds/log", {"title": WORDS}, id="workaround"),
    ],
)
def test_a_form_is_filled_in_again_and_nothing_is_saved(
    *,
    open_browser: Open,
    make: Factory,
    ann: Person,
    end_sessions: Callable[[], None],
    fingerprint: Callable[[], str],
    page: str,
    fields: dict[str, str],
) -> None:
    obstacle = make.obstacle("The words as they were")
    path = "/programmes/programme-1" + page.format(obstacle=obstacle.reference)
    browser, before = open_browser(ann), fingerprint()
    assert browser.get(path).status_code == 200

    end_sessions()
    late = browser.post(path, fields)
    answer = browser.post(
        "/login",
        {"email": ann.email, "password": PASSWORD, "next": path, "typed": hidden(late)},
    )

    assert (late.status_code, answer.location) == (401, path)
    again = browser.get(path)
    assert WORDS in again.text
    assert "It is not saved yet" in again.text
    assert fingerprint() == before


def test_once_logged_the_form_is_empty_again(
    open_browser: Open,
    ann: Person,
    end_sessions: Callable[[], None],
    rows: Callable[..., list[str]],
) -> None:
    path = "/programmes/programme-1/obstacles/log"
    browser = open_browser(ann)
    browser.get(path)
    end_sessions()
    late = browser.post(path, {"title": WORDS})
    browser.post("/login", {"email": ann.email, "password": PASSWORD, "typed": hidden(late)})
    browser.get(path)

    logged = browser.post(path, {"title": WORDS, "visibility": "partners"})

    assert logged.status_code == 303
    assert rows(sa.select(Obstacle.title)) == [WORDS]
    assert WORDS not in browser.get(path).text
