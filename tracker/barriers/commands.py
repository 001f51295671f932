"""Add and edit barriers, group obstacles under them. The caller commits."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.audit.row_changes import record_change
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

MAX_TITLE_LENGTH, MAX_EXPLANATION_LENGTH = 200, 2000
PREFIX = "B"
MAX_BARRIERS = 2000
"""The maximum number of barriers in a programme."""


@dataclass(frozen=True)
class BarrierInput:
    """The input of a barrier."""

    title: str
    explanation: str = ""
    level: Level | None = None
    category: Category | None = None
    decision_maker: DecisionMaker | None = None


def add_barrier(*, programme: Programme, content: BarrierInput) -> Barrier:
    """Add a barrier."""
    _check(programme.id, content)
    if has_at_least(
        sa.select(Barrier.id).where(Barrier.programme_id == programme.id), MAX_BARRIERS
    ):
        raise DomainError(
            ngettext(
                "The programme has reached the limit of %(num)s barrier",
                "The programme has reached the limit of %(num)s barriers",
                MAX_BARRIERS,
            )
        )
    barrier = Barrier(programme_id=programme.id)
    _set_fields(barrier, content)
    add_with_free_reference(barrier, PREFIX)
    store_new_vector(barrier)
    return barrier


def edit_barrier(*, barrier: Barrier, version: int, content: BarrierInput) -> Barrier:
    """Edit a barrier; raise EditConflict if it has changed since this version."""
    check_version(barrier, version)
    _check(barrier.programme_id, content)
    _set_fields(barrier, content)
    flush_version()
    store_vector(barrier)
    return barrier


def _set_fields(barrier: Barrier, content: BarrierInput) -> None:
    barrier.title = content.title
    barrier.explanation = content.explanation
    barrier.level = content.level
    barrier.category_id = content.category.id if content.category else None
    barrier.decision_maker_id = content.decision_maker.id if content.decision_maker else None


def _check(programme_id: int, content: BarrierInput) -> None:
    check_text(
        content.title,
        _("Barrier"),
        MAX_TITLE_LENGTH,
        missing=_("Enter what the obstacles have in common"),
    )
    check_text(content.explanation, _("Description"), MAX_EXPLANATION_LENGTH)
    for choice in (content.category, content.decision_maker):
        if choice is not None and choice.programme_id != programme_id:
            raise DomainError(_("Choose from the list"))


def group_under_barrier(*, obstacle: Obstacle, barrier: Barrier | None) -> Obstacle:
    """Group the obstacle under the barrier, or ungroup it if None.

    The obstacle's version stays, so this is no conflict with an edit of its text.
    """
    barrier_id = barrier.id if barrier else None
    if barrier_id == obstacle.barrier_id:
        return obstacle
    record_change(obstacle, barrier_id=[obstacle.barrier_id, barrier_id])
    db.session.execute(
        sa.update(Obstacle)
        .where(Obstacle.id == obstacle.id)
        .values(barrier_id=barrier_id, changed_at=now())
    )
    raise_revisions(db.session(), [obstacle.programme_id])
    db.session.refresh(obstacle)
    return obstacle
