"""Read a programme's categories, with how many visible obstacles each holds."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Category, Obstacle, obstacle_category
from tracker.sight.cache import cached
from tracker.sight.sight import Sight, logged_obstacles_visible_to

NEWEST = 10
"""How many obstacles without a category are named."""


@dataclass(frozen=True)
class Shelf:
    """A category, how many visible obstacles it holds, and the categories below it."""

    category: Category
    obstacles: int
    below: tuple["Shelf", ...]
    was: tuple[str, ...] = ()
    """What those were called that were merged into it."""


def find_category(sight: Sight, category_slug: str) -> Category | None:
    """Return the programme's category of this address, or None."""
    return db.session.scalar(
        sa.select(Category).where(
            Category.programme_id == sight.programme.id, Category.slug == category_slug
        )
    )


def shelves(sight: Sight) -> list[Shelf]:
    """Return the upper categories in their order, each with its own; retired ones last."""
    counts = _counts(sight)
    found = db.session.scalars(
        sa.select(Category)
        .where(Category.programme_id == sight.programme.id)
        .order_by(Category.retired_at.is_not(None), Category.position, Category.id)
    ).all()
    was: dict[int, list[str]] = {}
    for one in found:
        if one.merged_into_id is not None:
            was.setdefault(one.merged_into_id, []).append(one.name)

    def shelf(one: Category, below: tuple[Shelf, ...]) -> Shelf:
        return Shelf(one, counts.get(one.id, 0), below, tuple(was.get(one.id, ())))

    rows = [one for one in found if one.merged_into_id is None]
    return [
        shelf(upper, tuple(shelf(lower, ()) for lower in rows if lower.parent_id == upper.id))
        for upper in rows
        if upper.tier == 1
    ]


def count_in(sight: Sight, category: Category) -> int:
    """Return how many visible obstacles the category holds, with those of its own."""
    return _counts(sight).get(category.id, 0)


def _counts(sight: Sight) -> dict[int, int]:
    """Count the visible obstacles of each category, those of a lower one in its upper one too."""
    return cached(sight, "categories", lambda: _work_out_counts(sight))


def _work_out_counts(sight: Sight) -> dict[int, int]:
    visible = logged_obstacles_visible_to(sight).with_only_columns(Obstacle.id).subquery()
    held = (
        sa.select(
            obstacle_category.c.obstacle_id,
            obstacle_category.c.category_id,
            Category.parent_id,
        )
        .join(visible, visible.c.id == obstacle_category.c.obstacle_id)
        .join(Category, Category.id == obstacle_category.c.category_id)
    )
    obstacles: dict[int, set[int]] = {}
    for obstacle_id, category_id, parent_id in db.session.execute(held).all():
        obstacles.setdefault(category_id, set()).add(obstacle_id)
        if parent_id is not None:
            obstacles.setdefault(parent_id, set()).add(obstacle_id)
    return {category: len(inside) for category, inside in obstacles.items()}


@dataclass(frozen=True)
class Queue:
    """The visible obstacles that are in no category, to be cleared: how many, and the newest."""

    number: int
    newest: tuple[tuple[str, str], ...]
    """Reference and title of each."""


def uncategorised(sight: Sight) -> Queue:
    """Return the queue of obstacles without a category."""
    return cached(sight, "uncategorised", lambda: _work_out_queue(sight))


def _work_out_queue(sight: Sight) -> Queue:
    inside = sa.exists().where(obstacle_category.c.obstacle_id == Obstacle.id)
    outside = logged_obstacles_visible_to(sight).where(sa.not_(inside))
    number = db.session.scalar(outside.with_only_columns(sa.func.count(Obstacle.id)))
    newest = db.session.execute(
        outside.with_only_columns(Obstacle.reference, Obstacle.title)
        .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
        .limit(NEWEST)
    )
    return Queue(number or 0, tuple((reference, title) for reference, title in newest))


def upper_categories(sight: Sight) -> list[Category]:
    """Return the upper categories that are offered."""
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
