"""Write any sheet as CSV or JSON; what its rows are about is none of this file's business."""

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
Words: TypeAlias = str | LazyString
T = TypeVar("T")

CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json"

# Excel takes a CSV file for the system's own code page unless it begins with this mark.
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ROWS_IN_A_BLOCK = 500
_LISTS = frozenset({list, tuple})
_WRITTEN_AS_THEY_ARE = frozenset({int, float, Decimal, date, type(None)})


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of a sheet: its heading, where its cells come from, and how wide it stands.

    `words` names coded values in the reader's language: each is looked up once a file, not
    once a row. A value without an entry is written as it is.
    """

    heading: Words
    value: Callable[[T], Cell]
    words: Mapping[Hashable, Words] | None = None
    width: int = 16


@dataclass(frozen=True)
class Sheet(Generic[T]):
    """A named table: columns, and the rows that they read."""

    name: Words
    columns: Sequence[Column[T]]
    rows: Iterable[T]


def headings(sheet: Sheet[Any]) -> list[str]:
    """Return the headings of `sheet` in the reader's language."""
    return [str(column.heading) for column in sheet.columns]


def blocks(sheet: Sheet[Any]) -> Iterator[list[list[Cell]]]:
    """Yield the cells of `sheet` some hundred rows at a time, column by column.

    Going down a column is what makes 10,000 rows cheap: its cells are mostly of one kind,
    so what to do with them is settled once and not for each.
    """
    readers = [_reader(column) for column in sheet.columns]
    rows = iter(sheet.rows)
    while block := list(islice(rows, _ROWS_IN_A_BLOCK)):
        yield [read(block) for read in readers]


def joined(cell: Sequence[str]) -> str:
    """Return a cell's several values as one text."""
    return "; ".join(map(str, cell))


def csv_chunks(sheet: Sheet[Any]) -> Iterator[bytes]:
    """Yield `sheet` as a CSV file (RFC 4180, UTF-8 with its mark), piece by piece.

    A text that a spreadsheet would run is written so that it is only read; `plain_text`
    in `formulas` restores it. Lists are joined by "; ", blanks stay blank.
    """
    yield _BYTE_ORDER_MARK + _csv_rows([tuple(map(safe_text, headings(sheet)))])
    for block in blocks(sheet):
        yield _csv_rows(zip(*map(_csv_column, block), strict=True))


def json_bytes(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return `rows` as a JSON array in UTF-8, an object to a line, dates in ISO form."""
    objects = [json.dumps(row, ensure_ascii=False, default=_json_value) for row in rows]
    text = "[\n{}\n]\n".format(",\n".join(objects)) if objects else "[]\n"
    return text.encode(errors="replace")


def _reader(column: Column[T]) -> Callable[[list[T]], list[Cell]]:
    value = column.value
    if column.words is None:
        return lambda rows: [value(row) for row in rows]
    words: dict[Any, Any] = {code: str(word) for code, word in column.words.items()}

    def read(rows: list[T]) -> list[Cell]:
        cells = [value(row) for row in rows]
        return [words.get(cell, cell) for cell in cells]

    return read


def _csv_rows(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(errors="replace")


def _csv_column(cells: list[Any]) -> list[Any]:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return _safe_texts(cells)
    if kinds <= _LISTS:
        return _safe_texts([joined(cell) if cell else "" for cell in cells])
    if kinds <= _WRITTEN_AS_THEY_ARE:
        return cells
    return [_csv_cell(cell) for cell in cells]


def _safe_texts(texts: list[str]) -> list[str]:
    # No formula is blank or begins with a letter or a digit, and nearly every text does.
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
