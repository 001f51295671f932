"""Tell browser and system from what a browser says of itself, in words that its owner knows.

Meant for the owner's eye alone: a browser may say anything, so nothing is decided by it.
"""

import re

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/|FxiOS", "Firefox"),
    ("Chrome/|CriOS|Chromium", "Chrome"),
    ("Safari/", "Safari"),
)
"""The first that fits counts: most also claim to be those below them."""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
MAX_USER_AGENT_LENGTH = 1000


def device_of(user_agent: str) -> tuple[str | None, str | None]:
    """Return browser and system by the names that people use, or None for what is not known."""
    said = user_agent[:MAX_USER_AGENT_LENGTH]
    return _first_match(BROWSERS, said), _first_match(SYSTEMS, said)


def _first_match(known: tuple[tuple[str, str], ...], said: str) -> str | None:
    return next((name for sign, name in known if re.search(sign, said)), None)
