"""A browser as our pages meet it: keeps cookies, finds the token in a form, says where it is."""

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
"""What the authenticator app of a test's people holds."""


def codes_now(key: str = APP_KEY) -> list[str]:
    """Return the codes of an app that are taken at this moment, the oldest first."""
    moment = time()
    return [TOTP(key).at(int(moment) + 30 * step) for step in (-1, 0, 1)]


class Browser:
    """Open pages and send their forms, over TLS, from the page opened last."""

    def __init__(self, app: Flask, site: str = SITE) -> None:
        self.client = app.test_client()
        self.site = site
        self.at = "/"
        self.token = ""

    def get(self, path: str, **given: Any) -> TestResponse:
        answer = self.client.get(path, base_url=self.site, **given)
        self.at = path
        self._take_token(answer)
        return answer

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, sent_by: str | None = None
    ) -> TestResponse:
        """Send a form with the token of the page opened last; `sent_by` names another site."""
        site = sent_by or self.site
        where_from = {
            "Origin": site,
            "Referer": site + (self.at if sent_by is None else "/"),
            "Sec-Fetch-Site": "same-origin" if sent_by is None else "cross-site",
        }
        fields = {"csrf_token": self.token} | (data or {})
        answer = self.client.post(path, base_url=self.site, data=fields, headers=where_from)
        self._take_token(answer)
        return answer

    def prove(self, asked: TestResponse, path: str, **proof: str) -> TestResponse:
        """Send what the page that asks whether it is still the person carries, with a proof."""
        assert "Confirm it is you" in asked.text, (asked.status_code, asked.location, asked.text)
        form = asked.text.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
        fields = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
        carried = {name: unescape(value) for name, value in fields}
        return self.post(path, carried | (proof or {"proof_password": PASSWORD}))

    def get_proven(self, path: str) -> TestResponse:
        """Open a page, with the password where it asks for that first."""
        answer = self.get(path)
        if "Confirm it is you" in answer.text:
            answer = self.get(self.prove(answer, path).location or "")
        return answer

    def post_proven(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        """Send a form whose act asks for the password first."""
        return self.prove(self.post(path, data), path)

    def sign_in(self, address: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        """Send the sign-in form, then a code if asked, and open a page that holds a token."""
        self.get("/login")
        answer = self.post("/login", {"email": address, "password": password} | more)
        if answer.location and answer.location.startswith("/sign-in/code"):
            answer = self.give_code(answer.location)
        if answer.location:
            self.get("/account")
        return answer

    def give_code(self, page: str = "/sign-in/code", key: str = APP_KEY) -> TestResponse:
        """Send a code of the app that nobody has sent yet, of those that are taken now."""
        answer = self.get(page)
        for code in codes_now(key):
            answer = self.post("/sign-in/code", {"code": code})
            if answer.location:
                break
        return answer

    def is_signed_in(self) -> bool:
        return self.client.get("/account", base_url=self.site).status_code == 200

    def cookie(self) -> str | None:
        """What the session's cookie holds."""
        name = self.client.application.config["SESSION_COOKIE_NAME"]
        cookie = self.client.get_cookie(name, domain=self.site.partition("//")[2])
        return cookie.value if cookie else None

    def steal_from(self, other: "Browser") -> None:
        """Take over the other browser's session cookie."""
        self.hold(other.cookie() or "")

    def hold(self, key: str) -> None:
        """Let the session's cookie hold this key."""
        name = self.client.application.config["SESSION_COOKIE_NAME"]
        self.client.set_cookie(name, key, domain=self.site.partition("//")[2])

    def _take_token(self, answer: TestResponse) -> None:
        if answer.mimetype == "text/html":
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text)
            self.token = found[1] if found else self.token
