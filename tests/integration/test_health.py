"""What a load balancer is told."""

from flask import Flask

from tracker.app import create_app


def test_health_is_good_where_the_database_answers(client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"database": "reached"})


def test_health_is_bad_where_the_database_is_away(tmp_path) -> None:
    away = f"sqlite:///{tmp_path / 'gone' / 'tracker.db'}"
    app = create_app(SQLALCHEMY_DATABASE_URI=away, SECRET_KEY="tests only, " * 4)

    answer = app.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (503, {"database": "unreachable"})


def test_health_is_bad_before_the_tables_are_there(app: Flask) -> None:
    empty = create_app(SQLALCHEMY_DATABASE_URI="sqlite://", SECRET_KEY="tests only, " * 4)

    assert app
    assert empty.test_client().get("/healthz").status_code == 503
