"""XLSX writer: texts stay texts, dates are dates, and equal input gives equal bytes."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range

from tracker.exports.workbook_rows import (
    CellFormats,
    RowSheet,
    cell_text,
    index_of,
    links_in,
    rows_in_xml,
)
from tracker.exports.writers import Column, Sheet, blocks, headings

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MAX_NAME_LENGTH = 31
_MAX_PROPERTY_LENGTH = 255
_MAX_LINKS = 65_530  # Excel refuses a sheet with more.
_LINK_COLOUR = "#0563c1"
_A4 = 9
_MIN_WRAPPED_WIDTH = 40  # Wider columns contain sentences, and they wrap.
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True)
class WorkbookProperties:
    """The document properties; `made_at` is the only timestamp in the file."""

    title: str
    made_at: datetime
    subject: str = ""


@dataclass(frozen=True)
class _Formats:
    heading: Format
    short: Format
    long: Format
    quoted: Format
    day: Format
    moment: Format
    link: Format

    def of(self, column: Column[Any]) -> Format:
        if column.is_link:
            return self.link
        return self.long if column.width >= _MIN_WRAPPED_WIDTH else self.short

    def cell_formats(self, column: Column[Any]) -> CellFormats:
        formats = (self.of(column), self.quoted, self.day, self.moment)
        return CellFormats(*map(index_of, formats))


def xlsx_bytes(sheets: Sequence[Sheet[Any]], properties: WorkbookProperties) -> bytes:
    """Return `sheets` as one XLSX workbook, with frozen heading rows and autofilters.

    It prints in landscape, as wide as the page, with the headings on each. No text is run; only
    the web addresses of columns of links are made into links. A text beyond Excel's limit of
    32,767 characters is truncated with a mark; characters that XML forbids are dropped.
    """
    file = io.BytesIO()
    with Workbook(file, _OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": cell_text(properties.title)[:_MAX_PROPERTY_LENGTH],
                "subject": cell_text(properties.subject)[:_MAX_PROPERTY_LENGTH],
                "created": properties.made_at,
            }
        )
        formats = _formats(workbook)
        names = sheet_names(str(sheet.name) for sheet in sheets)
        for name, sheet in zip(names, sheets, strict=True):
            _write_sheet(workbook.add_worksheet(name, worksheet_class=RowSheet), sheet, formats)
    return file.getvalue()


def sheet_names(wanted: Iterable[str]) -> list[str]:
    r"""Return names that Excel accepts: at most 31 characters, none of []:*?/\, all unique."""
    names: dict[str, str] = {}
    for name in wanted:
        base = _NOT_IN_A_NAME.sub(" ", cell_text(name)).strip(" '\n\t")[:_MAX_NAME_LENGTH] or "-"
        free, number = base, 1
        while free.casefold() in names:
            number += 1
            free = f"{base[: _MAX_NAME_LENGTH - 1 - len(str(number))]} {number}"
        names[free.casefold()] = free
    return list(names.values())


def _formats(workbook: Workbook) -> _Formats:
    top = {"valign": "top"}
    return _Formats(
        heading=workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        short=workbook.add_format(top),
        long=workbook.add_format({**top, "text_wrap": True}),
        quoted=workbook.add_format({**top, "text_wrap": True, "quote_prefix": True}),
        day=workbook.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
        moment=workbook.add_format({**top, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        link=workbook.add_format({**top, "font_color": _LINK_COLOUR, "underline": 1}),
    )


def _write_sheet(worksheet: RowSheet, sheet: Sheet[Any], formats: _Formats) -> None:
    for position, column in enumerate(sheet.columns):
        worksheet.set_column(position, position, column.width, formats.of(column))
    for position, heading in enumerate(headings(sheet)):
        worksheet.write_string(0, position, _heading_text(heading), formats.heading)
    last = _write_rows_below(worksheet, sheet, formats)
    last_column = max(len(sheet.columns) - 1, 0)
    worksheet.extent = xl_range(0, 0, last, last_column)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, last, last_column)
    _set_up_pages(worksheet)


def _write_rows_below(worksheet: RowSheet, sheet: Sheet[Any], formats: _Formats) -> int:
    """Write the rows below the headings, and return their number."""
    cell_formats = [formats.cell_formats(column) for column in sheet.columns]
    first = 2
    for block in blocks(sheet):
        worksheet.rows_below.append(rows_in_xml(block, first, cell_formats))
        for position, column in enumerate(sheet.columns):
            if column.is_link and len(worksheet.links) < _MAX_LINKS:
                worksheet.links += links_in(block[position], position, first)
        first += len(block[0])
    del worksheet.links[_MAX_LINKS:]
    return first - 2


def _set_up_pages(worksheet: RowSheet) -> None:
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_footer("&C&P / &N")


def _heading_text(heading: str) -> str:
    text = cell_text(heading)
    # XlsxWriter treats a text between these tags as its own markup.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
