"""Browser and operating system names from a User-Agent header, for the list of own sessions.

Shown to the session's owner only: the header is not trustworthy, so nothing is decided by it.
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
"""The first match counts: most browsers also claim to be those below them."""

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
    """Return the common names of browser and system, each None if unknown."""
    user_agent_start = user_agent[:MAX_USER_AGENT_LENGTH]
    return _first_match(BROWSERS, user_agent_start), _first_match(SYSTEMS, user_agent_start)


def _first_match(patterns: tuple[tuple[str, str], ...], user_agent_start: str) -> str | None:
    return next((name for pattern, name in patterns if re.search(pattern, user_agent_start)), None)
