"""A file is taken for what its name says, where its content says so too."""

import io
import struct
import tracemalloc
import zipfile

import pytest
from flask import Flask
from flask_babel import Babel

from tests.attachment_samples import DOCX, JPEG, ODT, PDF, PNG, XLSX, packed, repacked
from tests.counting import count_calls
from tracker.attachments.kinds import (
    FILE_KINDS,
    OPEN_TEXT,
    UnsupportedFile,
    check_kind,
    mimetype_of,
)


@pytest.fixture(autouse=True)
def words():
    app = Flask("tracker")
    Babel(app)
    with app.test_request_context():
        yield


def check(name: str, content: bytes):
    return check_kind(name, io.BytesIO(content), len(content))


def refused(name: str, content: bytes) -> None:
    with pytest.raises(UnsupportedFile):
        check(name, content)


GOOD = {
    "minutes.csv": "Naam;Café\n".encode("cp1252"),
    "minutes.docx": DOCX,
    "minutes.jpeg": JPEG,
    "MINUTES.JPG": JPEG,
    "minutes.odt": ODT,
    "minutes.pdf": PDF,
    "minutes.png": PNG,
    "minutes.txt": "“Signed”\n".encode(),
    "minutes.xlsx": XLSX,
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_taken(name) -> None:
    assert check(name, GOOD[name]).mimetype == mimetype_of(name)


def test_every_kind_is_tried() -> None:
    assert {name.rpartition(".")[2].lower() for name in GOOD} == set(FILE_KINDS)


@pytest.mark.parametrize("text", ["\ufeffSigned".encode("utf-16"), "\ufeffSigned".encode()])
def test_a_text_may_say_how_its_letters_are_written(text) -> None:
    assert check("minutes.txt", text)


@pytest.mark.parametrize(
    "name",
    [
        "page.html",
        "drawing.svg",
        "book.xlsm",
        "run.exe",
        "minutes",
        ".pdf",
        "minutes.pdf.js",
        "a.zip",
    ],
)
def test_other_kinds_are_not_taken(name) -> None:
    with pytest.raises(UnsupportedFile, match="Choose a file of one of these types"):
        check(name, PDF)


@pytest.mark.parametrize("name", GOOD)
def test_an_empty_file_is_not_taken(name) -> None:
    with pytest.raises(UnsupportedFile, match="empty"):
        check(name, b"")


@pytest.mark.parametrize(
    "name", [name for name in GOOD if name not in {"minutes.csv", "minutes.txt"}]
)
def test_a_file_cut_short_is_not_taken(name) -> None:
    whole = GOOD[name].removesuffix(b"a telephone's own")

    with pytest.raises(UnsupportedFile, match="damaged"):
        check(name, whole[: len(whole) - 30])


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"MZ\x90\x00" + bytes(200), id="program"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), id="old-office"),
        pytest.param(b"<!DOCTYPE html><script>alert(1)</script>", id="page"),
        pytest.param(b"\n <svg xmlns='http://www.w3.org/2000/svg'/>", id="drawing"),
        pytest.param("<html>".encode("utf-16"), id="page-in-utf-16"),
        pytest.param(packed({"a.txt": b"a"}), id="other-packed-file"),
        pytest.param(b"GIF89a" + b"a" * 40, id="other-picture"),
    ],
)
def test_what_is_something_else_is_not_taken(name, content) -> None:
    with pytest.raises(UnsupportedFile, match="damaged"):
        check(name, content)


@pytest.mark.parametrize(("one", "other"), [("docx", XLSX), ("xlsx", DOCX), ("odt", DOCX)])
def test_one_packed_kind_is_not_taken_for_another(one, other) -> None:
    with pytest.raises(UnsupportedFile):
        check(f"minutes.{one}", other)


def test_an_office_file_with_programs_in_it_is_not_taken() -> None:
    with pytest.raises(UnsupportedFile):
        check("minutes.docx", repacked(DOCX, {"word/vbaProject.bin": b"Sub"}))


def test_an_office_file_that_is_called_so_alone_is_not_taken() -> None:
    with pytest.raises(UnsupportedFile):
        check("minutes.docx", packed({"word/document.xml": b"a", "[Content_Types].xml": b"b"}))


def test_a_list_of_kinds_too_long_to_read_is_not_read() -> None:
    long = repacked(DOCX, {"[Content_Types].xml": DOCX + bytes(300_000)})

    with pytest.raises(UnsupportedFile):
        check("minutes.docx", long)


def test_what_unpacks_to_very_much_is_refused_without_unpacking_it() -> None:
    bomb = repacked(DOCX, {"word/media/a.bin": bytes(210 * 1024 * 1024)})
    tracemalloc.start()

    steps = count_calls(lambda: refused("minutes.docx", bomb))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert steps < 1_000  # Unpacked in the usual pieces of 64 kB it would be thousands.
    assert peak < 10 * 1024 * 1024


def test_a_file_of_too_many_parts_is_refused() -> None:
    many = repacked(DOCX, {f"word/{number}": b"" for number in range(2001)})

    with pytest.raises(UnsupportedFile):
        check("minutes.docx", many)


def test_a_list_that_claims_to_be_long_is_not_read() -> None:
    end = DOCX.rfind(b"PK\x05\x06")
    claims = DOCX[: end + 12] + struct.pack("<I", 2**31) + DOCX[end + 16 :]

    with pytest.raises(UnsupportedFile):
        check("minutes.docx", claims)


def test_a_second_end_for_another_order_of_size_is_refused() -> None:
    end = DOCX.rfind(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(16)

    with pytest.raises(UnsupportedFile):
        check("minutes.docx", DOCX[:end] + locator + DOCX[end:])


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_another_way_is_refused(how) -> None:
    with pytest.raises(UnsupportedFile):
        check("minutes.odt", packed({"mimetype": OPEN_TEXT.encode()}, how))


def test_a_locked_file_is_refused() -> None:
    locked = bytearray(ODT)
    locked[ODT.rfind(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(UnsupportedFile):
        check("minutes.odt", bytes(locked))


def test_spoiled_content_is_refused() -> None:
    parts = {"mimetype": OPEN_TEXT.encode() * 50}
    spoiled = bytearray(packed(parts))
    spoiled[38:44] = b"\xff" * 6

    with pytest.raises(UnsupportedFile):
        check("minutes.odt", bytes(spoiled))


def test_a_name_of_no_known_kind_is_told_as_bytes() -> None:
    assert mimetype_of("minutes.other") == "application/octet-stream"
