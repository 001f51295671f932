"""CSV and JSON writers for any sheet, independent of what its rows are."""

import csv
import io
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeVar

from flask_babel.speaklater import LazyString

from tracker.exports.formulas import safe_text

Cell: TypeAlias = str | int | float | Decimal | date | Sequence[str] | None
Label: TypeAlias = str | LazyString
T = TypeVar("T")

CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json"

# Excel assumes the system's code page for a CSV file unless it begins with this mark.
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLOCK_ROWS = 500
_LISTS = frozenset({list, tuple})
_UNCHANGED_TYPES = frozenset({int, float, Decimal, date, type(None)})


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of a sheet: its heading, its accessor and its width.

    `labels` are the translated labels of coded values, looked up once per file, not per row.
    A value without an entry is written unchanged.
    """

    heading: Label
    value: Callable[[T], Cell]
    labels: Mapping[Hashable, Label] | None = None
    width: int = 16
    is_link: bool = False
    """Whether the cells are web addresses, which are links in a workbook."""


@dataclass(frozen=True)
class Sheet(Generic[T]):
    """A named table: its columns and its rows."""

    name: Label
    columns: Sequence[Column[T]]
    rows: Iterable[T]


def headings(sheet: Sheet[Any]) -> list[str]:
    """Return the headings of `sheet` in the reader's language."""
    return [str(column.heading) for column in sheet.columns]


def blocks(sheet: Sheet[Any]) -> Iterator[list[list[Cell]]]:
    """Yield the cells of `sheet` some hundred rows at a time, column by column.

    Column order makes 10,000 rows cheap: the cells of a column are mostly of one type, so the
    conversion is chosen once and not per cell.
    """
    readers = [_reader(column) for column in sheet.columns]
    rows = iter(sheet.rows)
    while block := list(islice(rows, _BLOCK_ROWS)):
        yield [read(block) for read in readers]


def joined(cell: Sequence[str]) -> str:
    """Return a cell's several values as one text."""
    return "; ".join(map(str, cell))


def csv_chunks(sheet: Sheet[Any], *, separator: str = ",") -> Iterator[bytes]:
    """Yield `sheet` as a CSV file (RFC 4180, UTF-8 with byte order mark), in chunks.

    Numbers have a decimal point and dates are in ISO format, with every separator.

    A text that a spreadsheet would run is escaped; `plain_text` in `formulas` restores it.
    Lists are joined by "; ", blanks stay blank.
    """
    yield _BYTE_ORDER_MARK + _csv_rows([tuple(map(safe_text, headings(sheet)))], separator)
    for block in blocks(sheet):
        yield _csv_rows(zip(*map(_csv_column, block), strict=True), separator)


def json_bytes(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return `rows` as a JSON array in UTF-8, one object per line, dates in ISO format."""
    objects = [json.dumps(row, ensure_ascii=False, default=_json_value) for row in rows]
    text = "[\n{}\n]\n".format(",\n".join(objects)) if objects else "[]\n"
    return text.encode(errors="replace")


def _reader(column: Column[T]) -> Callable[[list[T]], list[Cell]]:
    value = column.value
    if column.labels is None:
        return lambda rows: [value(row) for row in rows]
    labels: dict[Any, Any] = {code: str(label) for code, label in column.labels.items()}

    def read(rows: list[T]) -> list[Cell]:
        cells = [value(row) for row in rows]
        return [labels.get(cell, cell) for cell in cells]

    return read


def _csv_rows(rows: Iterable[Iterable[object]], separator: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(errors="replace")


def _csv_column(cells: list[Any]) -> list[Any]:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return _safe_texts(cells)
    if kinds <= _LISTS:
        return _safe_texts([joined(cell) if cell else "" for cell in cells])
    if kinds <= _UNCHANGED_TYPES:
        return cells
    return [_csv_cell(cell) for cell in cells]


def _safe_texts(texts: list[str]) -> list[str]:
    # Fast path: no formula is empty or begins with a letter or a digit, as nearly all texts do.
    return [text if not text or text[0].isalnum() else safe_text(text) for text in texts]


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, str):
        return safe_text(cell)
    if isinstance(cell, list | tuple):
        return safe_text(joined(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return cell


def _json_value(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, LazyString):
        return str(value)
    raise TypeError(f"JSON has no form for {value!r}")
