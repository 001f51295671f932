"""Files of each kind that may stand beside an obstacle, as small as they can be."""

import io
import struct
import zipfile
import zlib

from xlsxwriter import Workbook

from tracker.obstacles.attachment_kinds import OPEN_TEXT, WORDPROCESSING


def packed(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def document() -> bytes:
    kinds = f'<Types><Override ContentType="{WORDPROCESSING}.main+xml"/></Types>'
    parts = {"[Content_Types].xml": kinds.encode(), "word/document.xml": b"<w:document/>" * 9}
    return packed(parts)


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
ODT = packed({"mimetype": OPEN_TEXT.encode(), "content.xml": b"<office:document-content/>"})
DOCX, XLSX = document(), workbook()
