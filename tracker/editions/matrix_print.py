"""The matrix of categories by organisations for print, the longer list as rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tracker.editions.labels import TOTAL
from tracker.editions.summary import CategoryMatrix

Counts = Sequence[Sequence[int | None]]

ACROSS = 14
_UPRIGHT_FROM = 6
_LONG_WORD = 13
"""From this many letters a word is wider than a column; it is not broken, but set upright."""
_HEAD_LENGTH = 40


@dataclass(frozen=True)
class _PrintLayout:
    """The matrix with its rows and columns as printed."""

    corner: str
    across_caption: str
    down: Sequence[str]
    across: Sequence[str]
    counts: Counts
    down_totals: Sequence[int | None]
    across_totals: Sequence[int | None]


def matrix_print(matrix: CategoryMatrix) -> dict[str, Any]:
    """Return the matrix as data of the print template, in tables no wider than a page."""
    layout = _print_layout(matrix)
    return {
        "corner": layout.corner,
        "total": str(TOTAL),
        "everything": matrix.total,
        "hidden": "\u2013",
        "upright": _is_upright(layout.across),
        "rows": [
            {"label": label, "totals": list(layout.down_totals[index : index + 1])}
            for index, label in enumerate(layout.down)
        ],
        "blocks": list(_blocks(layout)),
    }


def _print_layout(matrix: CategoryMatrix) -> _PrintLayout:
    totals, organisation_totals = matrix.totals, matrix.organisation_totals
    if len(matrix.organisations) > len(matrix.categories):
        counts = list(zip(*matrix.counts, strict=True))
        return _PrintLayout(
            _("Organisation"),
            _("Categories %(first)d to %(last)d of %(all)d"),
            matrix.organisations,
            matrix.categories,
            counts,
            organisation_totals,
            totals,
        )
    return _PrintLayout(
        _("Category"),
        _("Organisations %(first)d to %(last)d of %(all)d"),
        matrix.categories,
        matrix.organisations,
        matrix.counts,
        totals,
        organisation_totals,
    )


def _blocks(layout: _PrintLayout) -> Iterator[dict[str, Any]]:
    everything = len(layout.across)
    tables = -(-everything // ACROSS)
    for table in range(tables):
        first, last = everything * table // tables, everything * (table + 1) // tables
        numbers = {"first": first + 1, "last": last, "all": everything}
        yield {
            "caption": layout.across_caption % numbers if tables > 1 else "",
            "heads": [_short(head) for head in layout.across[first:last]],
            "counts": [list(row[first:last]) for row in layout.counts],
            "totals": list(layout.across_totals[first:last]),
        }


def _is_upright(heads: Sequence[str]) -> bool:
    return len(heads) >= _UPRIGHT_FROM or any(
        len(word) >= _LONG_WORD for head in heads for word in head.split()
    )


def _short(head: str) -> str:
    return head if len(head) <= _HEAD_LENGTH else f"{head[: _HEAD_LENGTH - 1].rstrip()}…"
