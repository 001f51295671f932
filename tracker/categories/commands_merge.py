"""Merge one category into another. The caller commits."""

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.acts import Act
from tracker.audit.row_changes import record_effect
from tracker.categories.commands import check_not_merged
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Barrier, Category, Obstacle, obstacle_category
from tracker.models.moment import now
from tracker.models.revision import raise_revisions


def merge_category(*, category: Category, into: Category) -> Category:
    """Move the category's obstacles, barriers and subcategories to `into`, and retire it.

    The merged category keeps its name, for the history; its address redirects to `into`.
    """
    _check_pair(category, into)
    for child in _subcategories(category):
        child.parent_id = into.id
    _move_obstacles(category, into)
    for barrier in db.session.scalars(sa.select(Barrier).where(Barrier.category_id == category.id)):
        barrier.category_id = into.id
    merged_before = sa.select(Category).where(Category.merged_into_id == category.id)
    for each in [category, *db.session.scalars(merged_before)]:
        each.merged_into_id = into.id
        each.retired_at = each.retired_at or now()
    db.session.flush()
    raise_revisions(db.session(), [category.programme_id])
    return into


def _check_pair(category: Category, into: Category) -> None:
    check_not_merged(category)
    if into.programme_id != category.programme_id or into.retired_at is not None:
        raise DomainError(_("Choose a category from the list"))
    if category.id in {into.id, into.parent_id}:
        raise DomainError(
            _("You cannot merge a category into itself or into one of its subcategories")
        )
    if into.tier != 1 and _subcategories(category):
        raise DomainError(_("This category has subcategories. Choose a main category for them"))


def _subcategories(category: Category) -> list[Category]:
    return list(db.session.scalars(sa.select(Category).where(Category.parent_id == category.id)))


def _move_obstacles(category: Category, into: Category) -> None:
    """Replace the category of its obstacles by `into`, and record the change in their history.

    The merge is one audit event of the category: its obstacles may be out of the actor's sight.
    """
    columns = obstacle_category.c
    tagged = sa.select(columns.obstacle_id).where(columns.category_id == category.id)
    these = tagged.correlate(None)
    categories_before: dict[int, set[int]] = {}
    tags = sa.select(columns.obstacle_id, columns.category_id).where(columns.obstacle_id.in_(these))
    for obstacle_id, category_id in db.session.execute(tags):
        categories_before.setdefault(obstacle_id, set()).add(category_id)
    for obstacle in db.session.scalars(sa.select(Obstacle).where(Obstacle.id.in_(these))):
        before = categories_before[obstacle.id]
        act = Act.DRAFT_CATEGORY_MERGED if obstacle.is_draft else Act.OBSTACLE_CATEGORY_MERGED
        record_effect(obstacle, act, categories=[before, before - {category.id} | {into.id}])
    new = [one for one, before in categories_before.items() if into.id not in before]
    if new:
        row = {"category_id": into.id, "programme_id": into.programme_id}
        db.session.execute(obstacle_category.insert(), [{**row, "obstacle_id": one} for one in new])
    db.session.execute(obstacle_category.delete().where(columns.category_id == category.id))
