"""Parse a page of the obstacle list: its rows, filter chips and counts."""

import re
from html import unescape

from werkzeug.test import TestResponse

_CODE = re.compile(r"\bTICC-[2-9A-Z]{4,6} ")
_ROW = re.compile(r'<li>\s*<div>\s*<p class="words">.*?</li>', re.DOTALL)
_TITLE = re.compile(r'<p class="words">\s*<a[^>]*>(.*?)</a>', re.DOTALL)
_CHIP = re.compile(r'<a class="chip"[^>]*>(.*?)<svg', re.DOTALL)
_TOKEN = re.compile(
    r'name="(csrf_token|form_key)"( type="hidden")? value="[^"]+"|data-autosave="[^"]+"'
)
_BOX = re.compile(
    r'name="(\w+)"\s+value="([\w-]+)"[^>]*>\s*<label.*?<span class="n">(\d+)</span>', re.DOTALL
)


def words_in(markup: str) -> str:
    """Return the text of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split()).replace(" ,", ",")


def titles(page: TestResponse) -> list[str]:
    """Return the titles of the obstacles on a page, in order."""
    assert page.status_code == 200, page.text
    return [words_in(title) for row in _ROW.findall(page.text) for title in _TITLE.findall(row)]


def rows(page: TestResponse) -> list[str]:
    """Return the whole text of each row, without the reference, which is drawn anew."""
    return [_CODE.sub("", words_in(row)) for row in _ROW.findall(page.text)]


def chips(page: TestResponse) -> list[str]:
    """Return the labels of the active filters."""
    return [words_in(chip) for chip in _CHIP.findall(page.text)]


def numbers(page: TestResponse) -> dict[tuple[str, str], int]:
    """Return the facet count of each checkbox, by filter and value."""
    return {(name, value): int(number) for name, value, number in _BOX.findall(page.text)}


def without_token(page: TestResponse) -> str:
    """Return the page without its tokens, which differ in each response."""
    return _TOKEN.sub("", page.text)
