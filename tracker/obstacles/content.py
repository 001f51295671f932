"""What somebody tells of an obstacle, and the limits within which it can be kept."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.errors import DomainError
from tracker.forms.parsing import is_to_come
from tracker.models.labels import number_label
from tracker.models.moment import now
from tracker.models.obstacle import (
    CURRENCIES,
    DETAILS_LENGTH,
    EARLIEST_YEAR,
    MAX_MEASURE,
    TEAM_LENGTH,
    TITLE_LENGTH,
)
from tracker.models.vocabulary import Level, Visibility

LIMITS = (
    ("title", TITLE_LENGTH, _l("What is in the way")),
    ("details", DETAILS_LENGTH, _l("What happened")),
    ("team", TEAM_LENGTH, _l("Team")),
)
MEASURES = ("people_supported", "staff_hours_a_week", "sickness_days_a_year", "budget_a_year")


@dataclass(frozen=True)
class Source:
    """Where a published obstacle is told, and what in it is our reading."""

    label: str = ""
    url: str = ""
    grouping_note: str = ""
    logged_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """What somebody tells of an obstacle; the field of a measure not said holds None."""

    title: str
    visibility: Visibility
    is_named: bool = True
    details: str = ""
    team: str = ""
    level: Level | None = None
    since_year: int | None = None
    since_month: int | None = None
    people_supported: int | None = None
    staff_hours_a_week: int | None = None
    sickness_days_a_year: int | None = None
    budget_a_year: Decimal | int | None = None
    budget_currency: str = CURRENCIES[0]
    category_ids: frozenset[int] = frozenset()
    source: Source | None = None
    """Given when the obstacle is logged and never edited."""
    form_key: UUID | None = None
    """Which opened form tells it; a form logs one obstacle, however often it is sent."""


def check(told: Told) -> None:
    """Raise where what is told passes a limit; the form says the same, field by field."""
    if not told.title.strip():
        raise DomainError(_("Enter what is in the way"))
    for field, limit, name in LIMITS:
        if len(getattr(told, field)) > limit:
            raise DomainError(
                ngettext(
                    "“%(field)s” must be %(num)s character or fewer",
                    "“%(field)s” must be %(num)s characters or fewer",
                    limit,
                    field=name,
                )
            )
    if not all(_is_measure(getattr(told, measure)) for measure in MEASURES):
        raise DomainError(
            _(
                "Enter a whole number from 0 to %(largest)s",
                largest=number_label(MAX_MEASURE),
            )
        )
    if told.budget_currency not in CURRENCIES:
        raise DomainError(_("Choose a currency from the list"))
    _check_since(told.since_year, told.since_month)


def _is_measure(value: Decimal | int | None) -> bool:
    return value is None or 0 <= value <= MAX_MEASURE


def _check_since(year: int | None, month: int | None) -> None:
    if year is None:
        if month is not None:
            raise DomainError(_("Enter the year too"))
        return
    if year < EARLIEST_YEAR or month not in {None, *range(1, 13)}:
        raise DomainError(
            _("Enter a month and year, like %(example)s, or only a year", example="3 2018")
        )
    if is_to_come(year, month, now().date()):
        raise DomainError(_("“Since” must be this month or earlier"))
