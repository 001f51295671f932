"""Rate-limit keys: per user, per client IP address or per target account.

The table contains no readable keys: they are hashed with the site's secret.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import Response, current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from tracker.models import Person
from tracker.sessions.person import find_person
from tracker.sessions.sign_in_library import PENDING_PERSON_KEY

DEVICE_COOKIE = "__Host-tracker-device"
TRUSTED_DEVICE_MAX_AGE = timedelta(days=180)
MAX_ACCOUNT_MARKS = 10
"""The maximum number of account marks in a device's cookie; each person who signs in adds two."""


def person() -> str | None:
    """Return the key of the person signed in, or None."""
    user = find_person()
    return f"person {user.id}" if user else None


def client_ip() -> str:
    """Return the key of the client's IP address; for IPv6, of its /64 network."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "origin unknown"
    if not isinstance(address, IPv6Address):
        return f"origin {address}"
    plain = address.ipv4_mapped
    return f"origin {plain}" if plain else f"origin {int(address) >> 64:016x}"


def person_or_ip() -> str:
    """Return the key of the person if signed in, else of the client IP address."""
    return person() or client_ip()


def account() -> str:
    """Return the key of the account that the form names, whether it exists or not."""
    return _account_subject(request.form.get("email", ""))


def _account_subject(address_input: str) -> str:
    """Return the key of an account by its normalised address, as the sign-in looks it up."""
    try:
        address = str(current_app.extensions["security"].mail_util.normalize(address_input.strip()))
    except ValueError:
        address = address_input.strip()
    return f"account {address.casefold()}"


def account_on_device() -> str:
    """Return the key of the account on this device if trusted, else at this IP address."""
    return f"{account()} at {_trusted_device_of(account()) or client_ip()}"


def account_on_untrusted_devices() -> str | None:
    """Return the key of the account, or None on a device that is trusted for it."""
    return None if _trusted_device_of(account()) else account()


def untrusted_ip() -> str | None:
    """Return the key of the client IP address, or None on a device trusted for the account."""
    return None if _trusted_device_of(account()) else client_ip()


def second_factor_subject() -> str:
    """Return the key of whose second factor is required: person, pending sign-in or IP address."""
    return person() or _pending_sign_in() or client_ip()


def second_factor_subject_on_device() -> str:
    """Return the key of the second factor's owner on this device if trusted, else at this IP."""
    return (
        f"{second_factor_subject()} at {_trusted_device_of(second_factor_subject()) or client_ip()}"
    )


def second_factor_subject_on_untrusted_devices() -> str | None:
    """Return the key of the second factor's owner, or None on a device trusted for them."""
    return None if _trusted_device_of(second_factor_subject()) else second_factor_subject()


def _pending_sign_in() -> str | None:
    uniquifier: str | None = session.get(PENDING_PERSON_KEY)
    return f"half {uniquifier}" if uniquifier else None


def _account_marks(user: Person) -> list[str]:
    """Return the marks of a person in a device's cookie: hashes only, no name."""
    return [hashed(_account_subject(user.email)), hashed(f"half {user.fs_uniquifier}")]


def hashed(subject: str) -> str:
    """Return the keyed hash of a rate-limit key (HMAC with the site's secret)."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, subject.encode(), hashlib.sha256).hexdigest()[:32]


def _trusted_device_of(subject: str) -> str | None:
    """Return the key of this device if the account has signed in on it before, else None."""
    device = _device_cookie_value()
    return f"device {device['device']}" if hashed(subject) in device["accounts"] else None


def _device_cookie_value() -> dict[str, Any]:
    """Return the content of the device's signed cookie, or that of a new device."""
    try:
        device: dict[str, Any] = _signer().loads(
            request.cookies.get(DEVICE_COOKIE, ""),
            max_age=int(TRUSTED_DEVICE_MAX_AGE.total_seconds()),
        )
    except BadData:
        return {"device": secrets.token_urlsafe(16), "accounts": []}
    return device


def trust_device(response: Response, user: Person) -> None:
    """Mark this device as trusted for the account, so that guesses elsewhere do not lock it out."""
    device, marks = _device_cookie_value(), _account_marks(user)
    others = [mark for mark in device["accounts"] if mark not in marks]
    response.set_cookie(
        DEVICE_COOKIE,
        _signer().dumps(device | {"accounts": (marks + others)[:MAX_ACCOUNT_MARKS]}),
        max_age=TRUSTED_DEVICE_MAX_AGE,
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known-device")
