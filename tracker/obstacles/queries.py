"""Find one obstacle within sight, and what its form offers."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.auth.answers import kept_answer
from tracker.auth.sight import Sight, obstacles_visible_to, organisations_of
from tracker.extensions import db
from tracker.models import Category, Obstacle, Organisation, obstacle_category
from tracker.obstacles.queries_known import KnownCategory


def find_obstacle(sight: Sight, reference: str) -> Obstacle | None:
    """Return the obstacle of this reference, its organisation and barrier loaded, or None."""
    return db.session.scalar(
        obstacles_visible_to(sight)
        .where(Obstacle.reference == reference)
        .options(joinedload(Obstacle.organisation, innerjoin=True), joinedload(Obstacle.barrier))
    )


def find_logged_obstacle(sight: Sight, reference: str) -> Obstacle | None:
    """Return the obstacle of this reference, or None, also while it is a draft."""
    obstacle = find_obstacle(sight, reference)
    return None if obstacle is None or obstacle.is_draft else obstacle


def logging_organisations(sight: Sight) -> list[Organisation]:
    """Return the organisations for which the person may log, by name."""
    return list(
        db.session.scalars(
            organisations_of(sight).where(Organisation.id.in_(sight.logging_organisation_ids))
        )
    )


def category_ids_of(obstacle: Obstacle) -> frozenset[int]:
    """Return the ids of the obstacle's categories."""
    return frozenset(
        db.session.scalars(
            sa.select(obstacle_category.c.category_id).where(
                obstacle_category.c.obstacle_id == obstacle.id
            )
        )
    )


def _categories(sight: Sight) -> tuple[KnownCategory, ...]:
    categories = (
        sa.select(
            Category.id,
            Category.parent_id,
            Category.slug,
            Category.name,
            Category.retired_at.is_not(None),
        )
        .where(Category.programme_id == sight.programme.id)
        .order_by(Category.tier, Category.position, Category.id)
    )
    return tuple(KnownCategory(*row) for row in db.session.execute(categories))


def categories_offered(sight: Sight, held: frozenset[int] = frozenset()) -> list[KnownCategory]:
    """Return the categories to choose from, each first-level one before its own.

    A retired one is offered only where the obstacle holds it already.
    """
    offered = [
        category
        for category in kept_answer(sight, "categories", lambda: _categories(sight))
        if category.id in held or not category.is_retired
    ]
    ids = {category.id for category in offered}
    heads = [category for category in offered if category.parent_id not in ids]
    return [
        category
        for head in heads
        for category in (head, *(one for one in offered if one.parent_id == head.id))
    ]
