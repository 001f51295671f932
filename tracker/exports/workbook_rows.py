"""Worksheet rows as XML, written column by column for speed.

XlsxWriter makes the workbook; its way of writing one cell at a time takes two seconds for
10,000 obstacles, this takes a fifth of that. The markup is the one that XlsxWriter itself
writes in its constant-memory mode, with inline strings.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import quote

from flask_babel import ngettext
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from tracker.exports.formulas import is_runnable
from tracker.exports.writers import Cell, joined
from tracker.models.labels import number_label

CELL_LIMIT = 32_767
_EPOCH = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)  # Excel's calendar has a 29 February 1900: no day before is right.
_SECONDS_A_DAY = 86_400
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]")
_NOT_IN_AN_ADDRESS = re.compile('[\x00-\x20\x7f-\x9f"<>\\\\^`{|}\ud800-\udfff\ufffe\uffff]')
_MAX_LINK_LENGTH = 2_000
"""Excel refuses a workbook with a longer link."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")


@dataclass(frozen=True)
class CellFormats:
    """The format indexes (XF) that a cell may have in one workbook."""

    plain: int
    quoted: int
    day: int
    moment: int


def index_of(cell_format: Format) -> int:
    """Return the index by which a cell's XML refers to `cell_format`."""
    index: int = cell_format._get_xf_index()  # noqa: SLF001  XlsxWriter has no public method.
    return index


class RowSheet(Worksheet):
    """A worksheet whose rows below the headings, and links in them, are set as finished XML."""

    def __init__(self) -> None:
        super().__init__()
        self.rows_below: list[str] = []
        self.extent = "A1"
        self.links: list[tuple[str, str]] = []
        """The cells with links, and their web addresses."""

    def _write_rows(self) -> None:
        super()._write_rows()
        for row in self.rows_below:
            self.fh.write(row)

    def _write_dimension(self) -> None:
        self._xml_empty_tag("dimension", [("ref", self.extent)])

    def _write_hyperlinks(self) -> None:
        if not self.links:
            return
        self._xml_start_tag("hyperlinks")
        for cell_name, address in self.links:
            self.rel_count += 1
            target, _mark, place = address.partition("#")
            attributes = [("ref", cell_name), ("r:id", f"rId{self.rel_count}")]
            self._xml_empty_tag("hyperlink", attributes + ([("location", place)] if place else []))
            self.external_hyper_links.append(["/hyperlink", target, "External"])
        self._xml_end_tag("hyperlinks")


def links_in(cells: list[Cell], position: int, first: int) -> list[tuple[str, str]]:
    """Return the cells of a column that are web addresses, by cell name."""
    letters = xl_col_to_name(position)
    return [
        (f"{letters}{number}", _NOT_IN_AN_ADDRESS.sub(lambda sign: quote(sign[0]), cell))
        for number, cell in enumerate(cells, start=first)
        if isinstance(cell, str) and len(cell) <= _MAX_LINK_LENGTH and _WEB_ADDRESS.match(cell)
    ]


def rows_in_xml(block: list[list[Cell]], first: int, formats: list[CellFormats]) -> str:
    """Return a block of columns as rows of XML, the first of them numbered `first`."""
    columns = [
        _column_in_xml(cells, xl_col_to_name(position), first, column_formats)
        for position, (cells, column_formats) in enumerate(zip(block, formats, strict=True))
    ]
    rows = enumerate(zip(*columns, strict=True), start=first)
    return "".join([f'<row r="{number}">{"".join(cells)}</row>' for number, cells in rows])


def cell_text(text: str) -> str:
    """Return `text` as a cell can hold it: without characters that XML forbids, and truncated."""
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


def _column_in_xml(cells: list[Any], letters: str, first: int, formats: CellFormats) -> list[str]:
    kinds = set(map(type, cells))
    numbered = enumerate(cells, start=first)
    if kinds <= {str, type(None)}:
        return [_text(cell, f"{letters}{n}", formats) if cell else "" for n, cell in numbered]
    return [_cell(cell, f"{letters}{n}", formats) for n, cell in numbered]


def _cell(cell: Any, cell_name: str, formats: CellFormats) -> str:
    if isinstance(cell, list | tuple):
        cell = joined(cell)
    if isinstance(cell, int | float | Decimal):
        return f'<c r="{cell_name}" s="{formats.plain}"><v>{cell:f}</v></c>'
    if isinstance(cell, date):
        return _date(cell, cell_name, formats)
    return _text(cell, cell_name, formats) if cell else ""


def _text(text: str, cell_name: str, formats: CellFormats) -> str:
    index = formats.plain
    if not text[:1].isalnum() and is_runnable(text):
        # Shown unchanged, and still a text after somebody edits the cell.
        index = formats.quoted
    if not text.isprintable() or len(text) > CELL_LIMIT // 2:
        text = cell_text(text)
    if "_x" in text:
        text = _LOOKS_LIKE_AN_ESCAPE.sub("_x005F_", text)
    escaped = escape(text, quote=False)
    inline = f'<is><t xml:space="preserve">{escaped}</t></is>'
    return f'<c r="{cell_name}" s="{index}" t="inlineStr">{inline}</c>'


def _date(day: date, cell_name: str, formats: CellFormats) -> str:
    on = day.date() if isinstance(day, datetime) else day
    if on < _FIRST_DAY:
        return _text(day.isoformat(), cell_name, formats)
    number = (on - _EPOCH).days
    if not isinstance(day, datetime):
        return f'<c r="{cell_name}" s="{formats.day}"><v>{number}</v></c>'
    seconds = day.hour * 3600 + day.minute * 60 + day.second
    serial = f"{number + seconds / _SECONDS_A_DAY:.9f}"
    return f'<c r="{cell_name}" s="{formats.moment}"><v>{serial}</v></c>'


def _length(text: str) -> int:
    """Return the length as Excel counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", errors="replace")) // 2


def _first(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", errors="ignore")
