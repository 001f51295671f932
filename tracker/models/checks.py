"""Validation of texts, names and web addresses in commands; mirrors the table constraints."""

import re
import unicodedata
from urllib.parse import urlsplit

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _

from tracker.errors import DomainError

MAX_WEB_ADDRESS_LENGTH = 500

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_FIRST_JOINED = "\u0590"
"""The first code point of the scripts in which a joiner between letters is spelling (Hebrew)."""


_DOTTED = re.compile(r"(?<![\w.])(?:[\w-]+\.)+[^\W\d_]{2,}(?!\w)")
"""Words joined by dots, which a mail program turns into a link."""
_LINKED = re.compile(rf"{_DOTTED.pattern}|\d+(?:\.\d+){{3}}")
_DOTS = str.maketrans(dict.fromkeys("\u2024\u3002\uff0e\uff61", "."))
"""Characters that some programs treat as the dot of an address."""
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
"""Abbreviations that are written with a dot, and often with nothing after it."""
_MIN_SURNAME_LENGTH = 4
"""From this many letters, a capitalised word after a dot is taken for a surname."""


class HiddenCharacter(DomainError):
    """The name contains a character that is invisible or changes the writing direction."""


def check_text(
    text: str, label: str | LazyString, max_length: int, *, missing: str | LazyString | None = None
) -> None:
    """Raise if the text is too long, or if it is empty and `missing` is the message for that."""
    if missing is not None and not text.strip():
        raise DomainError(str(missing))
    excess = len(text) - max_length
    if excess > 0:
        raise DomainError(
            ngettext(
                "“%(field)s” is %(num)s character too long. Shorten the text",
                "“%(field)s” is %(num)s characters too long. Shorten the text",
                excess,
                field=label,
            )
        )


class AddressInName(DomainError):
    """The name contains text that a mail program turns into a link."""


def check_name(name: str) -> None:
    """Raise if a name could be read as another name, or as an address.

    It may contain no invisible characters, none that change the writing direction, and nothing
    that becomes a link in a mail.
    """
    if any(
        _is_hidden(character, before) for before, character in zip(" " + name, name, strict=False)
    ):
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
        re.match(r"[/:]\S", name[match.end() :]) or not _is_abbreviated(match[0])
        for match in _DOTTED.finditer(name)
    )


def _is_abbreviated(dotted: str) -> bool:
    """Return whether these are initials or titles, perhaps before a surname: A.B.Jones, prof.dr."""
    *before, last = dotted.split(".")
    if not all(len(word) == 1 or word.casefold() in _TITLES for word in before):
        return False
    if last.casefold() in _TITLES:
        return last[0].isupper() or any(len(word) > 1 for word in before)
    return len(last) >= _MIN_SURNAME_LENGTH and last[0].isupper()


def harmless(name: str) -> str:
    """Return the name with nothing left in it that a mail program turns into a link.

    >>> harmless("Jo www.evil.example/gift https://evil.example")
    'Jo www. evil. example/gift https: //evil. example'
    >>> harmless("Buurtzorg Nederland B.V.")
    'Buurtzorg Nederland B.V.'
    """
    plain = name.translate(_DOTS).replace("://", ": //")
    return _LINKED.sub(lambda match: match[0].replace(".", ". "), plain)


def _is_hidden(character: str, before: str) -> bool:
    if character in _JOINERS:
        return before < _FIRST_JOINED or not unicodedata.category(before).startswith(("L", "M"))
    return (
        character in _INVISIBLE_LETTERS or unicodedata.category(character) in _INVISIBLE_CATEGORIES
    )


def check_web_address(address: str) -> None:
    """Raise if the text is neither empty nor a web address that is safe to link to."""
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
    return len(address) > MAX_WEB_ADDRESS_LENGTH or any(
        character.isspace() for character in address
    )
