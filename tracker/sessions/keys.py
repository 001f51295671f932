"""Key derivation from SECRET_KEY, one key for each purpose, to encrypt stored secrets."""

import base64
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Config


def derived_key(config: Config, purpose: str) -> bytes:
    """Return a 32-byte key for this purpose, as Base64; stable while SECRET_KEY is.

    An app without a SECRET_KEY, which may migrate but signs nobody in, gets a random key.
    """
    secret = str(config.get("SECRET_KEY") or secrets.token_urlsafe(32))
    derivation = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=f"obstacle tracker: {purpose}".encode()
    )
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
