"""Change decision-makers: add one, edit one. Nothing here commits."""

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

LONGEST_NAME, LONGEST_ABOUT, LONGEST_SOURCE_LABEL = 200, 1000, 300
PREFIX = "D"
MOST = 500
"""How many decision-makers a programme has."""


@dataclass(frozen=True)
class Known:
    """What is known of a decision-maker."""

    name: str
    level: Level | None = None
    country: str = ""
    about: str = ""
    source_label: str = ""
    source_url: str = ""


def add_decision_maker(*, programme: Programme, known: Known) -> DecisionMaker:
    """Add a body that could loosen or remove a barrier."""
    _check(programme.id, None, known)
    if has_at_least(
        sa.select(DecisionMaker.id).where(DecisionMaker.programme_id == programme.id), MOST
    ):
        raise DomainError(
            ngettext(
                "The programme has reached the limit of %(num)s decision-maker",
                "The programme has reached the limit of %(num)s decision-makers",
                MOST,
            )
        )
    maker = DecisionMaker(programme_id=programme.id, **vars(known))
    try:
        return add_with_free_reference(maker, PREFIX)
    except IntegrityError as error:
        raise _is_taken() from error


def edit_decision_maker(*, maker: DecisionMaker, version: int, known: Known) -> DecisionMaker:
    """Put other words in place of those that stood there when the person began to write."""
    check_version(maker, version)
    _check(maker.programme_id, maker.id, known)
    for name, value in vars(known).items():
        setattr(maker, name, value)
    try:
        flush_version()
    except IntegrityError as error:
        raise _is_taken() from error
    return maker


def _is_taken() -> DomainError:
    return DomainError(_("Another decision-maker already has this name. Choose a different name"))


def _check(programme_id: int, maker_id: int | None, known: Known) -> None:
    check_text(known.name, _("Name"), LONGEST_NAME, missing=_("Enter the decision-maker’s name"))
    check_text(known.about, _("What it decides"), LONGEST_ABOUT)
    check_text(known.source_label, _("Source"), LONGEST_SOURCE_LABEL)
    check_web_address(known.source_url)
    others = sa.select(DecisionMaker.name).where(
        DecisionMaker.programme_id == programme_id, DecisionMaker.id != (maker_id or 0)
    )
    if fold(known.name) in {fold(name) for name in db.session.scalars(others)}:
        raise _is_taken()
