"""What a test's factory makes waits to be committed, and nobody can tell."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories import Factory
from tracker.extensions import db
from tracker.models import Organisation, Person

pytestmark = pytest.mark.on_postgresql
COUNT = "SELECT count(*) FROM person"


def test_rows_wait_until_somebody_looks(app: Flask, make: Factory, rows) -> None:
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "commit", note)

    make.contributor()
    make.contributor()
    waited = len(commits)
    found = len(rows(sa.select(Person)))

    sa.event.remove(engine, "commit", note)
    assert (waited, found, len(commits)) == (0, 2, 1)


def test_a_bare_connection_finds_them(app: Flask, make: Factory) -> None:
    with app.app_context():
        engine = db.engine
    make.person()

    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(COUNT)
        assert cursor.fetchone() == (1,)


def test_another_thread_finds_them(app: Flask, make: Factory) -> None:
    def count() -> int:
        with app.app_context():
            return int(db.session.execute(sa.text(COUNT)).scalar_one())

    make.person()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(count).result() == 1


def test_who_looks_already_finds_them_too(app: Flask, make: Factory) -> None:
    with app.app_context():
        assert db.session.execute(sa.text(COUNT)).scalar_one() == 0
        db.session.rollback()
        with closing(db.engine.raw_connection()) as connection:
            make.person()
            with closing(connection.cursor()) as cursor:
                cursor.execute(COUNT)
                assert cursor.fetchone() == (1,)


def test_a_row_that_is_refused_leaves_those_before_it(make: Factory, rows) -> None:
    make.organisation("Kent", slug="kent")
    make.person("Ann")

    with pytest.raises(sa.exc.IntegrityError):
        make.organisation("Medway", slug="kent")

    make.person("Bob")
    assert [one.name for one in rows(sa.select(Organisation))] == ["Kent"]
    assert [one.name for one in rows(sa.select(Person))] == ["Ann", "Bob"]
