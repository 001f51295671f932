"""Words that occur nowhere else, and a search for them in every form an answer may take."""

import base64
import binascii
import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from pypdf import PdfReader
from werkzeug.test import TestResponse

from tracker.models.free_reference import ALPHABET

_LETTERS = re.compile(r"zq[a-z2-7]{12}qz")
_REFERENCE = re.compile(r"\bQ[A-Z]-[2-9A-HJ-NP-Z]{7}\b")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}")


def canary(*about: object) -> str:
    """Return a word of 16 lower-case letters and digits, always the same for the same thing."""
    digest = hashlib.sha256(repr(about).encode()).digest()
    return f"zq{base64.b32encode(digest).decode().lower()[:12]}qz"


def reference(prefix: str, *about: object) -> str:
    """Return a reference that only this thing has, as long as references may be."""
    digest = hashlib.sha256(repr(about).encode()).digest()
    return f"{prefix}-{''.join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:7])}"


def canaries_in(answer: TestResponse) -> set[str]:
    """Return every canary in an answer: in its body, unpacked and decoded, and in its headers."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return {*_in_text(headers), *_in_bytes(answer.get_data())}


@lru_cache(maxsize=64)
def _in_bytes(data: bytes) -> frozenset[str]:
    """Read what many get alike but once: a summary as PDF takes its time."""
    return frozenset().union(*map(_in_text, _texts(data)))


def _texts(data: bytes) -> Iterator[str]:
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name
                yield from _texts(packed.read(name))
    elif data.startswith(b"%PDF"):
        yield from _texts_of_pdf(data)
    yield data.decode("utf-8", "replace")


def _texts_of_pdf(data: bytes) -> Iterator[str]:
    pdf = PdfReader(io.BytesIO(data))
    yield repr(pdf.metadata)
    yield repr(pdf.xmp_metadata and pdf.xmp_metadata.dc_title)
    for page in pdf.pages:
        text = page.extract_text()
        yield re.sub(r"[\s\u00ad-]+", "", text)  # A canary may be broken at the end of a line.
        yield text


def _in_text(text: str) -> set[str]:
    found = _plain(text)
    if "%" in text:
        found |= _plain(unquote(text))
    for run in _BASE64.findall(text):
        for start in range(4):
            found |= _plain(_decoded(run[start:]))
    return found


def _plain(text: str) -> set[str]:
    return {*_LETTERS.findall(text.casefold()), *_REFERENCE.findall(text.upper())}


def _decoded(run: str) -> str:
    whole = run[: len(run) // 4 * 4].replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(whole).decode("latin-1")
    except binascii.Error:
        return ""
