"""A summary as spreadsheets: the sheets of a workbook, and one flat table."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.editions.labels import LEVEL_ROWS, TOTAL
from tracker.editions.notes import notes_of
from tracker.editions.summary import LevelStatusCounts, SharedBarrierLine, Summary
from tracker.exports.labels import LEVELS, STATUSES
from tracker.exports.writers import Column, Sheet
from tracker.insights.figures import obstacles_logged

Count = int | None

TOTALS: list[Column[tuple[str, Count, str]]] = [
    Column(_l("Figure"), itemgetter(0), width=40),
    Column(_l("Number"), itemgetter(1), width=12),
    Column(_l("Meaning"), itemgetter(2), width=60),
]
LEVEL_SHEET: list[Column[LevelStatusCounts]] = [
    Column(
        _l("Level that can remove it"),
        attrgetter("level"),
        labels=LEVEL_ROWS,
        width=24,
    ),
    Column(_l("Open"), attrgetter("status_counts.open"), width=12),
    Column(_l("Being worked on"), attrgetter("status_counts.being_worked_on"), width=12),
    Column(_l("Worked round"), attrgetter("status_counts.worked_round"), width=12),
    Column(_l("Resolved"), attrgetter("status_counts.resolved"), width=12),
    Column(
        _l("Accepted as immovable"), attrgetter("status_counts.accepted_as_immovable"), width=12
    ),
]
NOTE_SHEET: list[Column[str]] = [Column(_l("Note"), str, width=100)]


@dataclass(frozen=True)
class _SharedRow:
    """A shared barrier with its counts by status; empty if they are suppressed."""

    line: SharedBarrierLine
    open: Count = None
    being_worked_on: Count = None
    worked_round: Count = None
    resolved: Count = None
    accepted_as_immovable: Count = None


SHARED_SHEET: list[Column[_SharedRow]] = [
    Column(_l("Reference"), attrgetter("line.reference"), width=12),
    Column(_l("Barrier"), attrgetter("line.title"), width=60),
    Column(_l("Level that can remove it"), attrgetter("line.level"), labels=LEVELS, width=18),
    Column(_l("Organisations"), attrgetter("line.organisations"), width=14),
    Column(_l("Open"), attrgetter("open"), width=12),
    Column(_l("Being worked on"), attrgetter("being_worked_on"), width=12),
    Column(_l("Worked round"), attrgetter("worked_round"), width=12),
    Column(_l("Resolved"), attrgetter("resolved"), width=12),
    Column(_l("Accepted as immovable"), attrgetter("accepted_as_immovable"), width=12),
    Column(_l("Organisations that show their name"), lambda row: list(row.line.named), width=40),
    Column(_l("Organisations without a name"), attrgetter("line.unnamed"), width=12),
    Column(_l("No longer in the way"), lambda row: list(row.line.cleared_by), width=40),
]


def summary_sheets(summary: Summary) -> list[Sheet[Any]]:
    """Return the sheets of a summary's workbook: totals first, how it was counted last."""
    blank = _("An empty cell means that the number is not shown.")
    return [
        Sheet(_("Totals"), TOTALS, _totals(summary)),
        Sheet(_("Shared barriers"), SHARED_SHEET, [_shared_row(line) for line in summary.shared]),
        Sheet(_("By level"), LEVEL_SHEET, summary.levels),
        _matrix_sheet(summary),
        Sheet(_("What helped"), _workaround_columns(), summary.helpful_workarounds),
        Sheet(_("Notes"), NOTE_SHEET, [*notes_of(summary), blank]),
    ]


def summary_table(summary: Summary) -> Sheet[Any]:
    """Return the one flat table that goes into a summary's CSV: a row for each shared barrier.

    Programme and day stand in every row, so that tables of several programmes or days can be
    put under one another and still be told apart.
    """
    columns: list[Column[_SharedRow]] = [
        Column(_l("Programme"), lambda _row: summary.programme_name),
        Column(_l("Summary of"), lambda _row: summary.made_on, width=12),
        *SHARED_SHEET,
        Column(_l("Counted for"), lambda _row: summary.sight, width=40),
    ]
    rows = [_shared_row(line) for line in summary.shared]
    return Sheet(_("Shared barriers"), columns, rows)


def _shared_row(line: SharedBarrierLine) -> _SharedRow:
    if line.states is None:
        return _SharedRow(line)
    counts = Counter(map(str, line.states))
    return _SharedRow(line, *(counts[str(status)] for status in STATUSES))


def _totals(summary: Summary) -> list[tuple[str, Count, str]]:
    """Return the figures, then the number of obstacles, in all and by status; none twice."""
    figures = [*summary.figures, obstacles_logged(summary.status_counts.total or 0)]
    statuses = [
        (_("Obstacles, status: %(status)s", status=STATUSES[status]), count, "")
        for status, count in summary.status_counts.by_status
    ]
    return [*((one.noun, one.number, one.definition) for one in figures), *statuses]


def _matrix_sheet(summary: Summary) -> Sheet[Any]:
    matrix = summary.matrix
    totals = matrix.totals or [None] * len(matrix.categories)
    columns: list[Column[Any]] = [Column(_("Category"), itemgetter(0), width=40)]
    columns += [
        Column(organisation, _count_at(index))
        for index, organisation in enumerate(matrix.organisations)
    ]
    columns.append(Column(TOTAL, itemgetter(2)))
    rows = list(zip(matrix.categories, matrix.counts, totals, strict=True))
    if matrix.organisation_totals:
        rows.append((str(TOTAL), matrix.organisation_totals, matrix.total))
    return Sheet(_("Categories and organisations"), columns, rows)


def _count_at(index: int) -> Callable[[Any], Count]:
    return lambda row: row[1][index]


def _workaround_columns() -> list[Column[Any]]:
    return [
        Column(_("Workaround"), attrgetter("words"), width=60),
        Column(_("Organisations it helped"), lambda line: list(line.where), width=40),
    ]
