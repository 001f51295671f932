"""The session's cookie: what it may be sent with, and where."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.browsing import PASSWORD, Browser
from tests.factories import Factory
from tracker.app import create_app
from tracker.extensions import db
from tracker.models import Person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Open = Callable[..., Browser]


def flags(cookie: str) -> set[str]:
    return {part.strip() for part in cookie.split(";")[1:]}


def test_every_cookie_of_a_served_site_is_shut_in(browser: Browser, ann: Person) -> None:
    browser.get("/login")
    answers = [
        browser.get("/login"),
        browser.post("/login", {"email": ann.email, "password": PASSWORD}),
        browser.get("/account"),
        browser.post("/preferences/theme", {"theme": "dark"}),
        browser.post("/logout"),
        browser.post("/login", {}),
        browser.get("/nowhere"),
    ]

    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]

    assert len(cookies) >= 3
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= flags(cookie), cookie
        assert "Domain" not in cookie
        known = ("__Host-tracker=", "__Host-tracker-device=", "__Host-tracker-kept=", "theme=")
        assert cookie.startswith(known)


@pytest.fixture
def demo(app: Flask, make: Factory) -> Iterator[Flask]:
    make.person(email="contributor@kent.example")
    demo = create_app(
        SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"],
        SECRET_KEY="tests only, " * 4,
        DEMO=True,
    )
    yield demo
    with demo.app_context():
        db.engine.dispose()


def test_a_demo_without_tls_keeps_its_cookie_from_scripts(demo: Flask) -> None:
    browser = Browser(demo, "http://localhost")
    browser.get("/login")

    answer = browser.post("/demo/sign-in", {"person": "contributor@kent.example"})

    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("tracker=")
    assert flags(cookie) == {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert browser.is_signed_in()


@pytest.mark.parametrize("host", ["localhost", "localhost:5000", "127.0.0.1:5000"])
def test_a_demo_answers_on_this_machine(demo: Flask, host: str) -> None:
    assert demo.test_client().get("/login", base_url=f"http://{host}").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1:5000"])
def test_a_demo_answers_under_no_other_name(demo: Flask, host: str) -> None:
    answer: Any = demo.test_client().get("/login", base_url=f"http://{host}")

    assert answer.status_code == 400
    assert "contributor@kent.example" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
