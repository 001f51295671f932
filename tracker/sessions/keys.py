"""Derive the keys that protect stored secrets from SECRET_KEY, another one for each purpose."""

import base64
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Config


def derived_key(config: Config, purpose: str) -> bytes:
    """Return 32 bytes for this purpose, as Base64; the same as long as SECRET_KEY is.

    An app without a SECRET_KEY, which may move tables but signs nobody in, gets a key of its own.
    """
    secret = str(config.get("SECRET_KEY") or secrets.token_urlsafe(32))
    derivation = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=f"obstacle tracker: {purpose}".encode()
    )
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
