"""The kinds of files that may stand beside an obstacle, each known by its name and its content.

Of a packed file its list is read, once it is known to be short, then what its parts begin with and
the small ones that say what the others are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.attachments.office import SPREADSHEET, WORDPROCESSING, check_office
from tracker.attachments.opendocument import OPEN_TEXT, check_open_text
from tracker.attachments.packages import (
    DAMAGED,
    Allowance,
    NotThatKind,
    Package,
    first_of,
    last_of,
    open_package,
)

MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<script", b"<svg")
PROGRAMS = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF", b"\x89PNG", b"GIF8")
"""How files begin that are no text, whatever letters they hold."""
UNREADABLE = frozenset(range(32)) - frozenset(b"\t\n\r\f")


@dataclass(frozen=True)
class Kind:
    """A kind of file: what a browser is told of it, and what its content must pass."""

    mimetype: str
    is_one: Callable[[BinaryIO, int], bool]


def check_kind(name: str, file: BinaryIO, size: int) -> Kind:
    """Return the kind of file that name and content agree on, or raise."""
    kind = KINDS.get(ending_of(name))
    if kind is None:
        raise NotThatKind(_("Choose a file of one of these types: %(kinds)s", kinds=ALLOWED))
    if size == 0:
        raise NotThatKind(_("This file is empty. Choose a different file"))
    if not kind.is_one(file, size):
        raise NotThatKind(
            _("This file is damaged, or its name has the wrong ending. Choose a different file")
        )
    return kind


def ending_of(name: str) -> str:
    """Return the last part of a file's name, in small letters and without its dot."""
    return PurePosixPath(name).suffix[1:].lower()


def mimetype_of(name: str) -> str:
    """Return what a browser is told of a file of this name."""
    kind = KINDS.get(ending_of(name))
    return kind.mimetype if kind else "application/octet-stream"


def _is_pdf(file: BinaryIO, size: int) -> bool:
    return first_of(file, 5) == b"%PDF-" and b"%%EOF" in last_of(file, size, 2048)


def _is_png(file: BinaryIO, size: int) -> bool:
    begins = first_of(file, 16)
    is_whole = b"IEND" in last_of(file, size, 64)
    return begins[:8] == b"\x89PNG\r\n\x1a\n" and begins[12:16] == b"IHDR" and is_whole


def _is_jpeg(file: BinaryIO, size: int) -> bool:
    """Say whether it is a photo with an end; telephones put things of their own behind that."""
    return first_of(file, 3) == b"\xff\xd8\xff" and b"\xff\xd9" in last_of(file, size, size)


def _is_text(file: BinaryIO, size: int) -> bool:
    """Say whether it holds nothing but letters, and is no page or drawing."""
    content = last_of(file, size, size)
    if content.startswith(PROGRAMS):
        return False
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _is_decoded(content, "utf-16")
    begins = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()
    if begins.startswith(MARKUP) or not UNREADABLE.isdisjoint(content):
        return False
    return _is_decoded(content, "utf-8") or _is_decoded(content, "cp1252")


def _is_decoded(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return "\0" not in text and not text.lstrip("\ufeff \t\r\n")[:16].lower().startswith(
        tuple(begins.decode() for begins in MARKUP)
    )


def _packed(says: Callable[[Package], bool]) -> Callable[[BinaryIO, int], bool]:
    """Return what knows a packed file: by its first bytes, its list, then what `says` looks at."""

    def is_one(file: BinaryIO, size: int) -> bool:
        try:
            return says(open_package(file, size, Allowance()))
        except DAMAGED:
            return False

    return is_one


KINDS: dict[str, Kind] = {
    "csv": Kind("text/csv", _is_text),
    "docx": Kind(WORDPROCESSING, _packed(partial(check_office, kind=WORDPROCESSING))),
    "jpeg": Kind("image/jpeg", _is_jpeg),
    "jpg": Kind("image/jpeg", _is_jpeg),
    "odt": Kind(OPEN_TEXT, _packed(check_open_text)),
    "pdf": Kind("application/pdf", _is_pdf),
    "png": Kind("image/png", _is_png),
    "txt": Kind("text/plain", _is_text),
    "xlsx": Kind(SPREADSHEET, _packed(partial(check_office, kind=SPREADSHEET))),
}
"""By the ending of the name; neither pages nor drawings that a browser would run are among them."""

ALLOWED = _l("PDF, PNG, JPEG, Word, Excel, OpenDocument text, plain text or CSV")
