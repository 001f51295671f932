"""A file's name reaches the browser whole and harmless."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from tracker.exports.attachments import attachment_headers, safe_filename


def disposition(filename):
    return parse_options_header(attachment_headers(filename)["Content-Disposition"])


def test_a_plain_name_is_saved_as_it_is():
    assert attachment_headers("ticc-obstacles.csv") == {
        "Content-Disposition": (
            "attachment; filename=\"ticc-obstacles.csv\"; filename*=UTF-8''ticc-obstacles.csv"
        )
    }


def test_accents_survive_and_the_plain_form_does_without():
    header = attachment_headers("été à Gand.pdf")["Content-Disposition"]

    assert 'filename="ete-a-Gand.pdf"' in header
    assert disposition("été à Gand.pdf")[1]["filename"] == "été à Gand.pdf"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        pytest.param("../../etc/passwd", "etc passwd", id="path"),
        pytest.param("..\\boot.ini", "boot.ini", id="windows-path"),
        pytest.param("a\r\nSet-Cookie: b=c", "a Set-Cookie b=c", id="header-split"),
        pytest.param("report\u202efdp.exe", "reportfdp.exe", id="turned-round"),
        pytest.param("a\u200bb\ufeff.csv", "ab.csv", id="unseen"),
        pytest.param('a"b;c.csv', "a b;c.csv", id="quote"),
        pytest.param("   ", "download", id="nothing-left"),
        pytest.param(".htaccess", "htaccess", id="hidden"),
        pytest.param("x" * 300 + ".xlsx", "x" * 115 + ".xlsx", id="too-long"),
    ],
)
def test_a_dangerous_name_is_made_safe(name, safe):
    assert safe_filename(name) == safe


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        pytest.param("протокол.pdf", "protokol.pdf", id="cyrillic"),
        pytest.param("Йод Щука.docx", "Yod-Shchuka.docx", id="cyrillic-capitals"),
        pytest.param("Πρωτόκολλο.pdf", "Protokollo.pdf", id="greek"),
        pytest.param("Größe Łódź œuvre.pdf", "Grosse-Lodz-oeuvre.pdf", id="latin"),
        pytest.param("障害.csv", "download.csv", id="no-letters-left"),
        pytest.param("بروتوكول.pdf", "download.pdf", id="arabic"),
        pytest.param("障害 2026.csv", "2026.csv", id="a-number-left"),
        pytest.param("report.障害", "report", id="no-extension-left"),
        pytest.param("障害", "download", id="nothing-left"),
        pytest.param("archive.tar.gz", "archive.tar.gz", id="two-extensions"),
    ],
)
def test_the_plain_form_is_a_usable_name_with_its_extension(name, plain):
    assert f'filename="{plain}";' in attachment_headers(name)["Content-Disposition"]


@given(st.text())
def test_no_name_escapes_its_header(name):
    header = attachment_headers(name)["Content-Disposition"]

    assert header.isascii()
    assert header.isprintable()
    assert disposition(name)[0] == "attachment"
    assert disposition(name)[1]["filename"] == safe_filename(name)
    assert re.search(r'filename="[A-Za-z0-9_-][^"/\\]*";', header)
