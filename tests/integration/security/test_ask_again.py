"""The page that asks for the password again."""

from collections.abc import Callable

from tests.browsing import PASSWORD, Browser
from tracker.models import Person

Open = Callable[..., Browser]


def test_the_right_password_leads_on(open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)
    browser.get("/verify?next=/account")

    answer = browser.post("/verify", {"password": PASSWORD, "next": "/account"})

    assert (answer.status_code, answer.location) == (302, "/account")


def test_the_right_password_leads_nowhere_else(open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)
    browser.get("/verify")

    answer = browser.post("/verify?next=//evil.example", {"password": PASSWORD})

    assert answer.location == "/"


def test_a_wrong_password_is_refused_in_our_words(open_browser: Open, ann: Person) -> None:
    browser = open_browser(ann)
    browser.get("/verify")

    answer = browser.post("/verify", {"password": "a wrong password"})

    assert answer.status_code == 200
    assert "This is not your password." in answer.text


def test_a_stranger_is_asked_to_sign_in_first(browser: Browser) -> None:
    assert browser.get("/verify").location == "/login?next=/verify"
