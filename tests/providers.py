"""An OpenID Connect provider in a separate process, and its users."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any

import pytest
import requests
from werkzeug.test import TestResponse

from tests.browsing import SITE, Browser
from tests.ports import free_port


@contextmanager
def running_provider() -> Iterator[str]:
    """Run a provider; yield its issuer."""
    port = free_port()
    program = [
        sys.executable,
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        issuer = f"http://localhost:{port}"
        wait_for(issuer)
        yield issuer
        running.terminate()


def wait_for(issuer: str) -> None:
    """Wait until the provider responds."""
    for _ in range(150):
        try:
            requests.get(f"{issuer}/jwks", timeout=5).raise_for_status()
        except requests.ConnectionError:
            sleep(0.2)
        else:
            return
    pytest.fail("The provider does not start.")


class Desk:
    """A client of the provider's sign-in page."""

    def __init__(self, provider: str) -> None:
        self.provider = provider

    def add_user(self, subject: str, *, hide: bool = False, **claims: Any) -> None:
        """Add a user to the provider; with `hide`, without any claims."""
        claims = {} if hide else {"email": "ann@kent.example", "email_verified": True} | claims
        requests.put(f"{self.provider}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def start(self, browser: Browser, path: str = "/sign-in/with/kent", **data: str) -> str:
        """Return the authorization URL to which the browser is redirected."""
        browser.get("/login" if path.startswith("/sign-in") else "/account")
        answer = browser.post(path, data)
        if "Confirm it is you" in answer.text:
            answer = browser.prove(answer, path)
        assert answer.status_code == 200, answer.text
        return answer.headers["Refresh"].removeprefix("0; url=")

    def authorize(self, url: str, subject: str) -> str:
        """Sign in as the user, and return the path to which the browser is redirected."""
        form = {"sub": subject}
        answer = requests.post(url, data=form, timeout=5, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"].removeprefix(SITE)

    def sign_in(self, browser: Browser, subject: str = "ann", **data: str) -> TestResponse:
        """Sign in through the provider."""
        return browser.get(self.authorize(self.start(browser, **data), subject))
