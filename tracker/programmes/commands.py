"""Add programmes and edit their texts and rules. The caller commits."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Programme
from tracker.models.checks import check_name, check_text, check_web_address
from tracker.models.moment import now
from tracker.models.programme import PREFIX_LENGTH, SLUG_LENGTH
from tracker.models.vocabulary import Visibility

MAX_NAME_LENGTH = 80
MAX_FULL_NAME_LENGTH = 200
MAX_ABOUT_LENGTH = 5000
MIN_THRESHOLD, MAX_THRESHOLD = 3, 50
MAX_RETENTION_MONTHS = 600
MAX_REMINDER_MONTHS = 600
MIN_REMINDERS_A_WEEK, MAX_REMINDERS_A_WEEK = 1, 50

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PREFIX = re.compile(r"[A-Z0-9]+")


class ProgrammeNotValid(DomainError):
    """An attribute of the programme is invalid."""


class ProgrammeTaken(DomainError):
    """Another programme already has this slug or prefix."""


@dataclass(frozen=True)
class Rules:
    """The rules of a programme."""

    threshold: int = MIN_THRESHOLD
    """The minimum number of unnamed organisations in a published count."""
    retention_months: int | None = None
    reminder_months: int = 6
    """After how many months without a change an obstacle's reminder is sent; 0 means never."""
    reminders_a_week: int = 3
    """The maximum number of reminders for a person in a week."""
    requires_second_factor: bool = False
    default_visibility: Visibility | None = None
    """The default of organisations that are added to join the programme."""


def add_programme(  # noqa: PLR0913  One argument for each attribute.
    *,
    slug: str,
    prefix: str,
    name: str,
    full_name: str,
    about: str = "",
    source_url: str = "",
    default_visibility: Visibility | None = None,
) -> Programme:
    """Add a programme; `prefix` is the first part of the reference of each of its obstacles."""
    programme = Programme(
        slug=slug.strip(),
        prefix=prefix.strip().upper(),
        name=name.strip(),
        full_name=full_name.strip(),
        about=about.strip(),
        source_url=source_url.strip(),
        default_visibility=default_visibility,
    )
    _check_texts(programme)
    _check_unique(programme)
    db.session.add(programme)
    db.session.flush()
    return programme


def edit_programme(
    *, programme: Programme, name: str, full_name: str, about: str, rules: Rules
) -> Programme:
    """Change the programme's names, description and rules."""
    programme.name, programme.full_name = name.strip(), full_name.strip()
    programme.about = about.strip()
    _check_texts(programme)
    _check_rules(rules)
    programme.threshold = rules.threshold
    programme.retention_months = rules.retention_months
    programme.reminder_months = rules.reminder_months
    programme.reminders_a_week = rules.reminders_a_week
    programme.requires_second_factor = rules.requires_second_factor
    programme.default_visibility = rules.default_visibility
    db.session.flush()
    return programme


def close_programme(*, programme: Programme) -> Programme:
    """Close the programme: people see what they saw before, and nobody logs or changes anything."""
    if programme.closed_at is not None:
        raise DomainError(_("This programme is already closed."))
    programme.closed_at = now()
    db.session.flush()
    return programme


def reopen_programme(*, programme: Programme) -> Programme:
    """Reopen a closed programme."""
    if programme.closed_at is None:
        raise DomainError(_("This programme is not closed."))
    programme.closed_at = None
    db.session.flush()
    return programme


def _check_rules(rules: Rules) -> None:
    for number, minimum, maximum in (
        (rules.threshold, MIN_THRESHOLD, MAX_THRESHOLD),
        (rules.reminder_months, 0, MAX_REMINDER_MONTHS),
        (rules.reminders_a_week, MIN_REMINDERS_A_WEEK, MAX_REMINDERS_A_WEEK),
    ):
        if not minimum <= number <= maximum:
            raise ProgrammeNotValid(
                _("Enter a number from %(least)s to %(most)s", least=minimum, most=maximum)
            )
    months = rules.retention_months
    if months is not None and not 1 <= months <= MAX_RETENTION_MONTHS:
        raise ProgrammeNotValid(
            ngettext(
                "Enter 1 to %(num)s month, or leave blank",
                "Enter 1 to %(num)s months, or leave blank",
                MAX_RETENTION_MONTHS,
            )
        )


def _check_texts(programme: Programme) -> None:
    """Raise ProgrammeNotValid if the slug, prefix or a text is invalid."""
    if not is_slug(programme.slug):
        raise ProgrammeNotValid(
            ngettext(
                "Web address must be %(num)s character or fewer: "
                "lower-case letters, digits and hyphens",
                "Web address must be %(num)s characters or fewer: "
                "lower-case letters, digits and hyphens",
                SLUG_LENGTH,
            )
        )
    if not is_prefix(programme.prefix):
        raise ProgrammeNotValid(
            ngettext(
                "Prefix must be %(num)s character or fewer: letters and digits",
                "Prefix must be %(num)s characters or fewer: letters and digits",
                PREFIX_LENGTH,
            )
        )
    check_text(programme.name, _("Name"), MAX_NAME_LENGTH, missing=_("Enter the programme’s name"))
    check_text(
        programme.full_name,
        _("Full name"),
        MAX_FULL_NAME_LENGTH,
        missing=_("Enter the programme’s full name"),
    )
    check_name(programme.name)
    check_name(programme.full_name)
    check_text(programme.about, _("Description"), MAX_ABOUT_LENGTH)
    check_web_address(programme.source_url)


def is_slug(text: str) -> bool:
    """Return whether the text is a valid slug of a programme."""
    return len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def is_prefix(text: str) -> bool:
    """Return whether the text is a valid prefix of references."""
    return len(text) <= PREFIX_LENGTH and _PREFIX.fullmatch(text) is not None


def _check_unique(programme: Programme) -> None:
    """Raise ProgrammeTaken if the slug or prefix is taken; unique constraints guarantee it."""
    taken = sa.select(Programme.slug).where(
        sa.or_(Programme.slug == programme.slug, Programme.prefix == programme.prefix)
    )
    other = db.session.scalars(taken.limit(1)).first()
    if other is not None:
        raise ProgrammeTaken(
            _("The programme %(slug)s already uses this web address or prefix.", slug=other)
        )
