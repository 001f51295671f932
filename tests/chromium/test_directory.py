"""Sign-in through a directory in a real browser, whose policy lets no form lead to another site."""

from collections.abc import Iterator
from threading import Thread

import pytest
import requests
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.providers import running_provider
from tracker.cli.demo import demo_app
from tracker.sign_in.openid import Directory

LOG = "/programmes/ticc/obstacles/log"
PERSON = "contributor@medway.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo of its own, with a directory in which one of its people is."""
    app = demo_app(tmp_path_factory.mktemp("demo"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    with running_provider() as issuer:
        app.config["DIRECTORIES"] = [Directory("medway", "Medway’s directory", issuer, "t", "s")]
        who = {"email": PERSON, "email_verified": True}
        requests.put(f"{issuer}/users/mia", json=who, timeout=5).raise_for_status()
        thread.start()
        yield f"http://localhost:{server.port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A visitor's page, whose browser refused nothing in the end."""
    context = browser.new_context(base_url=site, viewport={"width": 390, "height": 900})
    page, faults = context.new_page(), []
    page.set_default_timeout(15_000)
    page.on("console", lambda said: faults.append(said.text) if "Policy" in said.text else None)
    yield page
    context.close()
    assert faults == []


def say_who(page: Page) -> None:
    """Say to the provider who it is."""
    page.wait_for_url("**/oauth2/authorize**")
    page.locator("input[name=sub]").first.fill("mia")
    page.locator("button[type=submit], input[type=submit]").first.click()


def test_a_visitor_is_led_there_and_back_to_where_they_meant_to_be(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("button", name="Sign in with Medway’s directory").click()
    say_who(page)

    page.wait_for_url("**/account")
    assert page.locator("#main").get_by_text(PERSON).is_visible()


def test_what_was_typed_is_in_the_form_again(page: Page) -> None:
    page.goto("/login")
    page.locator(f"button[value='{PERSON}']").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(LOG)
    page.get_by_label("What is in the way?").fill("Beds wait for a signature")
    session = [one for one in page.context.cookies() if one["name"] == "tracker"]
    page.context.clear_cookies(name="tracker")
    assert session

    page.get_by_role("button", name="Log", exact=False).first.click()
    page.get_by_role("button", name="Sign in with Medway’s directory").click()
    say_who(page)

    page.wait_for_url(f"**{LOG}")
    assert page.get_by_label("What is in the way?").input_value() == "Beds wait for a signature"
