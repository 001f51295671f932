"""Zip packages of documents, read part by part within limits against zip bombs.

Each document has one allowance of bytes that may be unpacked while it is checked, whatever sizes
its central directory states. XML is read by expat, which expands no entity here, as a document type
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

MAX_UNPACKED_SIZE = 200 * 1024 * 1024
MAX_PARTS = 2000
MAX_DIRECTORY_SIZE = 1024 * 1024
ALLOWED_COMPRESSION = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
MAX_PART_SIZE = 256 * 1024
MAX_BYTES_TO_CHECK = 32 * 1024 * 1024
MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 500
CHUNK = 64 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURE = b"PK\x03\x04"
PROGRAM_SIGNATURES = (
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
"""The first bytes of programs, containers of programs and documents of other kinds."""
HTML_START = re.compile(rb"\s*<(?:!doctype html|html|script|hta:)", re.IGNORECASE)
UNSAFE_NAME = re.compile(r"[\\\x00-\x1f:]|(?:^|/)\.\.?(?:/|$)")
"""Matches part names that programs may resolve differently."""

DAMAGE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError)
"""The errors of reading a package that is damaged or ambiguous."""

ElementHandler = Callable[[str, dict[str, str]], None]
TextHandler = Callable[[str], None]


class UnsupportedFile(DomainError):
    """The file's content does not match its name, or its kind is not allowed."""


class ContainsPrograms(UnsupportedFile):
    """The document contains active content, or loads it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This file has a macro, a program or an embedded object. Save the file without "
                "these, or as PDF. Then add the new file"
            )
        )


class Allowance:
    """The bytes and elements that may still be read to check one file, embedded ones included."""

    def __init__(self) -> None:
        self.bytes = MAX_BYTES_TO_CHECK
        self.elements = MAX_ELEMENTS

    def spend(self, number: int) -> None:
        """Count unpacked bytes; raise ValueError if there are too many."""
        self.bytes -= number
        if self.bytes < 0:
            raise ValueError("too much to check")

    def spend_element(self) -> None:
        """Count an element; raise ValueError if there are too many."""
        self.elements -= 1
        if self.elements < 0:
            raise ValueError("too many elements to check")


class Package:
    """A zip package; raises ValueError if its part names are ambiguous."""

    def __init__(self, packed: zipfile.ZipFile, allowance: Allowance) -> None:
        self.packed = packed
        self.allowance = allowance
        self.parts: dict[str, zipfile.ZipInfo] = {}
        for part in packed.infolist():
            name = plain_name(part.filename)
            if UNSAFE_NAME.search(unquote(part.filename)) or name in self.parts:
                raise ValueError(part.filename)
            self.parts[name] = part

    def first(self, name: str, number: int = 64) -> bytes:
        """Return the first bytes of a part."""
        with self.packed.open(self.parts[name]) as part:
            content = part.read(number)
        self.allowance.spend(len(content))
        return content

    def read(self, name: str, max_bytes: int = MAX_PART_SIZE) -> bytes:
        """Return a whole part; raise ValueError if it is longer than `max_bytes`."""
        content = b"".join(self.chunks(name, max_bytes))
        if len(content) > max_bytes:
            raise ValueError(name)
        return content

    def chunks(self, name: str, max_bytes: int | None = None) -> Iterator[bytes]:
        """Yield a part in chunks, at most one chunk beyond `max_bytes`."""
        taken = 0
        with self.packed.open(self.parts[name]) as part:
            while (max_bytes is None or taken <= max_bytes) and (chunk := part.read(CHUNK)):
                self.allowance.spend(len(chunk))
                taken += len(chunk)
                yield chunk

    def walk(
        self,
        name: str,
        on_start: ElementHandler,
        on_end: TextHandler | None = None,
        on_text: TextHandler | None = None,
    ) -> None:
        """Parse an XML part; call `on_start` with the name, namespace included, and attributes.

        Call `on_end` and `on_text`, if given, for ends and text.
        """
        depth = 0

        def begin(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.allowance.spend_element()
            if depth > MAX_DEPTH:
                raise ValueError(name)
            on_start(tag, attributes)

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if on_end:
                on_end(tag)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = begin, end
        parser.CharacterDataHandler = on_text
        parser.StartDoctypeDeclHandler = _refuse_document_type
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)  # noqa: FBT003  Expat's own signature.
            parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise ValueError(name) from error

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """Return the elements of a small XML part, in order, by their names without namespace."""
        if self.parts[name].file_size > MAX_PART_SIZE:
            raise ValueError(name)
        found: list[tuple[str, dict[str, str]]] = []
        self.walk(name, lambda tag, attributes: found.append((local_name(tag), attributes)))
        return found


def plain_name(name: str) -> str:
    """Return a part's name, normalised for comparison.

    >>> plain_name("/word/%64ocument.XML")
    'word/document.xml'
    """
    return unquote(name).lstrip("/").casefold()


def local_name(tag: str) -> str:
    """Return a name without its namespace.

    >>> local_name("http://example.org/types Default")
    'Default'
    """
    return tag.rpartition(" ")[2]


def refuse_programs(content: bytes) -> None:
    """Raise ContainsPrograms if a part starts like a program or an HTML page."""
    if content.startswith(PROGRAM_SIGNATURES) or HTML_START.match(
        content.removeprefix(b"\xef\xbb\xbf")
    ):
        raise ContainsPrograms


def _refuse_document_type(name: str, *_more: object) -> None:
    raise ValueError(name)


def open_package(file: BinaryIO, size: int, allowance: Allowance) -> Package:
    """Open a zip package; raise ValueError if it is no zip file or passes a limit."""
    if first_bytes(file, 4) != ZIP_SIGNATURE or not _has_short_directory(file, size):
        raise ValueError("no packed file")
    package = Package(zipfile.ZipFile(file), allowance)
    if not _is_bounded(package.packed):
        raise ValueError("too large or packed unusually")
    return package


def first_bytes(file: BinaryIO, number: int) -> bytes:
    """Return the first bytes of a file."""
    file.seek(0)
    return file.read(number)


def last_bytes(file: BinaryIO, size: int, number: int) -> bytes:
    """Return the last bytes of a file."""
    file.seek(max(0, size - number))
    return file.read(number)


def _has_short_directory(file: BinaryIO, size: int) -> bool:
    """Return whether the zip file's central directory is short enough to be read.

    The end record states the directory's length; ZIP64 end records are not accepted.
    """
    end = last_bytes(file, size, 22 + 65_535)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < 22 or end[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        return False
    parts, length = struct.unpack("<HI", end[at + 10 : at + 16])
    return bool(0 < parts <= MAX_PARTS and length <= MAX_DIRECTORY_SIZE)


def _is_bounded(packed: zipfile.ZipFile) -> bool:
    """Return whether the parts are few, small unpacked, usually compressed and not encrypted."""
    parts = packed.infolist()
    is_small = len(parts) <= MAX_PARTS and sum(p.file_size for p in parts) <= MAX_UNPACKED_SIZE
    is_usual = all(
        part.compress_type in ALLOWED_COMPRESSION and not part.flag_bits & 1 for part in parts
    )
    return is_small and is_usual
