"""Template filters and globals: labels, dates, numbers, marks and cached fragments."""

from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from flask import Flask, current_app, request
from flask_babel import (
    format_currency,
    format_date,
    format_decimal,
    format_percent,
    get_locale,
)
from flask_babel import gettext as _
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from tracker.matching.languages import language_of_page_part
from tracker.models import vocabulary
from tracker.models.labels import label, listed
from tracker.models.vocabulary import Status
from tracker.web import marks


def day(moment: date | datetime) -> str:
    """Format a date in full in the reader's language: 22 November 2026."""
    return str(format_date(moment, format="d MMMM y"))


def month(year: int, month_number: int | None) -> str:
    """Format a month and year, or the year alone if the month is None."""
    if month_number is None:
        return str(year)
    return str(format_date(date(year, month_number, 1), format="MMMM y"))


def number(value: float | Decimal) -> str:
    """Format a number with the separators of the reader's language."""
    return str(format_decimal(value))


def percent(value: float) -> str:
    """Format a percentage in the reader's language: 20 as 20%."""
    return str(format_percent(value / 100))


def money(value: Decimal, currency: str) -> str:
    """Format an amount in its currency, without cents if they are zero."""
    pattern = get_locale().currency_formats["standard"].pattern
    if value == value.to_integral_value():
        pattern = pattern.replace("0.00", "0")
    return str(format_currency(value, currency, format=pattern, currency_digits=False))


def country(code: str) -> str:
    """Return a country's name in the reader's language, or an unknown code unchanged."""
    locale = get_locale()
    return str(locale.territories.get(code, code)) if locale else code


MAX_MARKS_IN_STRIP = 12


def status_strip(statuses: Sequence[Status]) -> Markup:
    """Return a mark for each organisation; beyond twelve, a mark and a count for each status."""
    counts = Counter(statuses)
    status_counts = [(status, counts[status]) for status in Status if counts[status]]
    text = ", ".join(
        _("%(label)s: %(number)s", label=label(status), number=number(count))
        for status, count in status_counts
    )
    if len(statuses) <= MAX_MARKS_IN_STRIP:
        return marks.strip(statuses, text)
    parts = [
        Markup('<span class="state">{}{}</span>').format(marks.state_mark(status), number(count))
        for status, count in status_counts
    ]
    return Markup('<span class="strip-in-numbers" role="img" aria-label="{}">{}</span>').format(
        text, Markup(" ").join(parts)
    )


def cached_fragment(template: str, **values: Hashable) -> Markup:
    """Return a template rendered with only these values, from a cache keyed by them.

    The language and the mount point are part of the key; a fragment must contain no CSRF token.
    """
    render = _rendered.__wrapped__ if current_app.debug else _rendered
    return render(
        current_app.jinja_env,
        template,
        str(get_locale()),
        request.script_root,
        tuple(values.items()),
    )


@lru_cache(maxsize=2048)
def _rendered(
    environment: Environment,
    template: str,
    _locale: str,
    _script_root: str,
    values: tuple[tuple[str, Hashable], ...],
) -> Markup:
    return Markup(environment.get_template(template).render(dict(values)))  # noqa: S704  Escaped when rendered.


def lang(text: str | None) -> Markup:
    """Return the attribute that tells the language of a text, or nothing where that is unsure."""
    language = language_of_page_part(text or "")
    return Markup(' lang="{}"').format(language) if language else Markup()


def init_app(app: Flask) -> None:
    """Configure Jinja: strict undefined names, filters and globals."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        country=country,
        day=day,
        label=label,
        lang=lang,
        listed=listed,
        money=money,
        number=number,
        percent=percent,
    )
    app.jinja_env.globals.update(
        cached_fragment=cached_fragment,
        level_bars=marks.level_bars,
        month=month,
        outcome_mark=marks.outcome_mark,
        state_mark=marks.state_mark,
        status_strip=status_strip,
        strip=marks.strip,
        vocabulary=vocabulary,
    )
