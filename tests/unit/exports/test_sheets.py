"""The sheets of obstacles, workarounds and barriers: their columns, and the same as JSON."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tracker.exports import barrier_sheet, obstacle_sheet, workaround_sheet
from tracker.exports.barrier_sheet import BARRIER_SHEET, BarrierLine
from tracker.exports.obstacle_sheet import OBSTACLE_SHEET, ObstacleLine
from tracker.exports.workaround_sheet import WORKAROUND_SHEET, WorkaroundLine
from tracker.exports.writers import Sheet, csv_chunks, json_bytes

OBSTACLE = ObstacleLine(
    reference="TICC-7KQ4",
    title="Approval sits too high",
    what_happened="A bed takes three signatures.",
    organisation="Medway",
    team="",
    country="UK",
    status="being-worked-on",
    look_again_on=None,
    level="local-system",
    visibility="partners",
    named=True,
    categories=["Leadership and governance", "Law"],
    barrier="Approval and hierarchy",
    barrier_reference="TICC-B3MN",
    shared_with=6,
    workarounds=["A new scheme of delegation"],
    worked_elsewhere=[],
    people_supported=40,
    staff_hours_a_week=None,
    sickness_days_a_year=None,
    budget_a_year=Decimal("1200.00"),
    budget_currency="EUR",
    since="2019-03",
    logged_at=date(2026, 11, 1),
    changed_at=date(2026, 11, 2),
    source="Final report",
    source_link="https://example.org/report",
    grouping_note="",
    link="https://example.org/programmes/ticc/obstacles/TICC-7KQ4",
)
WORKAROUND = WorkaroundLine(
    reference="TICC-W2PX",
    title="A new scheme of delegation",
    how_it_works="",
    organisation=None,
    visibility="funders",
    obstacles=["TICC-7KQ4"],
    worked=1,
    partly=0,
    did_not=0,
    too_early=2,
    worked_at=["Medway"],
    logged_at=date(2026, 11, 1),
    source="",
    source_link="",
    link="https://example.org/w",
)
BARRIER = BarrierLine(
    reference="TICC-B3MN",
    title="Approval and hierarchy",
    level="organisation",
    organisations=None,
    obstacles=None,
    open=None,
    being_worked_on=None,
    worked_round=None,
    resolved=None,
    accepted_as_immovable=None,
    named=["Medway"],
    unnamed=None,
    past_it=["Medway"],
    link="https://example.org/b",
)


def row_of(columns, line):
    text = b"".join(csv_chunks(Sheet("S", columns, [line]))).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    return row


def test_an_obstacles_coded_values_are_words():
    row = row_of(OBSTACLE_SHEET, OBSTACLE)

    assert row["Status"] == "being worked on"
    assert row["Level that can remove it"] == "local system"
    assert row["Shows the organisation’s name"] == "yes"


def test_an_obstacles_lists_measures_and_dates_stand_in_their_cells():
    row = row_of(OBSTACLE_SHEET, OBSTACLE)

    assert row["Categories"] == "Leadership and governance; Law"
    assert row["Budget a year"] == "1200.00"
    assert row["Logged on"] == "2026-11-01"


def test_what_was_not_said_stays_blank():
    assert row_of(OBSTACLE_SHEET, OBSTACLE)["Staff hours a week"] == ""


def test_an_organisation_that_is_not_named_is_not_named():
    line = replace(OBSTACLE, organisation=None, named=False)

    row = row_of(OBSTACLE_SHEET, line)

    assert (row["Organisation"], row["Shows the organisation’s name"]) == ("name not shown", "no")


def test_an_obstacle_as_json_keeps_its_codes():
    (written,) = json.loads(json_bytes([obstacle_sheet.as_json(OBSTACLE)]))

    assert written["status"] == "being-worked-on"
    assert written["categories"] == ["Leadership and governance", "Law"]
    assert written["budget_a_year"] == 1200


def test_a_workarounds_trials_are_counted_by_outcome():
    row = row_of(WORKAROUND_SHEET, WORKAROUND)

    assert (row["Trials that worked"], row["Trials too early to tell"]) == ("1", "2")


def test_a_number_that_is_not_given_is_blank():
    assert row_of(BARRIER_SHEET, BARRIER)["Organisations"] == ""


@pytest.mark.parametrize(
    ("sheet", "columns", "line"),
    [
        pytest.param(obstacle_sheet, OBSTACLE_SHEET, OBSTACLE, id="obstacle"),
        pytest.param(workaround_sheet, WORKAROUND_SHEET, WORKAROUND, id="workaround"),
        pytest.param(barrier_sheet, BARRIER_SHEET, BARRIER, id="barrier"),
    ],
)
def test_the_table_and_the_json_hold_the_same(sheet, columns, line):
    shown = [repr(column.value(line)) for column in columns]

    assert sorted(shown) == sorted(map(repr, sheet.as_json(line).values()))
