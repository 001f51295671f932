"""The sheet of obstacles: one row for each, its columns as data."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from tracker.exports.labels import LEVELS, STATUSES, VISIBILITIES, YES_OR_NO
from tracker.exports.writers import Column


@dataclass(slots=True)
class ObstacleLine:
    """An obstacle as its viewer may see it; every count is within that viewer's sight.

    `organisation` is None if it may not be named. `since` is a year, a month or a day, as
    exactly as it was entered ("2019", "2019-03").
    """

    reference: str
    title: str
    what_happened: str
    team: str
    organisation: str | None
    country: str
    status: str
    look_again_on: date | None
    level: str | None
    visibility: str
    named: bool
    categories: Sequence[str]
    barrier: str
    barrier_reference: str
    shared_with: int
    workarounds: Sequence[str]
    worked_elsewhere: Sequence[str]
    people_supported: int | None
    staff_hours_a_week: Decimal | None
    sickness_days_a_year: Decimal | None
    budget_a_year: Decimal | None
    budget_currency: str
    """Empty without an amount."""
    since: str
    logged_at: date
    changed_at: date
    source: str
    source_link: str
    grouping_note: str
    link: str


OBSTACLE_SHEET: list[Column[ObstacleLine]] = [
    Column(_l("Reference"), lambda o: o.reference, width=12),
    Column(_l("Obstacle"), lambda o: o.title, width=48),
    Column(_l("What happened"), lambda o: o.what_happened, width=60),
    Column(
        _l("Organisation"), lambda o: o.organisation, labels={None: _l("name not shown")}, width=28
    ),
    Column(_l("Team"), lambda o: o.team, width=20),
    Column(_l("Country"), lambda o: o.country, width=10),
    Column(_l("Status"), lambda o: o.status, labels=STATUSES, width=18),
    Column(_l("Review date"), lambda o: o.look_again_on, width=12),
    Column(_l("Level that can remove it"), lambda o: o.level, labels=LEVELS, width=18),
    Column(_l("Visibility"), lambda o: o.visibility, labels=VISIBILITIES),
    Column(_l("Shows the organisation’s name"), lambda o: o.named, labels=YES_OR_NO, width=12),
    Column(_l("Categories"), lambda o: o.categories, width=32),
    Column(_l("Barrier"), lambda o: o.barrier, width=40),
    Column(_l("Barrier reference"), lambda o: o.barrier_reference, width=12),
    Column(_l("Other organisations with this barrier"), lambda o: o.shared_with, width=14),
    Column(_l("Workarounds"), lambda o: o.workarounds, width=40),
    Column(_l("Workarounds that worked elsewhere"), lambda o: o.worked_elsewhere, width=40),
    Column(_l("People supported"), lambda o: o.people_supported, width=12),
    Column(_l("Staff hours a week"), lambda o: o.staff_hours_a_week, width=12),
    Column(_l("Staff sickness days a year"), lambda o: o.sickness_days_a_year, width=12),
    Column(_l("Budget a year"), lambda o: o.budget_a_year, width=12),
    Column(_l("Currency"), lambda o: o.budget_currency, width=10),
    Column(_l("Since"), lambda o: o.since, width=10),
    Column(_l("Logged on"), lambda o: o.logged_at, width=12),
    Column(_l("Last changed on"), lambda o: o.changed_at, width=12),
    Column(_l("Source"), lambda o: o.source, width=40),
    Column(_l("Source link"), lambda o: o.source_link, width=32, is_link=True),
    Column(_l("Editors’ note"), lambda o: o.grouping_note, width=40),
    Column(_l("Link"), lambda o: o.link, width=40, is_link=True),
]

_KEYS = [field.name for field in fields(ObstacleLine)]


def as_json(line: ObstacleLine) -> dict[str, object]:
    """Return `line` with keys and coded values that are the same in every language."""
    return {key: getattr(line, key) for key in _KEYS}
