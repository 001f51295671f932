"""Add organisations, and their participation in programmes. The caller commits."""

import re

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.fold import hyphenated
from tracker.models import Organisation, Participation, Programme
from tracker.models.checks import check_name, check_text, check_web_address
from tracker.models.free_reference import new_reference
from tracker.models.moment import now
from tracker.models.vocabulary import Kind, OrganisationRole, Visibility

MAX_NAME_LENGTH, MAX_SHORT_NAME_LENGTH, MAX_ABOUT_LENGTH = 200, 40, 5000
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED_SLUG = "not-named"
"""The id of all unnamed organisations in the network's files."""
_COUNTRY = re.compile(r"[A-Z]{2}")


def add_organisation(  # noqa: PLR0913  One argument for each column.
    *,
    slug: str,
    name: str,
    short_name: str,
    country: str,
    about: str = "",
    source_url: str = "",
    is_group: bool = False,
) -> Organisation:
    """Add an organisation; `country` is an ISO code, or empty if it spans several."""
    check_text(name, _("Name"), MAX_NAME_LENGTH, missing=_("Enter the organisation’s name"))
    check_text(short_name, _("Short name"), MAX_SHORT_NAME_LENGTH, missing=_("Enter a short name"))
    check_name(name)
    check_name(short_name)
    check_text(about, _("Description"), MAX_ABOUT_LENGTH)
    check_web_address(source_url)
    if len(slug) > 60 or not _SLUG.fullmatch(slug):
        raise DomainError(
            _("Enter the web address with lower-case letters, digits and hyphens only")
        )
    if slug == RESERVED_SLUG:
        raise DomainError(_("This web address is reserved. Choose a different one"))
    if country and not _COUNTRY.fullmatch(country):
        raise DomainError(_("Enter the 2-letter country code, like GB"))
    if db.session.scalar(sa.select(sa.exists().where(Organisation.slug == slug))):
        raise DomainError(
            _("Another organisation already uses the web address %(slug)s", slug=slug)
        )
    organisation = Organisation(
        slug=slug,
        name=name,
        short_name=short_name,
        country=country,
        about=about,
        source_url=source_url,
        is_group=is_group,
    )
    db.session.add(organisation)
    db.session.flush()
    return organisation


def random_slug(name: str) -> str:
    """Return a slug made of the name and a random code.

    A slug of the name and a counter would reveal that another programme has an organisation of
    this name.
    """
    words = hyphenated(name)[:48].strip("-") or "organisation"
    return f"{words}-{new_reference('x', 6).partition('-')[2].lower()}"


def join_programme(
    *, organisation: Organisation, programme: Programme, kind: Kind
) -> Participation:
    """Add the organisation to the programme, also if it had left."""
    part = db.session.get(Participation, (programme.id, organisation.id))
    if part is None:
        part = Participation(programme_id=programme.id, organisation_id=organisation.id)
        db.session.add(part)
    part.kind = kind
    part.left_on = None
    db.session.flush()
    return part


def leave_programme(*, organisation: Organisation, programme: Programme) -> Participation:
    """End the organisation's participation, and with it the sight of its members."""
    part = db.session.get(Participation, (programme.id, organisation.id))
    if part is None or part.left_on is not None:
        raise DomainError(_("This organisation is not in the programme"))
    part.left_on = now().date()
    db.session.flush()
    return part


def choose_defaults(
    *,
    organisation: Organisation,
    default_visibility: Visibility,
    is_unnamed_by_default: bool,
    widened_by: OrganisationRole,
) -> Organisation:
    """Set the defaults of new obstacles, and who may increase visibility."""
    organisation.default_visibility = default_visibility
    organisation.is_unnamed_by_default = is_unnamed_by_default
    organisation.widened_by = widened_by
    db.session.flush()
    return organisation
