"""A summary as a workbook and as one flat table."""

import csv
import io
from datetime import UTC, datetime

from python_calamine import CalamineWorkbook

from tests.unit.editions.summaries import a_barrier, a_matrix, a_summary, an_empty_summary
from tracker.editions.summary_sheets import summary_sheets, summary_table
from tracker.exports.workbooks import WorkbookProperties, xlsx_bytes
from tracker.exports.writers import csv_chunks

MADE = WorkbookProperties("Summary", datetime(2026, 11, 22, tzinfo=UTC))


def workbook_of(summary):
    content = xlsx_bytes(summary_sheets(summary), MADE)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def table_of(summary):
    text = b"".join(csv_chunks(summary_table(summary))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_workbook_goes_from_totals_to_how_they_were_counted():
    assert list(workbook_of(a_summary())) == [
        "Totals",
        "Shared barriers",
        "By level",
        "Categories and organisations",
        "What helped",
        "Notes",
    ]


def test_the_totals_hold_the_figures_and_the_statuses():
    rows = workbook_of(a_summary())["Totals"]

    assert ["organisations", 3.0, "in two countries"] in rows
    assert ["Obstacles, status: open", 2.0, ""] in rows
    assert ["obstacles logged", 3.0, "all statuses"] in rows


def test_a_shared_barrier_says_how_it_stands_with_how_many():
    heads, row = workbook_of(a_summary())["Shared barriers"]
    facts = dict(zip(heads, row, strict=True))

    assert (facts["Organisations"], facts["Open"], facts["Resolved"]) == (3.0, 2.0, 1.0)
    assert facts["Level that can remove it"] == "national"
    assert facts["Organisations that show their name"] == "Kent Community Health; Medway; ADMR"


def test_numbers_that_are_not_given_are_blank():
    summary = a_summary(shared=[a_barrier(states=None, organisations=None, unnamed=None)])

    row = table_of(summary)[0]

    assert {
        row[head] for head in ("Organisations", "Open", "Resolved", "Organisations without a name")
    } == {""}


def test_the_matrix_has_a_column_for_each_organisation_and_all():
    heads, *rows = workbook_of(a_summary(matrix=a_matrix(2, 3)))["Categories and organisations"]

    assert heads == ["Category", "Organisation 1", "Organisation 2", "Organisation 3", "Total"]
    assert rows[1] == ["Category 2", 0.0, 1.0, 2.0, 5.0]
    assert rows[-1] == ["Total", 4.0, 4.0, 4.0, 9.0]


def test_the_levels_are_in_words():
    heads, row = workbook_of(a_summary())["By level"]

    assert (heads[0], row) == ("Level that can remove it", ["national", 2.0, 0.0, 0.0, 1.0, 0.0])


def test_the_notes_say_whose_sight_it_is():
    rows = workbook_of(a_summary())["Notes"]

    assert ["Counted over what a funder may read."] in rows
    assert rows[-1] == ["An empty cell means that the number is not shown."]


def test_the_csv_is_one_flat_table_whose_rows_say_programme_day_and_sight():
    (row,) = table_of(a_summary())

    assert (row["Programme"], row["Summary of"]) == ("TICC", "2026-11-22")
    assert row["Counted for"] == "Counted over what a funder may read."
    assert row["Barrier"] == "Approval sits too high, case 1"


def test_an_empty_programme_gives_headings_and_notes():
    workbook = workbook_of(an_empty_summary())

    assert len(workbook["Shared barriers"]) == 1
    assert workbook["Categories and organisations"] == [["Category", "Total"]]
    assert table_of(an_empty_summary()) == []


def test_an_organisation_whose_name_would_run_does_not():
    matrix = a_matrix(1, 1)
    summary = a_summary(
        matrix=type(matrix)(categories=["=1+1"], organisations=["=2+2"], counts=[[1]])
    )

    rows = workbook_of(summary)["Categories and organisations"]

    assert rows == [["Category", "=2+2", "Total"], ["=1+1", 1.0, ""]]
