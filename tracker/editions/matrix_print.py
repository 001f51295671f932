"""Categories by organisations on paper: the longer list goes down the page, the rest across."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from tracker.editions.summary import CategoryMatrix

Counts = Sequence[Sequence[int | None]]

ACROSS = 14
_UPRIGHT_FROM = 6
_HEAD_LENGTH = 40


@dataclass(frozen=True)
class _Turned:
    """The matrix as it lies on the page."""

    corner: str
    across_words: str
    down: Sequence[str]
    across: Sequence[str]
    counts: Counts
    down_totals: Sequence[int | None]
    across_totals: Sequence[int | None]


def matrix_print(matrix: CategoryMatrix) -> dict[str, Any]:
    """Return the matrix as the template sets it, in tables no wider than a page."""
    turned = _turned(matrix)
    return {
        "corner": turned.corner,
        "total": _("Total"),
        "hidden": "\u2013",
        "upright": len(turned.across) >= _UPRIGHT_FROM,
        "rows": [
            {"label": label, "totals": list(turned.down_totals[place : place + 1])}
            for place, label in enumerate(turned.down)
        ],
        "blocks": list(_blocks(turned)),
    }


def caption_of(matrix: CategoryMatrix) -> str:
    """Return how to read the matrix."""
    words = _("Number of obstacles by category and organisation.")
    hidden = any(count is None for row in matrix.counts for count in row)
    return f"{words} {_('A dash means that the number is not shown.')}" if hidden else words


def _turned(matrix: CategoryMatrix) -> _Turned:
    totals, organisation_totals = matrix.totals, matrix.organisation_totals
    if len(matrix.organisations) > len(matrix.categories):
        counts = list(zip(*matrix.counts, strict=True))
        return _Turned(
            _("Organisation"),
            _("Categories %(first)d to %(last)d of %(all)d"),
            matrix.organisations,
            matrix.categories,
            counts,
            organisation_totals,
            totals,
        )
    return _Turned(
        _("Category"),
        _("Organisations %(first)d to %(last)d of %(all)d"),
        matrix.categories,
        matrix.organisations,
        matrix.counts,
        totals,
        organisation_totals,
    )


def _blocks(turned: _Turned) -> Iterator[dict[str, Any]]:
    everything = len(turned.across)
    tables = -(-everything // ACROSS)
    for table in range(tables):
        first, last = everything * table // tables, everything * (table + 1) // tables
        numbers = {"first": first + 1, "last": last, "all": everything}
        yield {
            "caption": turned.across_words % numbers if tables > 1 else "",
            "heads": [_short(head) for head in turned.across[first:last]],
            "counts": [list(row[first:last]) for row in turned.counts],
            "totals": list(turned.across_totals[first:last]),
        }


def _short(head: str) -> str:
    return head if len(head) <= _HEAD_LENGTH else f"{head[: _HEAD_LENGTH - 1].rstrip()}…"
