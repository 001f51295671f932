"""Where something of ours fails, nothing is shown and nothing is done."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import SITE, Browser
from tests.factories import Factory
from tests.integration.security.every_rule import UNSAFE, Things, calls, make_things
from tests.integration.security.forms_of_pages import forms_of, make_leader, pages, send
from tracker.auth import guards
from tracker.auth.permissions import Permission
from tracker.auth.policy import POLICY

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Open = Callable[..., Browser]
CANARY = "the canary sits in the title"


@pytest.fixture
def things(make: Factory) -> Things:
    things = make_things(make)
    make.obstacle(title=CANARY)
    return things


@pytest.fixture
def leader(things: Things, make: Factory, open_browser: Open) -> Browser:
    assert things
    return open_browser(make_leader(make))


def fail(*_given: object, **_more: object) -> bool:
    raise RuntimeError(CANARY)


@pytest.fixture
def broken_policy(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let every question whether somebody may do something fail."""

    def break_it() -> None:
        for permission in Permission:
            monkeypatch.setitem(POLICY, permission, [[fail]])

    return break_it


def test_where_the_policy_fails_no_page_of_a_programme_opens(
    leader: Browser, things: Things, broken_policy: Callable[[], None]
) -> None:
    broken_policy()

    answers = dict(pages(leader, things))

    inside = {path: one for path, one in answers.items() if path.startswith("/programmes/")}
    assert len(inside) >= 30
    assert {path for path, one in inside.items() if one.status_code not in {404, 500}} == set()
    assert {path for path, one in inside.items() if CANARY.encode() in one.data} == set()


def test_where_the_policy_fails_no_form_does_anything(
    leader: Browser,
    things: Things,
    broken_policy: Callable[[], None],
    fingerprint: Callable[[], str],
) -> None:
    forms = [form for form in forms_of(leader, things) if form.action.startswith("/programmes/")]
    before = fingerprint()
    broken_policy()

    statuses = {send(leader, form, form.filled("Plain words")).status_code for form in forms}

    assert len(forms) >= 15
    assert statuses == {500}
    assert fingerprint() == before


def test_where_sight_fails_nothing_is_shown(
    leader: Browser, things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "find_sight", fail)

    answers = dict(pages(leader, things))

    assert {path for path, one in answers.items() if CANARY.encode() in one.data} == set()
    inside = [answer.status_code for path, answer in answers.items() if "/programmes/" in path]
    assert set(inside) <= {404, 500}
    assert inside.count(500) >= 30


@pytest.fixture
def failing_views(served: Flask) -> Iterator[FlaskClient]:
    """A client of the app while each of its views fails."""
    kept = dict(served.view_functions)
    served.view_functions.update(dict.fromkeys(kept, fail))
    yield served.test_client()
    served.view_functions.update(kept)


def test_a_view_that_fails_tells_nothing(failing_views: FlaskClient, things: Things) -> None:
    answers = [
        failing_views.open(call.path, method=call.method, base_url=SITE)
        for call in calls(failing_views.application, things, frozenset({"GET"}) | UNSAFE)
    ]

    assert {answer.status_code for answer in answers} <= {400, 401, 404, 500}
    assert sum(answer.status_code == 500 for answer in answers) >= 30
    told = ("Traceback", "RuntimeError", CANARY, ".py", "Werkzeug", "sqlite")
    assert {word for word in told for answer in answers if word in answer.text} == set()
