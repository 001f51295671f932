"""The allowed kinds of attachments, recognised by file name and content.

Of a zip file the central directory is read, if it is short, then the first bytes of each part and
the small parts that describe the others.
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
    DAMAGE_ERRORS,
    Allowance,
    Package,
    UnsupportedFile,
    first_bytes,
    last_bytes,
    open_package,
)

MARKUP_STARTS = (b"<!doctype", b"<html", b"<?xml", b"<script", b"<svg")
PROGRAM_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
)
"""The first bytes of files that are not text, even if they decode as text."""
CONTROL_CHARACTERS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its MIME type, and the check of its content."""

    mimetype: str
    matches: Callable[[BinaryIO, int], bool]


def check_kind(name: str, file: BinaryIO, size: int) -> FileKind:
    """Return the kind that matches name and content; raise UnsupportedFile if there is none."""
    kind = FILE_KINDS.get(ending_of(name))
    if kind is None:
        raise UnsupportedFile(_("Choose a file of one of these types: %(kinds)s", kinds=ALLOWED))
    if size == 0:
        raise UnsupportedFile(_("This file is empty. Choose a different file"))
    if not kind.matches(file, size):
        raise UnsupportedFile(
            _("This file is damaged, or its name has the wrong ending. Choose a different file")
        )
    return kind


def ending_of(name: str) -> str:
    """Return the file name's extension in lower case, without its dot."""
    return PurePosixPath(name).suffix[1:].lower()


def mimetype_of(name: str) -> str:
    """Return the MIME type of a file of this name."""
    kind = FILE_KINDS.get(ending_of(name))
    return kind.mimetype if kind else "application/octet-stream"


def _is_pdf(file: BinaryIO, size: int) -> bool:
    return first_bytes(file, 5) == b"%PDF-" and b"%%EOF" in last_bytes(file, size, 2048)


def _is_png(file: BinaryIO, size: int) -> bool:
    begins = first_bytes(file, 16)
    is_whole = b"IEND" in last_bytes(file, size, 64)
    return begins[:8] == b"\x89PNG\r\n\x1a\n" and begins[12:16] == b"IHDR" and is_whole


def _is_jpeg(file: BinaryIO, size: int) -> bool:
    """Return whether it is a complete JPEG; phones may append data after its end."""
    return first_bytes(file, 3) == b"\xff\xd8\xff" and b"\xff\xd9" in last_bytes(file, size, size)


def _is_text(file: BinaryIO, size: int) -> bool:
    """Return whether it is plain text, without control characters, HTML or SVG."""
    content = last_bytes(file, size, size)
    if content.startswith(PROGRAM_STARTS):
        return False
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _is_decoded(content, "utf-16")
    begins = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()
    if begins.startswith(MARKUP_STARTS) or not CONTROL_CHARACTERS.isdisjoint(content):
        return False
    return _is_decoded(content, "utf-8") or _is_decoded(content, "cp1252")


def _is_decoded(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return "\0" not in text and not text.lstrip("\ufeff \t\r\n")[:16].lower().startswith(
        tuple(begins.decode() for begins in MARKUP_STARTS)
    )


def _package_check(check: Callable[[Package], bool]) -> Callable[[BinaryIO, int], bool]:
    """Return a check of a zip file: of its structure, then of its parts with `check`."""

    def matches(file: BinaryIO, size: int) -> bool:
        try:
            return check(open_package(file, size, Allowance()))
        except DAMAGE_ERRORS:
            return False

    return matches


FILE_KINDS: dict[str, FileKind] = {
    "csv": FileKind("text/csv", _is_text),
    "docx": FileKind(WORDPROCESSING, _package_check(partial(check_office, kind=WORDPROCESSING))),
    "jpeg": FileKind("image/jpeg", _is_jpeg),
    "jpg": FileKind("image/jpeg", _is_jpeg),
    "odt": FileKind(OPEN_TEXT, _package_check(check_open_text)),
    "pdf": FileKind("application/pdf", _is_pdf),
    "png": FileKind("image/png", _is_png),
    "txt": FileKind("text/plain", _is_text),
    "xlsx": FileKind(SPREADSHEET, _package_check(partial(check_office, kind=SPREADSHEET))),
}
"""By file name extension; without HTML and SVG, which a browser would run."""

ALLOWED = _l("PDF, PNG, JPEG, Word, Excel, OpenDocument text, plain text or CSV")
