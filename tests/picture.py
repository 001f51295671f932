"""Take the README's screenshot: the demo's network page, in Chromium, without any other data.

    .venv/bin/python -m tests.picture

Writes docs/pictures/network.png from a demo of its own that is discarded afterwards.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from tests.chromium.conftest import FLAGS, chromium
from tracker.cli.demo import demo_app

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "network.png"
PERSON, PAGE = "lead@programme.example", "/programmes/ticc/network"
SIZE = {"width": 1060, "height": 740}


def take_picture(address: str) -> None:
    """Sign in as a demo person and store a screenshot of the network page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(base_url=address, viewport=SIZE, locale="en-GB")
        page.goto("/login")
        page.locator(f"button[value='{PERSON}']").click()
        page.wait_for_url(lambda url: "/login" not in url)
        page.goto(PAGE)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=PICTURE)
        browser.close()


def main() -> None:
    """Serve a new demo on a free port while the screenshot is taken."""
    with TemporaryDirectory() as folder:
        server = make_server("127.0.0.1", 0, demo_app(Path(folder)), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        take_picture(f"http://localhost:{server.server_port}")
        server.shutdown()


if __name__ == "__main__":
    main()
