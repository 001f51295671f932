"""Where two people's words on one obstacle differ, field by field, as a person reads them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.auth.reader_labels import read_by
from tracker.forms.parsing import since_text
from tracker.forms.versioned import Difference
from tracker.models import Obstacle
from tracker.models.labels import label
from tracker.obstacles.content import Told
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
    obstacle: Obstacle, held: frozenset[int], mine: Told, categories: Iterable[CategoryEntry]
) -> list[Difference]:
    """Return the fields in which what was saved meanwhile differs from what was typed."""
    names = {category.id: category.name for category in categories}
    saved = _as_read(obstacle, held, names)
    typed = _as_read(mine, mine.category_ids, names)
    return [
        Difference(str(_NAMES[field]), saved[field], typed[field])
        for field in _NAMES
        if saved[field] != typed[field]
    ]


def _as_read(words: Any, held: frozenset[int], names: dict[int, str]) -> dict[str, str]:
    """Return each field of an obstacle, or of what is told of one, as a page would write it."""
    return {
        "title": words.title,
        "readers": read_by(words.visibility, is_named=words.is_named),
        "details": words.details or _not_said(),
        "since": since_text(words.since_year, words.since_month) or _not_said(),
        "categories": ", ".join(names[one] for one in names if one in held) or _not_said(),
        "level": str(label(words.level)) if words.level else _not_said(),
        "team": words.team or _not_said(),
        "people_supported": _number(words.people_supported),
        "staff_hours_a_week": _number(words.staff_hours_a_week),
        "sickness_days_a_year": _number(words.sickness_days_a_year),
        "budget_a_year": _money(words.budget_a_year, words.budget_currency),
    }


def _not_said() -> str:
    return str(_("not recorded"))


def _number(value: int | None) -> str:
    return _not_said() if value is None else format_decimal(value)


def _money(value: Decimal | int | None, currency: str) -> str:
    return _not_said() if value is None else f"{format_decimal(value)} {currency}"
