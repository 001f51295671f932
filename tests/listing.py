"""Read a page of the obstacles list as a person would: its rows, chips and numbers."""

import re
from html import unescape

from werkzeug.test import TestResponse

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
    """Return what is read in a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split()).replace(" ,", ",")


def titles(page: TestResponse) -> list[str]:
    """Return the obstacles that stand on a page, in their order."""
    assert page.status_code == 200, page.text
    return [words_in(title) for row in _ROW.findall(page.text) for title in _TITLE.findall(row)]


def rows(page: TestResponse) -> list[str]:
    """Return the whole text of each row."""
    return [words_in(row) for row in _ROW.findall(page.text)]


def chips(page: TestResponse) -> list[str]:
    """Return the filters in force as the page names them."""
    return [words_in(chip) for chip in _CHIP.findall(page.text)]


def numbers(page: TestResponse) -> dict[tuple[str, str], int]:
    """Return the number beside each box, by filter and value."""
    return {(name, value): int(number) for name, value, number in _BOX.findall(page.text)}


def without_token(page: TestResponse) -> str:
    """Return the whole page but for its token, which holds the second that it was made in."""
    return _TOKEN.sub("", page.text)
