"""What changes programmes: adding one."""

import re

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Programme
from tracker.models.checks import check_text, check_web_address

LONGEST_SLUG = 60
LONGEST_PREFIX = 8
LONGEST_NAME = 80
LONGEST_FULL_NAME = 200
LONGEST_ABOUT = 5000

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PREFIX = re.compile(r"[A-Z0-9]+")


class ProgrammeNotValid(DomainError):
    """Something said of the programme cannot stand so."""


class ProgrammeTaken(DomainError):
    """Another programme has this address or this prefix already."""


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


def _check_words(programme: Programme) -> None:
    """Refuse what the addresses, the references or the columns could not hold."""
    if len(programme.slug) > LONGEST_SLUG or not _SLUG.fullmatch(programme.slug):
        raise ProgrammeNotValid(
            _(
                "Give an address of %(count)d lower-case letters, digits and hyphens at most.",
                count=LONGEST_SLUG,
            )
        )
    if len(programme.prefix) > LONGEST_PREFIX or not _PREFIX.fullmatch(programme.prefix):
        raise ProgrammeNotValid(
            _("Give a prefix of %(count)d letters and digits at most.", count=LONGEST_PREFIX)
        )
    check_text(programme.name, _("name"), LONGEST_NAME, missing=_("Give the programme's name"))
    check_text(
        programme.full_name,
        _("full name"),
        LONGEST_FULL_NAME,
        missing=_("Give the programme's full name"),
    )
    check_text(programme.about, _("description"), LONGEST_ABOUT)
    check_web_address(programme.source_url)


def _check_free(programme: Programme) -> None:
    """Refuse what another programme has; the unique constraints hold it for good."""
    taken = sa.select(Programme.slug).where(
        sa.or_(Programme.slug == programme.slug, Programme.prefix == programme.prefix)
    )
    other = db.session.scalars(taken.limit(1)).first()
    if other is not None:
        raise ProgrammeTaken(
            _("The programme %(slug)s has this address or this prefix already.", slug=other)
        )
