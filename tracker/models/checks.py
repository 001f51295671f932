"""Limits that commands hold in words; the constraints of the tables are their twins."""

import re
import unicodedata
from urllib.parse import urlsplit

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _

from tracker.errors import DomainError

MAX_WEB_ADDRESS_LENGTH = 500

_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_FIRST_JOINED = "\u0590"
"""From here on stand the scripts, Hebrew first, in which a joiner between letters is spelling."""


_DOTTED = re.compile(r"(?<![\w.])(?:[\w-]+\.)+[^\W\d_]{2,}(?!\w)")
"""Words joined by dots, as a mail program makes a link of them."""
_LINKED = re.compile(rf"{_DOTTED.pattern}|\d+(?:\.\d+){{3}}")
_DOTS = str.maketrans(dict.fromkeys("\u2024\u3002\uff0e\uff61", "."))
"""What some programs take for the dot of an address."""
_TITLES = frozenset(
    {
        "dr",
        "drs",
        "ed",
        "ing",
        "ir",
        "med",
        "mgr",
        "mlle",
        "mme",
        "mr",
        "mrs",
        "ms",
        "mw",
        "no",
        "nr",
        "ph",
        "phil",
        "prof",
        "sc",
        "sr",
        "st",
        "ste",
    }
)
"""Words that are written with a dot, and often with nothing behind it."""
_SURNAME = 4
"""How many letters behind a dot are taken for a surname where they begin with a capital."""


class HiddenCharacter(DomainError):
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
                "“%(field)s” is %(num)s character too long. Shorten the text",
                "“%(field)s” is %(num)s characters too long. Shorten the text",
                over,
                field=what,
            )
        )


class AddressInName(DomainError):
    """The name holds what a mail program makes a link of."""


def check_name(name: str) -> None:
    """Raise where a name would be read as another, or as an address.

    It may hold no signs unseen, none that turn it round, and nothing that becomes a link in a
    mail which bears it.
    """
    if any(_is_hidden(sign, before) for before, sign in zip(" " + name, name, strict=False)):
        raise HiddenCharacter(_("Enter the name again without hidden characters"))

    if _holds_an_address(unicodedata.normalize("NFKC", name).translate(_DOTS)):
        raise AddressInName(
            _(
                "Enter a name without a web or email address. If the name is not an address, put a "
                "space after each dot"
            )
        )


def _holds_an_address(name: str) -> bool:
    if "://" in name:
        return True
    return any(
        re.match(r"[/:]\S", name[found.end() :]) or not _is_abbreviated(found[0])
        for found in _DOTTED.finditer(name)
    )


def _is_abbreviated(dotted: str) -> bool:
    """Say whether these are initials or titles, before a surname maybe: A.B.Jones, prof.dr."""
    *before, last = dotted.split(".")
    if not all(len(word) == 1 or word.casefold() in _TITLES for word in before):
        return False
    if last.casefold() in _TITLES:
        return last[0].isupper() or any(len(word) > 1 for word in before)
    return len(last) >= _SURNAME and last[0].isupper()


def harmless(name: str) -> str:
    """Return the name with nothing left in it that a mail program makes a link of.

    >>> harmless("Jo www.evil.example/gift https://evil.example")
    'Jo www. evil. example/gift https: //evil. example'
    >>> harmless("Buurtzorg Nederland B.V.")
    'Buurtzorg Nederland B.V.'
    """
    plain = name.translate(_DOTS).replace("://", ": //")
    return _LINKED.sub(lambda found: found[0].replace(".", ". "), plain)


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
        raise DomainError(
            _("Enter a full web address, like %(example)s", example="https://example.org/page")
        )


def _is_odd(address: str) -> bool:
    return len(address) > MAX_WEB_ADDRESS_LENGTH or any(sign.isspace() for sign in address)
