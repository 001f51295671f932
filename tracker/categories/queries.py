"""Read a programme's categories, with the number of visible obstacles of each."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Category, Obstacle, obstacle_category
from tracker.sight.cache import cached
from tracker.sight.sight import Sight, logged_obstacles_visible_to

NEWEST = 10
"""The maximum number of uncategorised obstacles that are listed."""


@dataclass(frozen=True)
class CategoryNode:
    """A category, its number of visible obstacles, and its subcategories."""

    category: Category
    obstacles: int
    subcategories: tuple["CategoryNode", ...]
    former_names: tuple[str, ...] = ()
    """The names of the categories that were merged into it."""


def find_category(sight: Sight, category_slug: str) -> Category | None:
    """Return the programme's category with this slug, or None."""
    return db.session.scalar(
        sa.select(Category).where(
            Category.programme_id == sight.programme.id, Category.slug == category_slug
        )
    )


def category_tree(sight: Sight) -> list[CategoryNode]:
    """Return the main categories in their order with their subcategories; retired ones last."""
    counts = _counts(sight)
    found = db.session.scalars(
        sa.select(Category)
        .where(Category.programme_id == sight.programme.id)
        .order_by(Category.retired_at.is_not(None), Category.position, Category.id)
    ).all()
    former_names: dict[int, list[str]] = {}
    for one in found:
        if one.merged_into_id is not None:
            former_names.setdefault(one.merged_into_id, []).append(one.name)

    def node(one: Category, subcategories: tuple[CategoryNode, ...]) -> CategoryNode:
        return CategoryNode(
            one, counts.get(one.id, 0), subcategories, tuple(former_names.get(one.id, ()))
        )

    rows = [one for one in found if one.merged_into_id is None]
    return [
        node(upper, tuple(node(lower, ()) for lower in rows if lower.parent_id == upper.id))
        for upper in rows
        if upper.tier == 1
    ]


def count_obstacles_in(sight: Sight, category: Category) -> int:
    """Return the number of visible obstacles in the category and its subcategories."""
    return _counts(sight).get(category.id, 0)


def _counts(sight: Sight) -> dict[int, int]:
    """Return the number of visible obstacles by category id, in subcategories too."""
    return cached(sight, "categories", lambda: _compute_counts(sight))


def _compute_counts(sight: Sight) -> dict[int, int]:
    visible = logged_obstacles_visible_to(sight).with_only_columns(Obstacle.id).subquery()
    tags = (
        sa.select(
            obstacle_category.c.obstacle_id,
            obstacle_category.c.category_id,
            Category.parent_id,
        )
        .join(visible, visible.c.id == obstacle_category.c.obstacle_id)
        .join(Category, Category.id == obstacle_category.c.category_id)
    )
    obstacles: dict[int, set[int]] = {}
    for obstacle_id, category_id, parent_id in db.session.execute(tags).all():
        obstacles.setdefault(category_id, set()).add(obstacle_id)
        if parent_id is not None:
            obstacles.setdefault(parent_id, set()).add(obstacle_id)
    return {category: len(has_category) for category, has_category in obstacles.items()}


@dataclass(frozen=True)
class Queue:
    """The visible obstacles without a category: their number, and the newest."""

    number: int
    newest: tuple[tuple[str, str], ...]
    """Reference and title of each."""


def uncategorised(sight: Sight) -> Queue:
    """Return the queue of obstacles without a category."""
    return cached(sight, "uncategorised", lambda: _compute_queue(sight))


def _compute_queue(sight: Sight) -> Queue:
    has_category = sa.exists().where(obstacle_category.c.obstacle_id == Obstacle.id)
    without_category = logged_obstacles_visible_to(sight).where(sa.not_(has_category))
    number = db.session.scalar(without_category.with_only_columns(sa.func.count(Obstacle.id)))
    newest = db.session.execute(
        without_category.with_only_columns(Obstacle.reference, Obstacle.title)
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(NEWEST)
    )
    return Queue(number or 0, tuple((reference, title) for reference, title in newest))


def main_categories(sight: Sight) -> list[Category]:
    """Return the main categories that are not retired."""
    return list(
        db.session.scalars(
            sa.select(Category)
            .where(
                Category.programme_id == sight.programme.id,
                Category.tier == 1,
                Category.retired_at.is_(None),
            )
            .order_by(Category.position, Category.id)
        )
    )
