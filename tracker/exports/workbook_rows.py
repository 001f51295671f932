"""The rows of a worksheet as XML, written column by column.

XlsxWriter makes the workbook; its way of writing one cell at a time takes two seconds for
10,000 obstacles, this takes a fifth of that. The markup is the one that XlsxWriter itself
writes when it saves memory: every text stands in its cell.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from flask_babel import ngettext
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from tracker.exports.formulas import is_runnable
from tracker.exports.writers import Cell, joined
from tracker.models.labels import number_label

CELL_LIMIT = 32_767
_DAY_NOUGHT = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)  # Excel's calendar has a 29 February 1900: no day before is right.
_SECONDS_A_DAY = 86_400
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")


@dataclass(frozen=True)
class Looks:
    """The numbers of the few looks that a cell may have in one workbook."""

    plain: int
    quoted: int
    day: int
    moment: int


def number_of(look: Format) -> int:
    """Return the number by which a cell's XML calls `look`."""
    number: int = look._get_xf_index()  # noqa: SLF001  XlsxWriter has no public way to ask.
    return number


class RowSheet(Worksheet):
    """A worksheet that takes its rows below the headings as finished XML."""

    def __init__(self) -> None:
        super().__init__()
        self.rows_below: list[str] = []

    def _write_rows(self) -> None:
        super()._write_rows()
        for row in self.rows_below:
            self.fh.write(row)


def rows_in_xml(block: list[list[Cell]], first: int, looks: list[Looks]) -> str:
    """Return a block of columns as rows of XML, the first of them numbered `first`."""
    columns = [
        _column_in_xml(cells, xl_col_to_name(place), first, look)
        for place, (cells, look) in enumerate(zip(block, looks, strict=True))
    ]
    rows = enumerate(zip(*columns, strict=True), start=first)
    return "".join([f'<row r="{number}">{"".join(cells)}</row>' for number, cells in rows])


def cell_text(text: str) -> str:
    """Return `text` as a cell can hold it: no character unknown to XML, and any cut marked."""
    if not text.isprintable():
        text = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > CELL_LIMIT // 2 and _length(text) > CELL_LIMIT:
        mark = " " + ngettext(
            "… (shortened: a cell holds %(number)s character)",
            "… (shortened: a cell holds %(number)s characters)",
            CELL_LIMIT,
            number=number_label(CELL_LIMIT),
        )
        text = _first(text, CELL_LIMIT - len(mark)) + mark
    return text


def _column_in_xml(cells: list[Any], letters: str, first: int, looks: Looks) -> list[str]:
    kinds = set(map(type, cells))
    numbered = enumerate(cells, start=first)
    if kinds <= {str, type(None)}:
        return [_text(cell, f"{letters}{n}", looks) if cell else "" for n, cell in numbered]
    return [_cell(cell, f"{letters}{n}", looks) for n, cell in numbered]


def _cell(cell: Any, place: str, looks: Looks) -> str:
    if isinstance(cell, list | tuple):
        cell = joined(cell)
    if isinstance(cell, int | float | Decimal):
        return f'<c r="{place}" s="{looks.plain}"><v>{cell:f}</v></c>'
    if isinstance(cell, date):
        return _date(cell, place, looks)
    return _text(cell, place, looks) if cell else ""


def _text(text: str, place: str, looks: Looks) -> str:
    look = looks.plain
    if not text[:1].isalnum() and is_runnable(text):
        # Shown as it is, and still a text after somebody edits the cell.
        look = looks.quoted
    if not text.isprintable() or len(text) > CELL_LIMIT // 2:
        text = cell_text(text)
    if "_x" in text:
        text = _LOOKS_LIKE_AN_ESCAPE.sub("_x005F_", text)
    words = escape(text, quote=False)
    return (
        f'<c r="{place}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
    )


def _date(day: date, place: str, looks: Looks) -> str:
    on = day.date() if isinstance(day, datetime) else day
    if on < _FIRST_DAY:
        return _text(day.isoformat(), place, looks)
    number = (on - _DAY_NOUGHT).days
    if not isinstance(day, datetime):
        return f'<c r="{place}" s="{looks.day}"><v>{number}</v></c>'
    seconds = day.hour * 3600 + day.minute * 60 + day.second
    return f'<c r="{place}" s="{looks.moment}"><v>{number + seconds / _SECONDS_A_DAY:.9f}</v></c>'


def _length(text: str) -> int:
    """Count as Excel does, in UTF-16 units."""
    return len(text.encode("utf-16-le", errors="replace")) // 2


def _first(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", errors="ignore")
