"""Limits hold over processes and restarts, cost plain pages nothing, and say when to go on."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from limits import RateLimitItemPerSecond

from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tests.integration.security.limited import *  # noqa: F403  Its fixtures.
from tests.integration.security.limited import UseUp, Wait
from tracker.app import create_app
from tracker.extensions import db
from tracker.models import LimitCount, Person
from tracker.web.rate_limit_storage import Attempt, DatabaseStorage, count_attempts
from tracker.web.rate_limits import FILES, PASSWORD_CONFIRMATION, SEARCH

pytestmark = pytest.mark.on_postgresql


Open = Callable[..., Browser]
Rows = Callable[[sa.Select[Any]], list[Any]]
TEN = RateLimitItemPerSecond(10, 60, "ten")
LIST = "/programmes/programme-1/obstacles"


@pytest.fixture
def processes(served: Flask) -> Iterator[list[Flask]]:
    """Three apps on one database, as three processes have them."""
    apps = [
        create_app(
            SQLALCHEMY_DATABASE_URI=served.config["SQLALCHEMY_DATABASE_URI"],
            SECRET_KEY=served.config["SECRET_KEY"],
        )
        for _ in range(3)
    ]
    yield apps
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def tries_that_pass(app: Flask, times: int, at_a_time: int = 1) -> int:
    with app.app_context():
        return sum(count_attempts([Attempt(TEN, "ann", at_a_time)]) == 0 for _ in range(times))


@pytest.mark.parametrize("at_a_time", [1, 2, 5])
def test_a_limit_is_one_for_all_processes(processes: list[Flask], at_a_time: int) -> None:
    with ThreadPoolExecutor(3) as pool:
        passed = list(pool.map(lambda app: tries_that_pass(app, 10, at_a_time), processes))

    assert sum(passed) == 10


def test_a_limit_outlasts_a_restart(processes: list[Flask]) -> None:
    before, after, _ = processes

    assert tries_that_pass(before, 7) == 7
    assert tries_that_pass(after, 7) == 3


def test_a_limit_begins_again_when_its_window_is_over(served: Flask, wait: Wait) -> None:
    assert tries_that_pass(served, 11) == 10
    wait()

    assert tries_that_pass(served, 11) == 10


def test_tries_taken_ahead_end_with_their_window(served: Flask, rows: Rows) -> None:
    short = RateLimitItemPerSecond(10, 1, "short")
    with served.app_context():
        count_attempts([Attempt(short, "ann", 5)])
        time.sleep(1.1)
        count_attempts([Attempt(short, "ann", 5)])
        count_attempts([Attempt(TEN, "ben", 5)])

    assert sorted(rows(sa.select(LimitCount.count))) == [5, 5]


def test_rows_of_windows_that_are_over_are_swept(served: Flask, wait: Wait, rows: Rows) -> None:
    with served.app_context():
        for number in range(5):
            count_attempts([Attempt(TEN, f"person {number}")])
        wait()
        count_attempts([Attempt(TEN, "somebody else")])

    assert len(rows(sa.select(LimitCount))) == 1


@pytest.mark.parametrize("is_narrow_first", [True, False])
def test_nothing_is_counted_where_one_of_several_is_used_up(
    *, served: Flask, rows: Rows, is_narrow_first: bool
) -> None:
    both = [Attempt(TEN, "ann"), Attempt(RateLimitItemPerSecond(100, 60, "wide"), "here")]
    with served.app_context():
        for _ in range(15):
            count_attempts(both if is_narrow_first else both[::-1])

    assert rows(sa.select(LimitCount.count)) == [10, 10]


def test_the_table_serves_as_a_storage_like_any_other(served: Flask) -> None:
    with served.app_context(), db.engine.begin() as connection:
        storage = DatabaseStorage(connection)

        assert (storage.incr("one", 60), storage.incr("one", 60, 2)) == (1, 3)
        assert storage.get("one") == 3
        assert 55 < storage.get_expiry("one") - time.time() <= 60
        storage.clear("one")
        storage.incr("two", 60)
        assert (storage.get("one"), storage.check(), storage.reset()) == (0, True, 1)


@pytest.fixture
def limited_desk(served: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    view = served.view_functions["desk.send"]
    monkeypatch.setattr(view, "limit", PASSWORD_CONFIRMATION, raising=False)


@pytest.mark.usefixtures("limited_desk")
def test_a_form_that_writes_does_not_wait_for_its_own_count(
    open_browser: Open, ann: Person
) -> None:
    browser = open_browser(ann)
    began = time.monotonic()

    answers = [browser.post("/desk", {"words": "hello"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]
    assert time.monotonic() - began < 10


@pytest.mark.usefixtures("limited_desk")
def test_what_was_typed_can_be_sent_once_more(
    open_browser: Open, ann: Person, use_up: UseUp, wait: Wait
) -> None:
    browser = open_browser(ann)
    browser.post("/desk", {"words": "hello"})
    use_up(10)

    refused = browser.post("/desk", {"words": 'six "weeks" & more'})
    wait()
    sent = browser.post("/desk", {"words": 'six "weeks" & more'})

    assert refused.status_code == 429
    assert 'name="words" value="six &#34;weeks&#34; &amp; more"' in refused.text
    assert 'action="/desk"' in refused.text
    assert browser.token in refused.text
    assert sent.text == 'saved: six "weeks" & more'


@pytest.mark.usefixtures("limited_desk")
def test_each_person_has_their_own_count(
    open_browser: Open, make: Factory, ann: Person, use_up: UseUp
) -> None:
    open_browser(ann).post("/desk", {"words": "hello"})
    use_up(10)
    other = open_browser(make.person(password=PASSWORD))

    assert other.post("/desk", {"words": "hello"}).status_code == 200


@pytest.mark.usefixtures("limited_desk")
def test_somebody_signed_out_is_asked_to_sign_in_and_not_counted(
    browser: Browser, rows: Rows
) -> None:
    browser.get("/login")

    assert browser.post("/desk", {"words": "hello"}).status_code == 401
    assert rows(sa.select(LimitCount)) == []


def test_a_plain_page_is_not_counted(open_browser: Open, ann: Person, rows: Rows) -> None:
    browser = open_browser(ann)
    before = rows(sa.select(LimitCount.key))

    for path in [LIST, f"{LIST}?page=2&sort=oldest", f"{LIST}?q=%20", "/account"]:
        assert browser.get(path).status_code == 200

    assert rows(sa.select(LimitCount.key)) == before


def test_a_search_too_many_says_when_to_go_on(
    open_browser: Open, ann: Person, use_up: UseUp, wait: Wait
) -> None:
    browser = open_browser(ann)
    browser.get(f"{LIST}?q=beds")
    use_up(SEARCH.rates[0].amount)

    answers = [browser.get(f"{LIST}?q=beds") for _ in range(20)]
    wait()

    assert [answer.status_code for answer in answers] == [200] * 19 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert f'href="{LIST}?q=beds"' in answers[-1].text
    assert browser.get(f"{LIST}?q=beds").status_code == 200


def test_most_searches_cost_no_statement_more(open_browser: Open, ann: Person, rows: Rows) -> None:
    browser = open_browser(ann)

    for _ in range(20):
        browser.get(f"{LIST}?q=beds")

    assert max(rows(sa.select(LimitCount.count))) == 20


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json"])
def test_a_file_too_many_is_refused(
    open_browser: Open, ann: Person, use_up: UseUp, ending: str
) -> None:
    browser = open_browser(ann)
    assert browser.get(LIST + ending, buffered=True).status_code == 200
    use_up(FILES.rates[0].amount)

    answer = browser.get(LIST + ending, buffered=True)

    assert answer.status_code == 429
    assert answer.mimetype == "text/html"


def test_proofs_are_limited_over_all_pages_that_ask(open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)
    browser.get("/account")
    pages = ["/account/second-factor/remove", "/account/recovery-codes"]

    answers = [
        browser.post(pages[turn % 2], {"proof_password": "a wrong one"}) for turn in range(11)
    ]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "a wrong one" not in answers[-1].text
