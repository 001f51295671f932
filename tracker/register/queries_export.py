"""The whole list as lines of a file, each with what the person may see of it and no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.exports.obstacle_sheet import ObstacleLine
from tracker.extensions import db
from tracker.models import Barrier, Obstacle, Workaround, WorkaroundLink, obstacle_category
from tracker.register.criteria import Asked
from tracker.register.queries_filters import in_order, obstacles_asked_for
from tracker.register.queries_trials import Help, help_elsewhere, help_under
from tracker.sight.catalogue import Catalogue, catalogue_of
from tracker.sight.sharing import Sharing, sharing
from tracker.sight.sight import (
    Sight,
    may_name,
    sees_workaround,
    shown_organisation_id,
)

_ROWS_AT_A_TIME = 500
_FIELDS = [field.name for field in fields(ObstacleLine)]
_PLAIN = {
    "reference": Obstacle.reference,
    "title": Obstacle.title,
    "what_happened": Obstacle.details,
    "status": sa.type_coerce(Obstacle.status, sa.String),
    "look_again_on": Obstacle.look_again_on,
    "level": sa.type_coerce(Obstacle.level, sa.String),
    "visibility": sa.type_coerce(Obstacle.visibility, sa.String),
    "named": Obstacle.is_named,
    "people_supported": Obstacle.people_supported,
    "staff_hours_a_week": Obstacle.staff_hours_a_week,
    "sickness_days_a_year": Obstacle.sickness_days_a_year,
}
"""Fields that a line takes as they stand in the row; coded values as their word."""

_TELLING: dict[str, tuple[Any, object]] = {
    "team": (Obstacle.team, ""),
    "budget_a_year": (Obstacle.budget_a_year, None),
    "budget_currency": (Obstacle.budget_currency, ""),
    "source": (Obstacle.source_label, ""),
    "source_link": (Obstacle.source_url, ""),
    "grouping_note": (Obstacle.grouping_note, ""),
}
"""Fields that may tell who it was, and what stands there instead where nobody is to know; an
amount goes with its currency, which tells the country."""


@dataclass(frozen=True)
class _Beside:
    """What stands beside obstacles, read once for all: also for some that no line is about."""

    known: Catalogue
    shared: Sharing
    barriers: dict[int | None, tuple[str, str]]
    categories: dict[int, list[str]]
    workarounds: dict[int, list[str]]
    helped: dict[int, list[Help]]
    address: str


def lines_of(sight: Sight, asked: Asked, address: str) -> Iterator[ObstacleLine]:
    """Return every obstacle that answers to the question, all pages, in the order asked for.

    `address` is that of the list: each line links to its obstacle below it. The queries are as
    many whatever the number of lines, and all are answered before the first line is made: the
    request's transaction ends before a long file has been sent.
    """
    beside = _read_beside(sight, address)
    columns = _columns(sight)
    obstacles = obstacles_asked_for(sight, asked).with_only_columns(*columns)
    # Asked of the connection, since the session would look for entities in every row.
    rows = db.session.connection().execute(in_order(obstacles, sight, asked)).all()
    return _lines(rows, [column.name for column in columns], beside)


def _columns(sight: Sight) -> list[sa.Label[Any]]:
    named = may_name(sight)
    moment = sa.DateTime(timezone=True)
    return [
        Obstacle.id.label("id"),
        Obstacle.barrier_id.label("barrier_id"),
        shown_organisation_id(sight).label("owner"),
        Obstacle.since_year.label("since_year"),
        Obstacle.since_month.label("since_month"),
        sa.type_coerce(Obstacle.logged_at, moment).label("logged"),
        sa.type_coerce(Obstacle.changed_at, moment).label("changed"),
        *(column.label(name) for name, column in _PLAIN.items()),
        *(
            sa.case((named, column), else_=instead).label(name)
            for name, (column, instead) in _TELLING.items()
        ),
    ]


def _read_beside(sight: Sight, address: str) -> _Beside:
    known = catalogue_of(sight)
    barriers = sa.select(Barrier.id, Barrier.title, Barrier.reference).where(
        Barrier.programme_id == sight.programme.id
    )
    tags = sa.select(obstacle_category.c.obstacle_id, obstacle_category.c.category_id).where(
        obstacle_category.c.programme_id == sight.programme.id
    )
    workarounds = (
        sa.select(WorkaroundLink.obstacle_id, Workaround.title)
        .join(Workaround, Workaround.id == WorkaroundLink.workaround_id)
        .where(sees_workaround(sight))
        .order_by(Workaround.title, Workaround.id)
    )
    titles: dict[int, list[str]] = {}
    for obstacle_id, title in db.session.execute(workarounds).all():
        titles.setdefault(obstacle_id, []).append(title)
    return _Beside(
        known=known,
        shared=sharing(sight),
        barriers={row.id: (row.title, row.reference) for row in db.session.execute(barriers).all()},
        categories=known.categories_by_obstacle(db.session.execute(tags).all()),
        workarounds=titles,
        helped=help_under(sight, known),
        address=address,
    )


def _lines(
    rows: Sequence[sa.Row[Any]], names: Sequence[str], beside: _Beside
) -> Iterator[ObstacleLine]:
    """Make lines column by column, as the writers read them: 10,000 rows then cost little."""
    for first in range(0, len(rows), _ROWS_AT_A_TIME):
        block = rows[first : first + _ROWS_AT_A_TIME]
        columns = dict(zip(names, zip(*block, strict=True), strict=True))
        columns |= _derived(block, columns, beside)
        yield from map(ObstacleLine, *(columns[name] for name in _FIELDS))


def _derived(
    block: Sequence[sa.Row[Any]], columns: dict[str, Any], beside: _Beside
) -> dict[str, Any]:
    ids, owners, barrier_ids = columns["id"], columns["owner"], columns["barrier_id"]
    owned = [beside.known.organisation.get(owner) for owner in owners]
    barriers = [beside.barriers.get(barrier_id, ("", "")) for barrier_id in barrier_ids]
    return {
        "organisation": [each and each.name for each in owned],
        "country": [each.country if each else "" for each in owned],
        "categories": [beside.categories.get(each, ()) for each in ids],
        "barrier": [title for title, _reference in barriers],
        "barrier_reference": [reference for _title, reference in barriers],
        "shared_with": list(map(beside.shared.others, barrier_ids, owners)),
        "workarounds": [beside.workarounds.get(each, ()) for each in ids],
        "worked_elsewhere": [_elsewhere(row, beside) for row in block],
        "since": list(map(_since, columns["since_year"], columns["since_month"])),
        "logged_at": list(map(_day, columns["logged"])),
        "changed_at": list(map(_day, columns["changed"])),
        "link": [f"{beside.address}/{reference}" for reference in columns["reference"]],
    }


def _elsewhere(row: sa.Row[Any], beside: _Beside) -> list[str]:
    helped = beside.helped.get(row.barrier_id)
    if not helped:
        return []
    found = help_elsewhere(helped, row.id, row.owner)
    return [beside.known.short_name(each.organisation_id) or _("a partner") for each in found]


def _since(year: int | None, month: int | None) -> str:
    if year is None:
        return ""
    return f"{year}" if month is None else f"{year}-{month:02}"


def _day(moment: datetime) -> date:
    """Return the day in UTC; SQLite's moments come without a zone and are in UTC already."""
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
