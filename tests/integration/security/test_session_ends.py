"""Sessions end by themselves, and at once where a person may no longer be here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.browsing import Browser
from tests.factories import Factory
from tracker import database
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Organisation, Person, StoredSession
from tracker.models.moment import now
from tracker.people.commands import disable_person, leave_organisation
from tracker.sessions.store import find_person_of_session

Rows = Callable[[sa.Select[Any]], list[Any]]
Open = Callable[..., Browser]
Change = Callable[..., None]


@pytest.fixture
def age(served: Flask) -> Change:
    """Set all sessions back in time."""

    def set_back(*, started: timedelta = timedelta(), seen: timedelta = timedelta()) -> None:
        with served.app_context(), write_transactions():
            db.session.execute(
                sa.update(StoredSession).values(
                    started_at=now() - max(started, seen), seen_at=now() - seen
                )
            )
            db.session.commit()

    return set_back


def test_a_disabled_person_is_out_at_the_next_request(
    served: Flask, open_browser: Open, ann: Person, rows: Rows
) -> None:
    browser = open_browser(ann)

    with served.app_context(), write_transactions():
        disable_person(person=db.session.get_one(Person, ann.id))
        db.session.commit()

    assert not browser.is_signed_in()
    assert rows(sa.select(StoredSession)) == []


def test_a_flag_alone_shuts_a_person_out(served: Flask, open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)

    with served.app_context(), write_transactions():
        db.session.execute(sa.update(Person).values(active=False))
        db.session.commit()

    assert not browser.is_signed_in()


def test_a_new_name_in_sessions_ends_those_before(
    served: Flask, open_browser: Open, ann: Person
) -> None:
    browser = open_browser(ann)

    with served.app_context(), write_transactions():
        db.session.execute(sa.update(Person).values(fs_uniquifier="another"))
        db.session.commit()

    assert not browser.is_signed_in()


def test_with_the_last_place_the_sessions_end(
    served: Flask, open_browser: Open, ann: Person, rows: Rows
) -> None:
    browser = open_browser(ann)
    (organisation,) = rows(sa.select(Organisation))

    with served.app_context(), write_transactions():
        leave_organisation(person=ann, organisation=organisation)
        db.session.commit()

    assert not browser.is_signed_in()


@pytest.mark.parametrize(
    ("past", "is_running"),
    [
        pytest.param({"seen": timedelta(hours=11)}, True, id="used this morning"),
        pytest.param({"seen": timedelta(hours=13)}, False, id="not used for half a day"),
        pytest.param({"started": timedelta(days=6)}, True, id="begun this week"),
        pytest.param({"started": timedelta(days=8)}, False, id="begun more than a week ago"),
    ],
)
def test_a_session_ends_by_itself(
    *, open_browser: Open, ann: Person, age: Change, past: dict[str, timedelta], is_running: bool
) -> None:
    browser = open_browser(ann)

    age(**past)

    assert browser.is_signed_in() is is_running


def test_use_is_noted_but_not_at_each_request(
    open_browser: Open, ann: Person, age: Change, rows: Rows
) -> None:
    browser = open_browser(ann)
    age(seen=timedelta(minutes=3))
    (before,) = rows(sa.select(StoredSession.seen_at))

    browser.get("/account")
    assert rows(sa.select(StoredSession.seen_at)) == [before]

    age(seen=timedelta(minutes=10))
    browser.get("/account")
    (after,) = rows(sa.select(StoredSession.seen_at))
    assert now() - after < timedelta(minutes=1)


def test_a_session_that_was_ended_is_not_written_back(
    open_browser: Open, ann: Person, rows: Rows
) -> None:
    browser = open_browser(ann)

    browser.get("/ended-meanwhile")

    assert rows(sa.select(StoredSession)) == []
    assert not browser.is_signed_in()


def test_old_sessions_are_swept_away_when_somebody_signs_in(
    open_browser: Open, make: Factory, ann: Person, age: Change, rows: Rows
) -> None:
    open_browser(ann)
    age(started=timedelta(days=30), seen=timedelta(days=20))
    bob = make.person(password="giraffe umbrella tin")

    open_browser().sign_in(bob.email, "giraffe umbrella tin")

    assert rows(sa.select(StoredSession.person_id)) == [bob.id]


def test_a_visitors_cookie_signs_nobody_in(served: Flask, browser: Browser, ann: Person) -> None:
    signer = served.session_interface.get_signing_serializer(served)
    forged = signer.dumps({"_user_id": ann.fs_uniquifier, "_fresh": True})
    browser.client.set_cookie("__Host-tracker", forged, domain="tracker.example")

    assert not browser.is_signed_in()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("path", "status"), [("/impatient", 200), ("/impatient?change=1", 500)])
def test_a_page_is_shown_though_its_use_cannot_be_noted(
    *,
    served: Flask,
    open_browser: Open,
    ann: Person,
    age: Change,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    status: int,
) -> None:
    browser = open_browser(ann)
    age(seen=timedelta(minutes=10))
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 50)
    with served.app_context():
        db.engine.dispose()
        with db.engine.connect() as writer:
            with write_transactions():
                writer.begin()
            answer = browser.get(path)
            writer.rollback()
        db.engine.dispose()

    assert answer.status_code == status


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_waits_for_its_use_to_be_noted(
    served: Flask, open_browser: Open, ann: Person, age: Change
) -> None:
    browser, asked = open_browser(ann), []
    age(seen=timedelta(minutes=10))

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    with served.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", note)
        browser.get("/impatient")
        sa.event.remove(db.engine, "before_cursor_execute", note)

    assert asked[asked.index("BEGIN IMMEDIATE") - 1] == "PRAGMA busy_timeout=0"


def test_nobody_is_whom_the_session_does_not_name(served: Flask, ann: Person) -> None:
    with served.test_request_context():
        assert find_person_of_session(ann.fs_uniquifier) is None


def test_where_the_database_fails_nobody_is_thrown_out(
    served: Flask, open_browser: Open, ann: Person
) -> None:
    browser = open_browser(ann)
    cookie = browser.cookie()

    with served.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE stored_session RENAME TO away"))
    try:
        answer = browser.get("/account")
    finally:
        with served.app_context(), db.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE away RENAME TO stored_session"))

    assert answer.status_code in {500, 503}
    assert browser.cookie() == cookie
    assert browser.is_signed_in()
