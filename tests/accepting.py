"""Accept an invitation as a new person: choose a password, sign in, accept."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import PASSWORD

ACCOUNT = {"name": "Ann New", "password": PASSWORD, "password_again": PASSWORD}


def sign_in_and_accept(browser: FlaskClient, path: str, *, email: str, **more: str) -> TestResponse:
    """Choose a name and password on an invitation's page, sign in with it, and accept."""
    page = browser.post(path, data=ACCOUNT | more)
    assert page.status_code == 200, page.text
    signed_in = browser.post("/login", data=ACCOUNT | {"email": email, "next": path})
    assert signed_in.location == path
    return browser.post(path, data=more)
