"""The kinds of files that may stand beside an obstacle, each known by its name and its content.

Nothing is unpacked: of a packed file its list is read, once it is known to be short, and the one
small part that says what it is.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.errors import DomainError

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2000
LARGEST_LIST = 1024 * 1024
LARGEST_PART_READ = 256 * 1024
USUAL = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<script", b"<svg")
PROGRAMS = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF", b"\x89PNG", b"GIF8")
"""How files begin that are no text, whatever letters they hold."""
UNREADABLE = frozenset(range(32)) - frozenset(b"\t\n\r\f")


class NotThatKind(DomainError):
    """The file is not what its name says, or of a kind that is not taken."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: what a browser is told of it, and what its content must pass."""

    mimetype: str
    is_one: Callable[[BinaryIO, int], bool]


def check_kind(name: str, file: BinaryIO, size: int) -> Kind:
    """Return the kind of file that name and content agree on, or raise."""
    kind = KINDS.get(ending_of(name))
    if kind is None:
        raise NotThatKind(_("Choose a file of one of these kinds: %(kinds)s", kinds=ALLOWED))
    if size == 0:
        raise NotThatKind(_("This file is empty"))
    if not kind.is_one(file, size):
        raise NotThatKind(
            _("This file is damaged, or its name ends in another kind than its content is")
        )
    return kind


def ending_of(name: str) -> str:
    """Return the last part of a file's name, in small letters and without its dot."""
    return PurePosixPath(name).suffix[1:].lower()


def mimetype_of(name: str) -> str:
    """Return what a browser is told of a file of this name."""
    kind = KINDS.get(ending_of(name))
    return kind.mimetype if kind else "application/octet-stream"


def _first(file: BinaryIO, number: int) -> bytes:
    file.seek(0)
    return file.read(number)


def _last(file: BinaryIO, size: int, number: int) -> bytes:
    file.seek(max(0, size - number))
    return file.read(number)


def _is_pdf(file: BinaryIO, size: int) -> bool:
    return _first(file, 5) == b"%PDF-" and b"%%EOF" in _last(file, size, 2048)


def _is_png(file: BinaryIO, size: int) -> bool:
    begins = _first(file, 16)
    is_whole = b"IEND" in _last(file, size, 64)
    return begins[:8] == b"\x89PNG\r\n\x1a\n" and begins[12:16] == b"IHDR" and is_whole


def _is_jpeg(file: BinaryIO, size: int) -> bool:
    """Say whether it is a photo with an end; telephones put things of their own behind that."""
    return _first(file, 3) == b"\xff\xd8\xff" and b"\xff\xd9" in _last(file, size, size)


def _is_text(file: BinaryIO, size: int) -> bool:
    """Say whether it holds nothing but letters, and is no page or drawing."""
    content = _last(file, size, size)
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


def _has_short_list(file: BinaryIO, size: int) -> bool:
    """Say whether a packed file ends in a list that is short enough to be read.

    Its end says how long the list is; a second end before it, for files of another order of size,
    would say so otherwise, and is none of ours.
    """
    end = _last(file, size, 22 + 65_535)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < 22 or end[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        return False
    parts, length = struct.unpack("<HI", end[at + 10 : at + 16])
    return bool(0 < parts <= MOST_PARTS and length <= LARGEST_LIST)


def _packed(says: Callable[[zipfile.ZipFile], bool]) -> Callable[[BinaryIO, int], bool]:
    """Return what knows a packed file: by its first bytes, its list, then what `says` reads."""

    def is_one(file: BinaryIO, size: int) -> bool:
        if _first(file, 4) != b"PK\x03\x04" or not _has_short_list(file, size):
            return False
        try:
            with zipfile.ZipFile(file) as packed:
                return _is_bounded(packed) and says(packed)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError):
            return False

    return is_one


def _is_bounded(packed: zipfile.ZipFile) -> bool:
    """Say whether what it holds is small once unpacked, in the usual way, and in the open."""
    parts = packed.infolist()
    is_small = len(parts) <= MOST_PARTS and sum(p.file_size for p in parts) <= LARGEST_UNPACKED
    is_usual = all(part.compress_type in USUAL and not part.flag_bits & 1 for part in parts)
    return is_small and is_usual


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    """Return a small part of a packed file; where it is larger than it may be, nothing of it."""
    with packed.open(name) as part:
        content = part.read(LARGEST_PART_READ + 1)
    return content if len(content) <= LARGEST_PART_READ else b""


def _holds(part: str, kind: str) -> Callable[[zipfile.ZipFile], bool]:
    """Return what knows an Office file by its main part; one that holds programs is none."""

    def says(packed: zipfile.ZipFile) -> bool:
        names = packed.namelist()
        has_program = any(name.lower().endswith("vbaproject.bin") for name in names)
        types = _read(packed, "[Content_Types].xml")
        return part in names and not has_program and f"{kind}.main+xml".encode() in types

    return says


def _says_it_is_text(packed: zipfile.ZipFile) -> bool:
    is_first = packed.infolist()[0].filename == "mimetype"
    return is_first and _read(packed, "mimetype") == OPEN_TEXT.encode()


KINDS: dict[str, Kind] = {
    "csv": Kind("text/csv", _is_text),
    "docx": Kind(WORDPROCESSING, _packed(_holds("word/document.xml", WORDPROCESSING))),
    "jpeg": Kind("image/jpeg", _is_jpeg),
    "jpg": Kind("image/jpeg", _is_jpeg),
    "odt": Kind(OPEN_TEXT, _packed(_says_it_is_text)),
    "pdf": Kind("application/pdf", _is_pdf),
    "png": Kind("image/png", _is_png),
    "txt": Kind("text/plain", _is_text),
    "xlsx": Kind(SPREADSHEET, _packed(_holds("xl/workbook.xml", SPREADSHEET))),
}
"""By the ending of the name; neither pages nor drawings that a browser would run are among them."""

ALLOWED = _l("PDF, PNG, JPEG, Word, Excel, OpenDocument text, plain text or CSV")
