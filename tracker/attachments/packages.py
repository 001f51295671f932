"""Packed documents, part by part: read within bounds, known by content and never by name alone.

Each document has one allowance of bytes that may be unpacked while it is looked at, whatever its
list says of its sizes. XML is read by expat, which expands no entity here, as a document type
ends the reading.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO
from urllib.parse import unquote
from xml.parsers import expat

from flask_babel import gettext as _

from tracker.errors import DomainError

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2000
LARGEST_LIST = 1024 * 1024
USUAL = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
LARGEST_PART_READ = 256 * 1024
LARGEST_UNPACKED_TO_CHECK = 32 * 1024 * 1024
MOST_ELEMENTS = 1_000_000
DEEPEST = 500
CHUNK = 64 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = b"PK\x03\x04"
PROGRAMS = (
    OLD_OFFICE,  # Macros, ActiveX controls and embedded objects are kept so.
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"dex\n",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"ITSF",
    b"MSCF",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"{\\rtf",
)
"""How parts begin that run, hold what runs, or are documents of another kind."""
PAGES = re.compile(rb"\s*<(?:!doctype html|html|script|hta:)", re.IGNORECASE)
HOLDS_NAMES = re.compile(r"[\\\x00-\x1f:]|(?:^|/)\.\.?(?:/|$)")
"""What no name of a part holds: programs disagree on which part such a name would mean."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError)
"""What reading a package raises where it is damaged, or made so that programs disagree on it."""

Seen = Callable[[str, dict[str, str]], None]
Read = Callable[[str], None]


class NotThatKind(DomainError):
    """The file is not what its name says, or of a kind that is not taken."""


class HoldsPrograms(NotThatKind):
    """The document holds something that runs, or that brings in what runs."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This file has a macro, a program or an embedded object. Save the file without "
                "these, or as PDF. Then add the new file"
            )
        )


class Allowance:
    """How much may still be looked at to check one file, what is packed within it included."""

    def __init__(self) -> None:
        self.bytes = LARGEST_UNPACKED_TO_CHECK
        self.elements = MOST_ELEMENTS

    def spend(self, number: int) -> None:
        """Count bytes that were unpacked; raise ValueError where they are too many."""
        self.bytes -= number
        if self.bytes < 0:
            raise ValueError("too much to check")

    def spend_element(self) -> None:
        """Count an element that was read; raise ValueError where they are too many."""
        self.elements -= 1
        if self.elements < 0:
            raise ValueError("too many elements to check")


class Package:
    """A packed document; ValueError where two programs could see different parts in it."""

    def __init__(self, packed: zipfile.ZipFile, allowance: Allowance) -> None:
        self.packed = packed
        self.allowance = allowance
        self.parts: dict[str, zipfile.ZipInfo] = {}
        for part in packed.infolist():
            name = plain_name(part.filename)
            if HOLDS_NAMES.search(unquote(part.filename)) or name in self.parts:
                raise ValueError(part.filename)
            self.parts[name] = part

    def first(self, name: str, number: int = 64) -> bytes:
        """Return the first bytes of a part."""
        with self.packed.open(self.parts[name]) as part:
            content = part.read(number)
        self.allowance.spend(len(content))
        return content

    def read(self, name: str, most: int = LARGEST_PART_READ) -> bytes:
        """Return a whole part; ValueError where it is longer than it may be."""
        content = b"".join(self.chunks(name, most))
        if len(content) > most:
            raise ValueError(name)
        return content

    def chunks(self, name: str, most: int | None = None) -> Iterator[bytes]:
        """Yield a part piece by piece, and no more than one piece beyond `most` bytes."""
        taken = 0
        with self.packed.open(self.parts[name]) as part:
            while (most is None or taken <= most) and (piece := part.read(CHUNK)):
                self.allowance.spend(len(piece))
                taken += len(piece)
                yield piece

    def walk(
        self, name: str, see: Seen, see_end: Read | None = None, see_text: Read | None = None
    ) -> None:
        """Show each element of an XML part, as (namespace and name, attributes).

        Its end and its text are shown too to who wants them.
        """
        depth = 0

        def begin(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.allowance.spend_element()
            if depth > DEEPEST:
                raise ValueError(name)
            see(tag, attributes)

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if see_end:
                see_end(tag)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = begin, end
        parser.CharacterDataHandler = see_text
        parser.StartDoctypeDeclHandler = _refuse_document_type
        try:
            for piece in self.chunks(name):
                parser.Parse(piece, False)  # noqa: FBT003  Expat's own signature.
            parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise ValueError(name) from error

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """Return the elements of a small XML part, in order, by their names without namespace."""
        if self.parts[name].file_size > LARGEST_PART_READ:
            raise ValueError(name)
        found: list[tuple[str, dict[str, str]]] = []
        self.walk(name, lambda tag, attributes: found.append((local(tag), attributes)))
        return found


def plain_name(name: str) -> str:
    """Return a part's name as all programs compare it.

    >>> plain_name("/word/%64ocument.XML")
    'word/document.xml'
    """
    return unquote(name).lstrip("/").casefold()


def local(tag: str) -> str:
    """Return a name without its namespace.

    >>> local("http://example.org/types Default")
    'Default'
    """
    return tag.rpartition(" ")[2]


def refuse_programs(content: bytes) -> None:
    """Raise HoldsPrograms where a part begins as programs and pages do."""
    if content.startswith(PROGRAMS) or PAGES.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise HoldsPrograms


def _refuse_document_type(name: str, *_more: object) -> None:
    raise ValueError(name)


def open_package(file: BinaryIO, size: int, allowance: Allowance) -> Package:
    """Return a packed file's parts, once its list is known to be short; ValueError otherwise."""
    if first_of(file, 4) != PACKED or not _has_short_list(file, size):
        raise ValueError("no packed file")
    package = Package(zipfile.ZipFile(file), allowance)
    if not _is_bounded(package.packed):
        raise ValueError("too large or packed unusually")
    return package


def first_of(file: BinaryIO, number: int) -> bytes:
    """Return the first bytes of a file."""
    file.seek(0)
    return file.read(number)


def last_of(file: BinaryIO, size: int, number: int) -> bytes:
    """Return the last bytes of a file."""
    file.seek(max(0, size - number))
    return file.read(number)


def _has_short_list(file: BinaryIO, size: int) -> bool:
    """Say whether a packed file ends in a list that is short enough to be read.

    Its end says how long the list is; a second end before it, for files of another order of size,
    would say so otherwise, and is none of ours.
    """
    end = last_of(file, size, 22 + 65_535)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < 22 or end[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        return False
    parts, length = struct.unpack("<HI", end[at + 10 : at + 16])
    return bool(0 < parts <= MOST_PARTS and length <= LARGEST_LIST)


def _is_bounded(packed: zipfile.ZipFile) -> bool:
    """Say whether what it holds is small once unpacked, in the usual way, and in the open."""
    parts = packed.infolist()
    is_small = len(parts) <= MOST_PARTS and sum(p.file_size for p in parts) <= LARGEST_UNPACKED
    is_usual = all(part.compress_type in USUAL and not part.flag_bits & 1 for part in parts)
    return is_small and is_usual
