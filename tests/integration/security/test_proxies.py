import pytest
from flask import request

from tracker.app import create_app

FORGED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "x"}


def seen_through(proxies: int) -> tuple[str | None, bool, str]:
    settings = {"SECRET_KEY": "x" * 40, "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    app = create_app(PROXIES=proxies, **settings)
    found = []
    app.before_request(lambda: found.append((request.remote_addr, request.is_secure, request.host)))
    app.test_client().get("/no-such-page", headers=FORGED)
    return found[0]


def test_nothing_that_a_visitor_says_of_themselves_is_believed() -> None:
    assert seen_through(0) == ("127.0.0.1", False, "localhost")


def test_what_a_proxy_of_ours_says_is_believed() -> None:
    assert seen_through(1) == ("203.0.113.9", True, "x")


@pytest.mark.parametrize(("said", "believed"), [("2", 2), ("", 0), ("many", 0)])
def test_the_environment_says_how_many_there_are(monkeypatch, said, believed) -> None:
    monkeypatch.setenv("PROXIES", said)

    app = create_app(SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://")

    assert app.config["PROXIES"] == believed
