"""Minimal files of each kind that may be attached to an obstacle."""

import io
import struct
import zipfile
import zlib

from xlsxwriter import Workbook

from tracker.attachments.kinds import OPEN_TEXT, WORDPROCESSING


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


TYPES_AT = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS_AT = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_AT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = {"word/document.xml": f"{WORDPROCESSING}.main+xml"}
ENDINGS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
}


def content_types(by_name: dict[str, str], by_ending: dict[str, str] | None = None) -> bytes:
    """Return the part of an Office document with the content types of its parts."""
    endings = ENDINGS | (by_ending or {})
    entries = [f'<Default Extension="{one}" ContentType="{endings[one]}"/>' for one in endings]
    entries += [f'<Override PartName="/{one}" ContentType="{by_name[one]}"/>' for one in by_name]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<Types xmlns="{TYPES_AT}">{"".join(entries)}</Types>'.encode()


def relationships(*entries: tuple[str, str], external: bool = False) -> bytes:
    """Return a part with relationships, each as (type, target)."""
    mode = ' TargetMode="External"' if external else ""
    lines = [
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"{mode}/>'
        for number, (kind, target) in enumerate(entries)
    ]
    return f'<Relationships xmlns="{RELATIONSHIPS_AT}">{"".join(lines)}</Relationships>'.encode()


def document(
    by_name: dict[str, str] | None = None,
    by_ending: dict[str, str] | None = None,
    parts: dict[str, bytes] | None = None,
) -> bytes:
    """Return a Word document, with more parts of these content types."""
    own = {
        "[Content_Types].xml": content_types(MAIN | (by_name or {}), by_ending),
        "_rels/.rels": relationships((f"{OFFICE_AT}/officeDocument", "word/document.xml")),
        "word/document.xml": b"<document/>",
    }
    return packed(own | (parts or {}))


def open_text(
    content: str = "", types: dict[str, str] | None = None, parts: dict[str, bytes] | None = None
) -> bytes:
    """Return an OpenDocument text with this content, and more parts of these types."""
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = {"/": OPEN_TEXT, "content.xml": "text/xml"} | (types or {})
    lines = [
        f'<m:file-entry m:full-path="{name}" m:media-type="{entries[name]}"/>' for name in entries
    ]
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "script": "urn:oasis:names:tc:opendocument:xmlns:script:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }
    namespaces = " ".join(f'xmlns:{name}="{address}"' for name, address in spaces.items())
    own = {
        "mimetype": OPEN_TEXT,
        "content.xml": f"<office:content {namespaces}>{content}</office:content>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{manifest}">{"".join(lines)}</m:manifest>',
    }
    written = {name: text.encode() for name, text in own.items()}
    return packed(written | (parts or {}))


def workbook() -> bytes:
    file = io.BytesIO()
    with Workbook(file) as book:
        book.add_worksheet()
    return file.getvalue()


def repacked(content: bytes, more: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(parts | more)


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IEND", b"")
JPEG = b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9" + b"a telephone's own"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DOCX, ODT, XLSX = document(), open_text(), workbook()
