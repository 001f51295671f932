"""A test browser: stores cookies, sends CSRF tokens, Origin and Referer."""

import re
from html import unescape
from time import time
from typing import Any

from flask import Flask
from pyotp import TOTP
from werkzeug.test import TestResponse

SITE = "https://tracker.example"
PASSWORD = "giraffe umbrella tin"
APP_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The TOTP secret of the tests' authenticator apps."""


def codes_now(key: str = APP_KEY) -> list[str]:
    """Return the codes of an app that are valid now, the oldest first."""
    moment = time()
    return [TOTP(key).at(int(moment) + 30 * step) for step in (-1, 0, 1)]


class Browser:
    """Open pages and submit their forms over TLS, from the page opened last."""

    def __init__(self, app: Flask, site: str = SITE) -> None:
        self.client = app.test_client()
        self.site = site
        self.at = "/"
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        response = self.client.get(path, base_url=self.site, **options)
        self.at = path
        self._read_token(response)
        return response

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, sent_by: str | None = None
    ) -> TestResponse:
        """Send a form with the token of the page opened last; `sent_by` names another site."""
        site = sent_by or self.site
        headers = {
            "Origin": site,
            "Referer": site + (self.at if sent_by is None else "/"),
            "Sec-Fetch-Site": "same-origin" if sent_by is None else "cross-site",
        }
        fields = {"csrf_token": self.token} | (data or {})
        response = self.client.post(path, base_url=self.site, data=fields, headers=headers)
        self._read_token(response)
        return response

    def prove(self, page: TestResponse, path: str, **proof: str) -> TestResponse:
        """Submit the re-authentication page with a proof."""
        assert "Confirm it is you" in page.text, (page.status_code, page.location, page.text)
        form = page.text.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
        fields = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
        hidden = {name: unescape(value) for name, value in fields}
        return self.post(path, hidden | (proof or {"proof_password": PASSWORD}))

    def get_proven(self, path: str) -> TestResponse:
        """Open a page; re-authenticate with the password if required."""
        response = self.get(path)
        if "Confirm it is you" in response.text:
            response = self.get(self.prove(response, path).location or "")
        return response

    def post_proven(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        """Submit a form that requires re-authentication with the password."""
        return self.prove(self.post(path, data), path)

    def sign_in(self, address: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        """Submit the sign-in form, and a code if required; then open a page with a CSRF token."""
        self.get("/login")
        response = self.post("/login", {"email": address, "password": password} | more)
        if response.location and response.location.startswith("/sign-in/code"):
            response = self.send_code(response.location)
        if response.location:
            self.get("/account")
        return response

    def send_code(self, page: str = "/sign-in/code", key: str = APP_KEY) -> TestResponse:
        """Submit a valid code of the app that was not used before."""
        response = self.get(page)
        for code in codes_now(key):
            response = self.post("/sign-in/code", {"code": code})
            if response.location:
                break
        return response

    def is_signed_in(self) -> bool:
        return self.client.get("/account", base_url=self.site).status_code == 200

    def cookie(self) -> str | None:
        """Return the value of the session cookie."""
        name = self.client.application.config["SESSION_COOKIE_NAME"]
        cookie = self.client.get_cookie(name, domain=self.site.partition("//")[2])
        return cookie.value if cookie else None

    def copy_session_of(self, other: "Browser") -> None:
        """Copy the other browser's session cookie."""
        self.set_session(other.cookie() or "")

    def set_session(self, key: str) -> None:
        """Set the session cookie to this key."""
        name = self.client.application.config["SESSION_COOKIE_NAME"]
        self.client.set_cookie(name, key, domain=self.site.partition("//")[2])

    def _read_token(self, response: TestResponse) -> None:
        if response.mimetype == "text/html":
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.text)
            self.token = found[1] if found else self.token
