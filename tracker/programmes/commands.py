"""What changes programmes: adding one, settling its words and rules."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Programme
from tracker.models.checks import check_name, check_text, check_web_address

LONGEST_SLUG = 60
LONGEST_PREFIX = 8
LONGEST_NAME = 80
LONGEST_FULL_NAME = 200
LONGEST_ABOUT = 5000
SMALLEST_THRESHOLD, LARGEST_THRESHOLD = 3, 50
LONGEST_RETENTION = 600
LONGEST_UNTOUCHED = 600
FEWEST_REMINDERS, MOST_REMINDERS = 1, 50

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PREFIX = re.compile(r"[A-Z0-9]+")


class ProgrammeNotValid(DomainError):
    """Something said of the programme cannot stand so."""


class ProgrammeTaken(DomainError):
    """Another programme has this address or this prefix already."""


@dataclass(frozen=True)
class Rules:
    """What holds for everybody in a programme."""

    threshold: int = SMALLEST_THRESHOLD
    """How many unnamed organisations a published count must hold at least."""
    retention_months: int | None = None
    reminder_months: int = 6
    """After how many months untouched it is asked whether an obstacle is still so; 0 is never."""
    reminders_a_week: int = 3
    """How many such questions a person gets in a week at most."""
    requires_second_factor: bool = False


def add_programme(  # noqa: PLR0913  One argument for each thing a programme says.
    *,
    slug: str,
    prefix: str,
    name: str,
    full_name: str,
    about: str = "",
    source_url: str = "",
) -> Programme:
    """Add a programme; `prefix` begins the reference of each of its obstacles."""
    programme = Programme(
        slug=slug.strip(),
        prefix=prefix.strip().upper(),
        name=name.strip(),
        full_name=full_name.strip(),
        about=about.strip(),
        source_url=source_url.strip(),
    )
    _check_words(programme)
    _check_free(programme)
    db.session.add(programme)
    db.session.flush()
    return programme


def settle_programme(
    *, programme: Programme, name: str, full_name: str, about: str, rules: Rules
) -> Programme:
    """Say anew what the programme is called, what it is about, and by which rules it goes."""
    programme.name, programme.full_name = name.strip(), full_name.strip()
    programme.about = about.strip()
    _check_words(programme)
    _check_rules(rules)
    programme.threshold = rules.threshold
    programme.retention_months = rules.retention_months
    programme.reminder_months = rules.reminder_months
    programme.reminders_a_week = rules.reminders_a_week
    programme.requires_second_factor = rules.requires_second_factor
    db.session.flush()
    return programme


def _check_rules(rules: Rules) -> None:
    for number, least, most in (
        (rules.threshold, SMALLEST_THRESHOLD, LARGEST_THRESHOLD),
        (rules.reminder_months, 0, LONGEST_UNTOUCHED),
        (rules.reminders_a_week, FEWEST_REMINDERS, MOST_REMINDERS),
    ):
        if not least <= number <= most:
            raise ProgrammeNotValid(
                _("Enter a number from %(least)s to %(most)s", least=least, most=most)
            )
    months = rules.retention_months
    if months is not None and not 1 <= months <= LONGEST_RETENTION:
        raise ProgrammeNotValid(
            ngettext(
                "Enter 1 to %(num)s month, or leave blank",
                "Enter 1 to %(num)s months, or leave blank",
                LONGEST_RETENTION,
            )
        )


def _check_words(programme: Programme) -> None:
    """Refuse what the addresses, the references or the columns could not hold."""
    if not is_slug(programme.slug):
        raise ProgrammeNotValid(
            ngettext(
                "Web address must be %(num)s character or fewer: "
                "lower-case letters, digits and hyphens",
                "Web address must be %(num)s characters or fewer: "
                "lower-case letters, digits and hyphens",
                LONGEST_SLUG,
            )
        )
    if not is_prefix(programme.prefix):
        raise ProgrammeNotValid(
            ngettext(
                "Prefix must be %(num)s character or fewer: letters and digits",
                "Prefix must be %(num)s characters or fewer: letters and digits",
                LONGEST_PREFIX,
            )
        )
    check_text(programme.name, _("Name"), LONGEST_NAME, missing=_("Enter the programme’s name"))
    check_text(
        programme.full_name,
        _("Full name"),
        LONGEST_FULL_NAME,
        missing=_("Enter the programme’s full name"),
    )
    check_name(programme.name)
    check_name(programme.full_name)
    check_text(programme.about, _("Description"), LONGEST_ABOUT)
    check_web_address(programme.source_url)


def is_slug(text: str) -> bool:
    """Say whether the text can be a programme's address."""
    return len(text) <= LONGEST_SLUG and _SLUG.fullmatch(text) is not None


def is_prefix(text: str) -> bool:
    """Say whether the text can begin the code of an obstacle."""
    return len(text) <= LONGEST_PREFIX and _PREFIX.fullmatch(text) is not None


def _check_free(programme: Programme) -> None:
    """Refuse what another programme has; the unique constraints hold it for good."""
    taken = sa.select(Programme.slug).where(
        sa.or_(Programme.slug == programme.slug, Programme.prefix == programme.prefix)
    )
    other = db.session.scalars(taken.limit(1)).first()
    if other is not None:
        raise ProgrammeTaken(
            _("The programme %(slug)s already uses this web address or prefix.", slug=other)
        )
