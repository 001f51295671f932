"""Fixtures for tests in a real browser: the demo served on loopback, a page for each person."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tracker.cli.demo import demo_app

PHONE, DESKTOP = 390, 1280
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Where Chromium is; without it the tests skip, or fail where they are required."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail("Browser tests are required here, and there is no Chromium")
    pytest.skip("no Chromium here: apt-get install chromium")


@pytest.fixture(scope="session")
def demo(quick_folder: Path) -> Flask:
    """The demo, filled for this test run."""
    return demo_app(Path(mkdtemp(dir=quick_folder)))


@pytest.fixture(scope="session")
def address(demo: Flask) -> Iterator[str]:
    """The address of the demo, served for this test run."""
    server = make_server("127.0.0.1", 0, demo, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, address: str) -> Callable[[str], Any]:
    """Return the cookies of a demo person, who signs in once in a test run."""

    @cache
    def sign_in(person: str) -> Any:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/login")
        page.locator(f"button[value='{person}']").click()
        page.wait_for_url(lambda url: "/login" not in url)
        state = context.storage_state()
        context.close()
        return state

    return sign_in


@pytest.fixture
def page_of(
    browser: Browser, address: str, signed_in: Callable[[str], Any]
) -> Iterator[Callable[..., Page]]:
    """Return a page on which a demo person is signed in: `page_of("lead@kent.example", 390)`."""
    with ExitStack() as opened:

        def open_page(
            person: str | None = None, width: int = DESKTOP, *, dark: bool = False
        ) -> Page:
            context = browser.new_context(
                base_url=address,
                viewport={"width": width, "height": 900},
                color_scheme="dark" if dark else "light",
                locale="en-GB",
                storage_state=signed_in(person) if person else None,
            )
            opened.callback(context.close)
            return context.new_page()

        yield open_page
