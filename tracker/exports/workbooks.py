"""Write sheets into one XLSX workbook: texts stay texts, dates are dates, equal bytes repeat."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from tracker.exports.workbook_rows import Looks, RowSheet, cell_text, number_of, rows_in_xml
from tracker.exports.writers import Sheet, blocks, headings

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_NAME_LIMIT = 31
_PROPERTY_LIMIT = 255
_READING_WIDTH = 40  # From here a column holds sentences, and they wrap.
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True)
class WorkbookProperties:
    """What a workbook says of itself; `made_at` is its only clock, so equal input, equal bytes."""

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

    def of(self, width: int) -> Format:
        return self.long if width >= _READING_WIDTH else self.short

    def looks(self, width: int) -> Looks:
        kinds = (self.of(width), self.quoted, self.day, self.moment)
        return Looks(*map(number_of, kinds))


def xlsx_bytes(sheets: Sequence[Sheet[Any]], properties: WorkbookProperties) -> bytes:
    """Return `sheets` as one XLSX workbook, whose heading rows stay in sight and filter.

    No text is run or made into a link. A text beyond Excel's limit of 32,767 characters is
    cut and says so; characters that XML has no place for are dropped.
    """
    file = io.BytesIO()
    with Workbook(file, _OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": cell_text(properties.title)[:_PROPERTY_LIMIT],
                "subject": cell_text(properties.subject)[:_PROPERTY_LIMIT],
                "created": properties.made_at,
            }
        )
        formats = _formats(workbook)
        names = sheet_names(str(sheet.name) for sheet in sheets)
        for name, sheet in zip(names, sheets, strict=True):
            _write_sheet(workbook.add_worksheet(name, worksheet_class=RowSheet), sheet, formats)
    return file.getvalue()


def sheet_names(wanted: Iterable[str]) -> list[str]:
    r"""Return names that Excel takes: at most 31 characters, none of []:*?/\, no two alike."""
    names: dict[str, str] = {}
    for name in wanted:
        base = _NOT_IN_A_NAME.sub(" ", cell_text(name)).strip(" '\n\t")[:_NAME_LIMIT] or "-"
        free, number = base, 1
        while free.casefold() in names:
            number += 1
            free = f"{base[: _NAME_LIMIT - 1 - len(str(number))]} {number}"
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
    )


def _write_sheet(worksheet: RowSheet, sheet: Sheet[Any], formats: _Formats) -> None:
    for place, column in enumerate(sheet.columns):
        worksheet.set_column(place, place, column.width, formats.of(column.width))
    for place, heading in enumerate(headings(sheet)):
        worksheet.write_string(0, place, _heading_text(heading), formats.heading)
    looks = [formats.looks(column.width) for column in sheet.columns]
    rows = list(_row_blocks(sheet, looks))
    worksheet.rows_below = [xml for xml, _ in rows]
    last = sum(length for _, length in rows)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, last, max(len(sheet.columns) - 1, 0))


def _row_blocks(sheet: Sheet[Any], looks: list[Looks]) -> Iterator[tuple[str, int]]:
    first = 2
    for block in blocks(sheet):
        yield rows_in_xml(block, first, looks), len(block[0])
        first += len(block[0])


def _heading_text(heading: str) -> str:
    text = cell_text(heading)
    # XlsxWriter passes a text between these tags on as markup of its own.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
