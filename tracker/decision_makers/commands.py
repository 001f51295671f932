"""Add and edit decision-makers. The caller commits."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.fold import fold
from tracker.models import DecisionMaker, Programme
from tracker.models.checks import check_text, check_web_address
from tracker.models.free_reference import add_with_free_reference
from tracker.models.version import check_version, flush_version
from tracker.models.vocabulary import Level
from tracker.sight.totals import has_at_least

MAX_NAME_LENGTH, MAX_ABOUT_LENGTH, MAX_SOURCE_LABEL_LENGTH = 200, 1000, 300
PREFIX = "D"
MAX_DECISION_MAKERS = 500
"""The maximum number of decision-makers of a programme."""


@dataclass(frozen=True)
class DecisionMakerContent:
    """A decision-maker's name, level, country, description and source."""

    name: str
    level: Level | None = None
    country: str = ""
    about: str = ""
    source_label: str = ""
    source_url: str = ""


def add_decision_maker(*, programme: Programme, content: DecisionMakerContent) -> DecisionMaker:
    """Add a decision-maker; raise DomainError if its name is taken."""
    _check(programme.id, None, content)
    if has_at_least(
        sa.select(DecisionMaker.id).where(DecisionMaker.programme_id == programme.id),
        MAX_DECISION_MAKERS,
    ):
        raise DomainError(
            ngettext(
                "The programme has reached the limit of %(num)s decision-maker",
                "The programme has reached the limit of %(num)s decision-makers",
                MAX_DECISION_MAKERS,
            )
        )
    maker = DecisionMaker(programme_id=programme.id, **vars(content))
    try:
        return add_with_free_reference(maker, PREFIX)
    except IntegrityError as error:
        raise _is_taken() from error


def edit_decision_maker(
    *, maker: DecisionMaker, version: int, content: DecisionMakerContent
) -> DecisionMaker:
    """Replace a decision-maker's content; raise EditConflict if `version` is outdated."""
    check_version(maker, version)
    _check(maker.programme_id, maker.id, content)
    for name, value in vars(content).items():
        setattr(maker, name, value)
    try:
        flush_version()
    except IntegrityError as error:
        raise _is_taken() from error
    return maker


def _is_taken() -> DomainError:
    return DomainError(_("Another decision-maker already has this name. Choose a different name"))


def _check(programme_id: int, maker_id: int | None, content: DecisionMakerContent) -> None:
    check_text(
        content.name, _("Name"), MAX_NAME_LENGTH, missing=_("Enter the decision-maker’s name")
    )
    check_text(content.about, _("What it decides"), MAX_ABOUT_LENGTH)
    check_text(content.source_label, _("Source"), MAX_SOURCE_LABEL_LENGTH)
    check_web_address(content.source_url)
    others = sa.select(DecisionMaker.name).where(
        DecisionMaker.programme_id == programme_id, DecisionMaker.id != (maker_id or 0)
    )
    if fold(content.name) in {fold(name) for name in db.session.scalars(others)}:
        raise _is_taken()
