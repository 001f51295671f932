"""Safe redirects: accept only paths of this site, to prevent open redirects."""

import re
from urllib.parse import urlsplit

from flask import current_app, request

OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
"""One slash, no second, no backslash, which browsers treat as one, nothing they would drop."""


def own_path(address: str | None, otherwise: str = "/") -> str:
    """Return the address if it is a path of this site, else `otherwise`."""
    return address if address and OWN_PATH.fullmatch(address) else otherwise


def requested_path() -> str:
    """Return the path of this request with its query."""
    return own_path(request.full_path.rstrip("?"))


def referring_page() -> str | None:
    """Return the path of the referring page if it is ours and can be opened again, else None."""
    sender = _split(request.headers.get("Referer", ""))
    if sender is None or sender[0] != request.host or not can_be_opened(sender[1]):
        return None
    return own_path(sender[1] + (f"?{sender[2]}" if sender[2] else ""))


def can_be_opened(path: str) -> bool:
    """Return whether a route accepts GET for this path."""
    addresses = current_app.create_url_adapter(request)
    return addresses is not None and addresses.test(path, "GET")


def is_same_origin_request() -> bool:
    """Return whether this is a same-origin request according to its headers; False if unknown.

    Another site can make a browser post a form here, but cannot choose these headers.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sender = _split(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return sender is not None and sender[0] == request.host


def _split(address: str) -> tuple[str, str, str] | None:
    """Return host, path and query of an absolute address, or None for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_absolute = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return (parts.netloc, parts.path or "/", parts.query) if is_absolute else None
