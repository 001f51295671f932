"""Find one obstacle within sight, and what its form offers."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.extensions import db
from tracker.models import Obstacle, obstacle_category
from tracker.sight.catalogue import CategoryEntry, OrganisationEntry, catalogue_of
from tracker.sight.sight import VIEWER, Sight, obstacles_visible_to

ONE = (
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
    """Return the obstacle of this reference, what it belongs to loaded, or None."""
    return db.session.scalar(ONE, {**sight.parameters, "reference": reference})


def get_obstacle(sight: Sight, reference: str) -> Obstacle:
    """Return the obstacle of this reference, known to be within sight, or raise NoResultFound."""
    return db.session.scalars(ONE, {**sight.parameters, "reference": reference}).one()


def find_logged_obstacle(sight: Sight, reference: str) -> Obstacle | None:
    """Return the obstacle of this reference, or None, also while it is a draft."""
    obstacle = find_obstacle(sight, reference)
    return None if obstacle is None or obstacle.is_draft else obstacle


def logging_organisations(sight: Sight) -> list[OrganisationEntry]:
    """Return the organisations for which the person may log, by name."""
    ids = sight.logging_organisation_ids
    return [each for each in catalogue_of(sight).organisations if each.id in ids]


def category_ids_of(obstacle: Obstacle) -> frozenset[int]:
    """Return the ids of the obstacle's categories."""
    return frozenset(db.session.scalars(CATEGORY_IDS, {"obstacle_id": obstacle.id}))


def category_choices(sight: Sight, held: frozenset[int] = frozenset()) -> list[CategoryEntry]:
    """Return the categories to choose from, each first-level one before its own.

    A retired one is offered only where the obstacle holds it already.
    """
    offered = [
        category
        for category in catalogue_of(sight).categories
        if category.id in held or not category.is_retired
    ]
    ids = {category.id for category in offered}
    heads = [category for category in offered if category.parent_id not in ids]
    return [
        category
        for head in heads
        for category in (head, *(one for one in offered if one.parent_id == head.id))
    ]
