"""The page that shows what a demo would have mailed."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.mailbox import Mailbox
from tracker.app import create_app
from tracker.mail.sending import send_mail


@pytest.fixture
def send(app: Flask, mailbox: Mailbox):
    assert mailbox.mails() == []

    def to_bob(subject: str, **context: str) -> None:
        with app.test_request_context(base_url="http://localhost"):
            assert send_mail("bob@a.example", subject, "password_changed", **context)

    return to_bob


def test_it_shows_the_newest_first(send, client: FlaskClient) -> None:
    send("First", address="bob@a.example", link="http://localhost/reset")
    send("Second", address="bob@a.example", link="http://localhost/reset")

    page = client.get("/demo/mail").text

    assert page.index("Second") < page.index("First")
    assert "to bob@a.example" in page


def test_links_to_this_site_can_be_pressed_and_no_others(send, client: FlaskClient) -> None:
    send("Hello", address="http://evil.example/x", link="http://localhost/reset?a=1&b=2")

    page = client.get("/demo/mail").text

    assert 'href="http://localhost/reset?a=1&amp;b=2"' in page
    assert 'href="http://evil.example' not in page
    assert "http://evil.example/x" in page


def test_what_a_mail_says_is_text(send, client: FlaskClient) -> None:
    send("<b>Hello", address="<script>x</script>", link='http://localhost/"><svg onload=x>')

    page = client.get("/demo/mail").text

    for markup in ["<b>Hello", "<script>x", "<svg onload"]:
        assert markup not in page
    assert "&lt;b&gt;Hello" in page


@pytest.mark.usefixtures("mailbox")
def test_without_mail_it_says_what_will_stand_there(client: FlaskClient) -> None:
    assert "No emails yet" in client.get("/demo/mail").text


def test_a_demo_without_a_folder_has_no_mail() -> None:
    app = create_app(DEMO=True, SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://")

    assert "No emails yet" in app.test_client().get("/demo/mail").text


def test_it_is_there_in_a_demo_alone(tmp_path: Path) -> None:
    app = create_app(MAIL_FOLDER=tmp_path, SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://")

    assert app.test_client().get("/demo/mail", base_url="https://localhost").status_code == 404
