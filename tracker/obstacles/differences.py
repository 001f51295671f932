"""Field-by-field differences between two concurrent edits of an obstacle, as display texts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.auth.reader_labels import readers_label
from tracker.forms.parsing import since_text
from tracker.forms.versioned import Difference
from tracker.models import Obstacle
from tracker.models.labels import label
from tracker.obstacles.content import ObstacleInput
from tracker.sight.catalogue import CategoryEntry

_NAMES = {
    "title": _l("What is in the way"),
    "readers": _l("Visibility"),
    "details": _l("What happened"),
    "since": _l("Since"),
    "categories": _l("Category"),
    "level": _l("Level that can remove it"),
    "team": _l("Team"),
    "people_supported": _l("People supported who are affected"),
    "staff_hours_a_week": _l("Staff hours a week"),
    "sickness_days_a_year": _l("Staff sickness days a year"),
    "budget_a_year": _l("Budget a year"),
}


def differences(
    obstacle: Obstacle,
    category_ids: frozenset[int],
    content: ObstacleInput,
    categories: Iterable[CategoryEntry],
) -> list[Difference]:
    """Return the fields in which the saved obstacle differs from the submitted input."""
    names = {category.id: category.name for category in categories}
    saved = _field_texts(obstacle, category_ids, names)
    submitted = _field_texts(content, content.category_ids, names)
    return [
        Difference(str(_NAMES[field]), saved[field], submitted[field])
        for field in _NAMES
        if saved[field] != submitted[field]
    ]


def _field_texts(
    content: Any, category_ids: frozenset[int], names: dict[int, str]
) -> dict[str, str]:
    """Return the display text of each field of an obstacle or of its input."""
    return {
        "title": content.title,
        "readers": readers_label(content.visibility, is_named=content.is_named),
        "details": content.details or _not_recorded(),
        "since": since_text(content.since_year, content.since_month) or _not_recorded(),
        "categories": ", ".join(names[one] for one in names if one in category_ids)
        or _not_recorded(),
        "level": str(label(content.level)) if content.level else _not_recorded(),
        "team": content.team or _not_recorded(),
        "people_supported": _number(content.people_supported),
        "staff_hours_a_week": _number(content.staff_hours_a_week),
        "sickness_days_a_year": _number(content.sickness_days_a_year),
        "budget_a_year": _money(content.budget_a_year, content.budget_currency),
    }


def _not_recorded() -> str:
    return str(_("not recorded"))


def _number(value: Decimal | int | None) -> str:
    return _not_recorded() if value is None else format_decimal(value)


def _money(value: Decimal | int | None, currency: str) -> str:
    return _not_recorded() if value is None else f"{format_decimal(value)} {currency}"
