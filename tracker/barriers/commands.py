"""Change barriers: add one, edit one. Obstacles join one by their own command."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.audit.row_changes import note_change
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Barrier, Category, DecisionMaker, Obstacle, Programme
from tracker.models.checks import check_text
from tracker.models.free_reference import add_with_free_reference
from tracker.models.moment import now
from tracker.models.revision import raise_revisions
from tracker.models.version import check_version, flush_version
from tracker.models.vocabulary import Level
from tracker.sight.totals import has_at_least
from tracker.text_index.commands import store_new_vector, store_vector

LONGEST_TITLE, LONGEST_EXPLANATION = 200, 2000
PREFIX = "B"
MOST = 2000
"""How many barriers a programme has."""


@dataclass(frozen=True)
class Cause:
    """What the programme says of a cause that several obstacles share."""

    title: str
    explanation: str = ""
    level: Level | None = None
    category: Category | None = None
    decision_maker: DecisionMaker | None = None


def add_barrier(*, programme: Programme, cause: Cause) -> Barrier:
    """Add a barrier, in the programme's words."""
    _check(programme.id, cause)
    if has_at_least(sa.select(Barrier.id).where(Barrier.programme_id == programme.id), MOST):
        raise DomainError(
            ngettext(
                "The programme has reached the limit of %(num)s barrier",
                "The programme has reached the limit of %(num)s barriers",
                MOST,
            )
        )
    barrier = Barrier(programme_id=programme.id)
    _say(barrier, cause)
    add_with_free_reference(barrier, PREFIX)
    store_new_vector(barrier)
    return barrier


def edit_barrier(*, barrier: Barrier, version: int, cause: Cause) -> Barrier:
    """Put other words in place of those that stood there when the person began to write."""
    check_version(barrier, version)
    _check(barrier.programme_id, cause)
    _say(barrier, cause)
    flush_version()
    store_vector(barrier)
    return barrier


def _say(barrier: Barrier, cause: Cause) -> None:
    barrier.title = cause.title
    barrier.explanation = cause.explanation
    barrier.level = cause.level
    barrier.category_id = cause.category.id if cause.category else None
    barrier.decision_maker_id = cause.decision_maker.id if cause.decision_maker else None


def _check(programme_id: int, cause: Cause) -> None:
    check_text(
        cause.title,
        _("Barrier"),
        LONGEST_TITLE,
        missing=_("Enter what the obstacles have in common"),
    )
    check_text(cause.explanation, _("Description"), LONGEST_EXPLANATION)
    for part in (cause.category, cause.decision_maker):
        if part is not None and part.programme_id != programme_id:
            raise DomainError(_("Choose from the list"))


def group_under_barrier(*, obstacle: Obstacle, barrier: Barrier | None) -> Obstacle:
    """Put the obstacle under the barrier that causes it, or under none.

    The version counts the words alone, so whoever is writing them is not disturbed.
    """
    barrier_id = barrier.id if barrier else None
    if barrier_id == obstacle.barrier_id:
        return obstacle
    note_change(obstacle, barrier_id=[obstacle.barrier_id, barrier_id])
    db.session.execute(
        sa.update(Obstacle)
        .where(Obstacle.id == obstacle.id)
        .values(barrier_id=barrier_id, changed_at=now())
    )
    raise_revisions(db.session(), [obstacle.programme_id])
    db.session.refresh(obstacle)
    return obstacle
