"""The input of an obstacle, and its validation."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.errors import DomainError
from tracker.forms.parsing import has_more_decimals, is_in_future
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
DECIMALS = {
    "people_supported": 0,
    "staff_hours_a_week": 1,
    "sickness_days_a_year": 1,
    "budget_a_year": 2,
}
"""How many decimals each measure may have."""
MEASURES = tuple(DECIMALS)


@dataclass(frozen=True)
class ObstacleSource:
    """The source of a published obstacle, and our interpretation of it."""

    label: str = ""
    url: str = ""
    grouping_note: str = ""
    logged_at: datetime | None = None


@dataclass(frozen=True)
class ObstacleInput:
    """The input of an obstacle; a measure that is not stated is None."""

    title: str
    visibility: Visibility
    is_named: bool = True
    details: str = ""
    team: str = ""
    level: Level | None = None
    since_year: int | None = None
    since_month: int | None = None
    people_supported: int | None = None
    staff_hours_a_week: Decimal | int | None = None
    sickness_days_a_year: Decimal | int | None = None
    budget_a_year: Decimal | int | None = None
    budget_currency: str = CURRENCIES[0]
    category_ids: frozenset[int] = frozenset()
    source: ObstacleSource | None = None
    """Set when the obstacle is logged, never edited."""
    form_key: UUID | None = None
    """The idempotency key of the form; a form logs one obstacle, however often it is sent."""


def check_content(content: ObstacleInput) -> None:
    """Raise DomainError on the first violation of a limit; mirrors the form's validators."""
    if not content.title.strip():
        raise DomainError(_("Enter what is in the way"))
    for field, limit, name in LIMITS:
        if len(getattr(content, field)) > limit:
            raise DomainError(
                ngettext(
                    "“%(field)s” must be %(num)s character or fewer",
                    "“%(field)s” must be %(num)s characters or fewer",
                    limit,
                    field=name,
                )
            )
    for measure, decimals in DECIMALS.items():
        _check_measure(getattr(content, measure), decimals)
    if content.budget_currency not in CURRENCIES:
        raise DomainError(_("Choose a currency from the list"))
    _check_since(content.since_year, content.since_month)


def _check_measure(value: Decimal | int | None, decimals: int) -> None:
    if value is None:
        return
    if not 0 <= value <= MAX_MEASURE:
        raise DomainError(
            _("Enter a number from 0 to %(largest)s", largest=number_label(MAX_MEASURE))
        )
    if has_more_decimals(value, decimals):
        raise DomainError(
            ngettext(
                "Enter a number with at most %(num)s decimal",
                "Enter a number with at most %(num)s decimals",
                decimals,
            )
        )


def _check_since(year: int | None, month: int | None) -> None:
    if year is None:
        if month is not None:
            raise DomainError(_("Enter the year too"))
        return
    if year < EARLIEST_YEAR or month not in {None, *range(1, 13)}:
        raise DomainError(
            _("Enter a month and year, like %(example)s, or only a year", example="3 2018")
        )
    if is_in_future(year, month, now().date()):
        raise DomainError(_("“Since” must be this month or earlier"))
