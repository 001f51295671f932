"""Find one obstacle within sight, and the choices of its form."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Obstacle, obstacle_category
from tracker.sight.catalogue import CategoryEntry, OrganisationEntry, catalogue_of
from tracker.sight.sight import VIEWER, Sight, obstacles_visible_to

OBSTACLE_BY_REFERENCE = (
    obstacles_visible_to(VIEWER)
    .where(Obstacle.reference == sa.bindparam("reference"))
    .options(
        joinedload(Obstacle.organisation, innerjoin=True),
        joinedload(Obstacle.barrier),
        joinedload(Obstacle.owner),
    )
)
CATEGORY_IDS = sa.select(obstacle_category.c.category_id).where(
    obstacle_category.c.obstacle_id == sa.bindparam("obstacle_id")
)


def find_obstacle(sight: Sight, reference: str) -> Obstacle | None:
    """Return the obstacle with this reference and its relations loaded, or None."""
    return db.session.scalar(OBSTACLE_BY_REFERENCE, {**sight.parameters, "reference": reference})


def get_obstacle(sight: Sight, reference: str) -> Obstacle:
    """Return the obstacle with this reference; raise NoResultFound if it is not within sight."""
    return db.session.scalars(
        OBSTACLE_BY_REFERENCE, {**sight.parameters, "reference": reference}
    ).one()


def find_logged_obstacle(sight: Sight, reference: str) -> Obstacle | None:
    """Return the obstacle with this reference, or None if it is missing or a draft."""
    obstacle = find_obstacle(sight, reference)
    return None if obstacle is None or obstacle.is_draft else obstacle


def logging_organisations(sight: Sight) -> list[OrganisationEntry]:
    """Return the organisations for which the person may log, by name."""
    ids = sight.logging_organisation_ids
    return [entry for entry in catalogue_of(sight).organisations if entry.id in ids]


def category_ids_of(obstacle: Obstacle) -> frozenset[int]:
    """Return the ids of the obstacle's categories."""
    return frozenset(db.session.scalars(CATEGORY_IDS, {"obstacle_id": obstacle.id}))


def category_choices(sight: Sight, current: frozenset[int] = frozenset()) -> list[CategoryEntry]:
    """Return the categories to choose from, each first-level one before its subcategories.

    A retired category is a choice only if it is among the obstacle's `current` ones.
    """
    choices = [
        category
        for category in catalogue_of(sight).categories
        if category.id in current or not category.is_retired
    ]
    ids = {category.id for category in choices}
    heads = [category for category in choices if category.parent_id not in ids]
    return [
        category
        for head in heads
        for category in (head, *(choice for choice in choices if choice.parent_id == head.id))
    ]
