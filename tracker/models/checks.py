"""Limits that commands hold in words; the constraints of the tables are their twins."""

from urllib.parse import urlsplit

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _

from tracker.errors import DomainError

LONGEST_WEB_ADDRESS = 500


def check_text(
    text: str, what: str | LazyString, longest: int, *, missing: str | LazyString | None = None
) -> None:
    """Raise where the text is too long, or empty although `missing` says it is needed."""
    if missing is not None and not text.strip():
        raise DomainError(str(missing))
    over = len(text) - longest
    if over > 0:
        raise DomainError(
            ngettext(
                "Cut %(num)s character from “%(what)s”",
                "Cut %(num)s characters from “%(what)s”",
                over,
                what=what,
            )
        )


def check_web_address(address: str) -> None:
    """Raise where the text is neither empty nor a web address that is safe to link to."""
    if not address:
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or _is_odd(address):
        raise DomainError(_("Give the whole web address, such as https://example.org/page"))


def _is_odd(address: str) -> bool:
    return len(address) > LONGEST_WEB_ADDRESS or any(sign.isspace() for sign in address)
