"""Sheets as CSV and JSON, read back with the plainest readers there are."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask_babel import lazy_gettext
from hypothesis import given
from hypothesis import strategies as st

from tracker.exports.formulas import plain_text
from tracker.exports.writers import Column, Sheet, csv_chunks, json_bytes


def sheet_of(*cells):
    return Sheet("Cells", [Column("Cell", lambda row: row[0])], [(cell,) for cell in cells])


def csv_text(sheet):
    return b"".join(csv_chunks(sheet)).decode("utf-8-sig")


def csv_rows(sheet):
    return list(csv.reader(io.StringIO(csv_text(sheet), newline=""), strict=True))


def test_a_csv_file_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert b"".join(csv_chunks(sheet_of())).startswith(b"\xef\xbb\xbf")


def test_the_mark_stands_only_once():
    assert b"".join(csv_chunks(sheet_of(*"x" * 1200))).count(b"\xef\xbb\xbf") == 1


def test_rows_end_as_rfc_4180_says():
    assert csv_text(sheet_of("one", "two")) == "Cell\r\none\r\ntwo\r\n"


def test_a_sheet_without_rows_is_its_headings():
    assert csv_text(sheet_of()) == "Cell\r\n"


def test_quotes_commas_and_lines_stay_in_their_cell():
    text = 'She said "no", twice,\r\nthen left'

    assert csv_rows(sheet_of(text)) == [["Cell"], [text]]


def test_semicolons_leave_numbers_dates_and_texts_as_they_are():
    sheet = sheet_of(Decimal("7.5"), date(2026, 11, 22), 12.25, "a; b, c", ["x", "y"])

    text = b"".join(csv_chunks(sheet, separator=";")).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    assert rows == [["Cell"], ["7.5"], ["2026-11-22"], ["12.25"], ["a; b, c"], ["x; y"]]


def test_semicolons_separate_columns():
    sheet = Sheet("S", [Column("A", str), Column("B", str)], ["x"])

    assert b"".join(csv_chunks(sheet, separator=";")).endswith(b"A;B\r\nx;x\r\n")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_every_text_survives_a_csv_file(texts):
    rows = csv_rows(sheet_of(*texts))

    assert [plain_text(row[0]) if row else "" for row in rows[1:]] == texts


def test_a_heading_that_would_run_is_only_read():
    sheet = Sheet("Cells", [Column("=1+1", lambda row: row)], [])

    assert csv_rows(sheet) == [["'=1+1"]]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param(None, "", id="blank"),
        pytest.param(-5, "-5", id="a-number-is-no-formula"),
        pytest.param(Decimal("-12.50"), "-12.50", id="decimal"),
        pytest.param(date(2026, 11, 22), "2026-11-22", id="date"),
        pytest.param(datetime(2026, 11, 22, 9, 5, tzinfo=UTC), "2026-11-22T09:05:00+00:00", id="t"),
        pytest.param(["Money", "Law"], "Money; Law", id="list"),
        pytest.param(["=1", "Law"], "'=1; Law", id="list-that-would-run"),
        pytest.param([], "", id="empty-list"),
    ],
)
def test_a_cell_is_written_as_what_it_is(cell, written):
    # Beside a text, so that the column is of mixed kinds as well.
    rows = [(cell, "x"), ("text", "y")]
    sheet = Sheet("S", [Column("A", lambda r: r[0]), Column("B", lambda r: r[1])], rows)

    assert csv_rows(sheet)[1] == [written, "x"]


def test_a_column_of_numbers_dates_and_blanks_needs_no_second_look():
    assert csv_rows(sheet_of(3, None, date(2026, 1, 2)))[1:] == [["3"], [""], ["2026-01-02"]]


def test_coded_values_are_put_into_words():
    column = Column("State", lambda row: row, labels={"worked-round": lazy_gettext("worked round")})

    rows = csv_rows(Sheet("States", [column], ["worked-round", "unheard-of"]))

    assert rows[1:] == [["worked round"], ["unheard-of"]]


class CountedWord:
    """A word that counts how often it is put into a language."""

    def __init__(self):
        self.lookups = 0

    def __str__(self):
        self.lookups += 1
        return "yes"


def test_words_are_looked_up_once_a_file():
    word = CountedWord()
    column = Column("A", lambda row: row, labels={True: word})

    rows = csv_rows(Sheet("S", [column], [True] * 900))

    assert rows[900] == ["yes"]
    assert word.lookups == 1


def test_a_long_sheet_comes_in_pieces_that_lose_no_row():
    numbers = [str(number) for number in range(1, 1501)]
    sheet = sheet_of(*numbers)

    assert len(list(csv_chunks(sheet))) == 4
    assert [row[0] for row in csv_rows(sheet)[1:]] == numbers


def test_rows_are_taken_as_they_are_needed():
    taken = []
    rows = (taken.append(number) or str(number) for number in range(5000))

    chunks = csv_chunks(Sheet("S", [Column("A", lambda row: row)], rows))
    next(chunks)
    next(chunks)

    assert len(taken) == 500


def test_a_lone_surrogate_cannot_break_a_file():
    assert csv_rows(sheet_of("a\ud800b"))[1] == ["a?b"]


def test_json_keeps_letters_and_says_dates_in_iso_form():
    rows = [{"title": "Été", "on": date(2026, 11, 22), "cost": Decimal("12.50"), "none": None}]

    written = json_bytes(rows)

    assert "Été".encode() in written
    assert json.loads(written) == [{"title": "Été", "on": "2026-11-22", "cost": 12.5, "none": None}]


def test_json_leaves_formulas_alone():
    assert json.loads(json_bytes([{"title": "=1+1"}])) == [{"title": "=1+1"}]


def test_json_writes_an_object_to_a_line():
    assert json_bytes([{"a": 1}, {"a": Decimal(2)}]) == b'[\n{"a": 1},\n{"a": 2}\n]\n'


def test_json_of_nothing_is_an_empty_list():
    assert json.loads(json_bytes([])) == []


def test_json_puts_lazy_words_into_text():
    assert json.loads(json_bytes([{"word": lazy_gettext("open")}])) == [{"word": "open"}]


def test_json_refuses_what_it_has_no_form_for():
    with pytest.raises(TypeError, match="no form"):
        json_bytes([{"thing": object()}])
