"""Limits that commands hold in words; the constraints of the tables are their twins."""

import unicodedata
from urllib.parse import urlsplit

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _

from tracker.errors import DomainError

LONGEST_WEB_ADDRESS = 500

_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_FIRST_JOINED = "\u0590"
"""From here on stand the scripts, Hebrew first, in which a joiner between letters is spelling."""


class HiddenSign(DomainError):
    """The name holds a sign that nobody sees, or that turns writing round."""


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


def check_name(name: str) -> None:
    """Raise where a name would be read as another: it holds signs unseen, or that turn it round."""
    if any(_is_hidden(sign, before) for before, sign in zip(" " + name, name, strict=False)):
        raise HiddenSign(
            _(
                "Type the name anew: it holds a sign that nobody sees, or one that turns the "
                "writing round."
            )
        )


def _is_hidden(sign: str, before: str) -> bool:
    if sign in _JOINERS:
        return before < _FIRST_JOINED or not unicodedata.category(before).startswith(("L", "M"))
    return sign in _UNSEEN_LETTERS or unicodedata.category(sign) in _UNSEEN_KINDS


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
