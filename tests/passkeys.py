"""A fake authenticator with a passkey (WebAuthn): creates a key and signs challenges."""

import hashlib
import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor
from werkzeug.test import TestResponse

from tests.browsing import Browser

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Device:
    """An authenticator with one passkey and no signature counter, like synced passkeys."""

    flags: int = PRESENT | VERIFIED
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    owner: str = ""

    def add(self, browser: Browser, name: str = "Phone") -> TestResponse:
        """Register the passkey with the account of the browser's session."""
        browser.get("/account/passkeys")
        page = browser.post_proven("/account/passkeys", {"name": name})
        options, action = webauthn_options(page.text)
        self.owner = options["user"]["id"]
        return browser.post(
            action, {"credential": json.dumps(self.registration(options, browser.site))}
        )

    def answer(self, browser: Browser, start: str = "/sign-in/passkey") -> tuple[str, str]:
        """Return the form's action and the response to the page's challenge."""
        browser.get(start)
        options, action = webauthn_options(browser.post(start).text)
        return action, self.assertion_json(options, browser.site)

    def assertion_json(self, options: dict[str, Any], site: str) -> str:
        """Return the response to the options of a page of this site, as JSON."""
        return json.dumps(self.assertion(options, site))

    def sign_in(self, browser: Browser, **more: str) -> TestResponse:
        """Sign in by this passkey."""
        action, credential = self.answer(browser)
        return browser.post(action, {"credential": credential} | more)

    def registration(self, options: dict[str, Any], site: str) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        head = self.head(options["rp"]["id"], self.flags | ATTESTED)
        data = head + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = client_data("webauthn.create", options["challenge"], site)
        return self.wrapped({"attestationObject": b64(attestation), "clientDataJSON": b64(client)})

    def assertion(self, options: dict[str, Any], site: str) -> dict[str, Any]:
        data = self.head(options["rpId"], self.flags)
        client = client_data("webauthn.get", options["challenge"], site)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self.wrapped(
            {
                "authenticatorData": b64(data),
                "clientDataJSON": b64(client),
                "signature": b64(signature),
                "userHandle": b64(urlsafe_b64decode(self.owner + "==")),
            }
        )

    def head(self, site: str, flags: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + bytes(4)

    def wrapped(self, response: dict[str, Any]) -> dict[str, Any]:
        name = b64(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "extensions": "{}",
        }


def client_data(kind: str, challenge: str, site: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": site}).encode()


def webauthn_options(page: str) -> tuple[dict[str, Any], str]:
    """Return the WebAuthn options of a page and the action of its form."""
    form = re.search(r"<form[^>]*data-passkey[^>]*>", page)
    assert form, page
    options = re.search(r'data-options="([^"]*)"', form[0])
    action = re.search(r'action="([^"]*)"', form[0])
    assert options
    assert action
    return json.loads(unescape(options[1])), unescape(action[1])
