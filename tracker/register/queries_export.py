"""The whole list as rows of an export, within the viewer's sight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.exports.obstacle_sheet import ObstacleLine
from tracker.extensions import db
from tracker.models import Barrier, Obstacle, Workaround, WorkaroundLink, obstacle_category
from tracker.register.criteria import ListCriteria
from tracker.register.queries_filters import in_order, obstacles_matching
from tracker.register.queries_trials import HelpfulTrial, helpful_trials, helpful_trials_elsewhere
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
"""Fields that are exported as stored; enums as their value."""

_IDENTIFYING: dict[str, tuple[Any, object]] = {
    "team": (Obstacle.team, ""),
    "budget_a_year": (Obstacle.budget_a_year, None),
    "budget_currency": (
        sa.case((Obstacle.budget_a_year.is_(None), ""), else_=Obstacle.budget_currency),
        "",
    ),
    "source": (Obstacle.source_label, ""),
    "source_link": (Obstacle.source_url, ""),
    "grouping_note": (Obstacle.grouping_note, ""),
}
"""Fields that could identify the organisation, and their replacement if it may not be named; an
amount is exported only with its currency, which reveals the country."""


@dataclass(frozen=True)
class _Lookups:
    """Lookup tables for all rows, read once; they may contain more than the rows need."""

    catalogue: Catalogue
    shared: Sharing
    barriers: dict[int | None, tuple[str, str]]
    categories: dict[int, list[str]]
    workarounds: dict[int, list[str]]
    helped: dict[int, list[HelpfulTrial]]
    address: str


def lines_of(sight: Sight, criteria: ListCriteria, address: str) -> Iterator[ObstacleLine]:
    """Yield every obstacle that matches the criteria, all pages, in order.

    `address` is the URL of the list, for each line's link. The number of queries is fixed, and all
    run before the first line is built: the request's transaction ends before a long file is sent.
    """
    lookups = _read_lookups(sight, address)
    columns = _columns(sight)
    obstacles = obstacles_matching(sight, criteria).with_only_columns(*columns)
    # By the connection, because the session would look for entities in every row.
    rows = db.session.connection().execute(in_order(obstacles, sight, criteria)).all()
    return _lines(rows, [column.name for column in columns], lookups)


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
            sa.case((named, column), else_=replacement).label(name)
            for name, (column, replacement) in _IDENTIFYING.items()
        ),
    ]


def _read_lookups(sight: Sight, address: str) -> _Lookups:
    catalogue = catalogue_of(sight)
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
    return _Lookups(
        catalogue=catalogue,
        shared=sharing(sight),
        barriers={row.id: (row.title, row.reference) for row in db.session.execute(barriers).all()},
        categories=catalogue.categories_by_obstacle(db.session.execute(tags).all()),
        workarounds=titles,
        helped=helpful_trials(sight, catalogue),
        address=address,
    )


def _lines(
    rows: Sequence[sa.Row[Any]], names: Sequence[str], lookups: _Lookups
) -> Iterator[ObstacleLine]:
    """Build lines column by column, which is fast for 10,000 rows."""
    for first in range(0, len(rows), _ROWS_AT_A_TIME):
        block = rows[first : first + _ROWS_AT_A_TIME]
        columns = dict(zip(names, zip(*block, strict=True), strict=True))
        columns |= _derived(block, columns, lookups)
        yield from map(ObstacleLine, *(columns[name] for name in _FIELDS))


def _derived(
    block: Sequence[sa.Row[Any]], columns: dict[str, Any], lookups: _Lookups
) -> dict[str, Any]:
    ids, owners, barrier_ids = columns["id"], columns["owner"], columns["barrier_id"]
    owned = [lookups.catalogue.organisation.get(owner) for owner in owners]
    barriers = [lookups.barriers.get(barrier_id, ("", "")) for barrier_id in barrier_ids]
    return {
        "organisation": [each and each.name for each in owned],
        "country": [each.country if each else "" for each in owned],
        "categories": [lookups.categories.get(each, ()) for each in ids],
        "barrier": [title for title, _reference in barriers],
        "barrier_reference": [reference for _title, reference in barriers],
        "shared_with": list(map(lookups.shared.others, barrier_ids, owners)),
        "workarounds": [lookups.workarounds.get(each, ()) for each in ids],
        "worked_elsewhere": [_elsewhere(row, lookups) for row in block],
        "since": list(map(_since, columns["since_year"], columns["since_month"])),
        "logged_at": list(map(_day, columns["logged"])),
        "changed_at": list(map(_day, columns["changed"])),
        "link": [f"{lookups.address}/{reference}" for reference in columns["reference"]],
    }


def _elsewhere(row: sa.Row[Any], lookups: _Lookups) -> list[str]:
    helped = lookups.helped.get(row.barrier_id)
    if not helped:
        return []
    found = helpful_trials_elsewhere(helped, row.id, row.owner)
    return [lookups.catalogue.short_name(each.organisation_id) or _("a partner") for each in found]


def _since(year: int | None, month: int | None) -> str:
    if year is None:
        return ""
    return f"{year}" if month is None else f"{year}-{month:02}"


def _day(moment: datetime) -> date:
    """Return the date in UTC; SQLite's datetimes are naive and in UTC already."""
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
