"""Say by whom tries are counted: a person, an address of origin, an account that is guessed at.

None of it stands readable in the table: what is counted by is hashed with the site's secret.
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
"""How many marks a shared device keeps; each person who signs in leaves two."""


def person() -> str | None:
    """Count by the person signed in; nobody signed in gets nothing done here anyway."""
    user = find_person()
    return f"person {user.id}" if user else None


def client_ip() -> str:
    """Count by the address that the request came from; of IPv6 by the network it belongs to."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "origin unknown"
    if not isinstance(address, IPv6Address):
        return f"origin {address}"
    plain = address.ipv4_mapped
    return f"origin {plain}" if plain else f"origin {int(address) >> 64:016x}"


def person_or_ip() -> str:
    """Count by the person where one is signed in, else by origin."""
    return person() or client_ip()


def account() -> str:
    """Count by the account that the form names, whether there is one or not."""
    return _account_subject(request.form.get("email", ""))


def _account_subject(address_input: str) -> str:
    """Name the account as the sign-in looks it up, so that another spelling is no new account."""
    try:
        address = str(current_app.extensions["security"].mail_util.normalize(address_input.strip()))
    except ValueError:
        address = address_input.strip()
    return f"account {address.casefold()}"


def account_on_device() -> str:
    """Count by the account at this device where the two know each other, else at this origin."""
    return f"{account()} at {_trusted_device_of(account()) or client_ip()}"


def account_on_untrusted_devices() -> str | None:
    """Count by the account, wherever from, but for devices that it has signed in on."""
    return None if _trusted_device_of(account()) else account()


def untrusted_ip() -> str | None:
    """Count by origin, but for devices that this very account has signed in on."""
    return None if _trusted_device_of(account()) else client_ip()


def second_factor_subject() -> str:
    """Count by whose second factor is asked for: signed in, half signed in, else by origin."""
    return person() or _pending_sign_in() or client_ip()


def second_factor_subject_on_device() -> str:
    """Count by whose second factor it is, at this device or this origin."""
    return (
        f"{second_factor_subject()} at {_trusted_device_of(second_factor_subject()) or client_ip()}"
    )


def second_factor_subject_on_untrusted_devices() -> str | None:
    """Count by whose second factor it is, wherever from, but for devices known to them."""
    return None if _trusted_device_of(second_factor_subject()) else second_factor_subject()


def _pending_sign_in() -> str | None:
    half: str | None = session.get(PENDING_PERSON_KEY)
    return f"half {half}" if half else None


def _account_marks(user: Person) -> list[str]:
    """Return what a device remembers of a person: no name, nothing that anybody could read."""
    return [hashed(_account_subject(user.email)), hashed(f"half {user.fs_uniquifier}")]


def hashed(subject: str) -> str:
    """Return what the table and the device know somebody by; needs the site's secret to guess."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, subject.encode(), hashlib.sha256).hexdigest()[:32]


def _trusted_device_of(subject: str) -> str | None:
    """Return the device's name where this account has signed in on it before."""
    device = _device_cookie_value()
    return f"device {device['device']}" if hashed(subject) in device["accounts"] else None


def _device_cookie_value() -> dict[str, Any]:
    """Return what the device's cookie says, where we wrote it."""
    try:
        device: dict[str, Any] = _signer().loads(
            request.cookies.get(DEVICE_COOKIE, ""),
            max_age=int(TRUSTED_DEVICE_MAX_AGE.total_seconds()),
        )
    except BadData:
        return {"device": secrets.token_urlsafe(16), "accounts": []}
    return device


def trust_device(response: Response, user: Person) -> None:
    """Let this device be known to the account from here on: guesses made elsewhere spare it."""
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
