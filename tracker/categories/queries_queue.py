"""Read the uncategorised obstacles that a person may categorise."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.forms.paging import Page, requested_page
from tracker.models import Obstacle, obstacle_category
from tracker.sight.catalogue import catalogue_of
from tracker.sight.sight import VIEWER, Sight, logged_obstacles_visible_to, shown_organisation_id

PAGE_SIZE = 10


@dataclass(frozen=True)
class UncategorisedObstacle:
    """An obstacle without a category."""

    reference: str
    title: str
    organisation: str | None
    """The short name, or None if it may not be named."""


@dataclass(frozen=True)
class QueuePage:
    """One page of uncategorised obstacles."""

    rows: tuple[UncategorisedObstacle, ...]
    page: Page


UNCATEGORISED_OBSTACLES = logged_obstacles_visible_to(VIEWER).where(
    sa.not_(sa.exists().where(obstacle_category.c.obstacle_id == Obstacle.id)),
    sa.or_(
        sa.bindparam("takes_all", type_=sa.Boolean),
        Obstacle.organisation_id.in_(sa.bindparam("logging_ids", type_=sa.Integer, expanding=True)),
    ),
)
COUNT = UNCATEGORISED_OBSTACLES.with_only_columns(sa.func.count(Obstacle.id))
NEWEST = (
    UNCATEGORISED_OBSTACLES.with_only_columns(
        Obstacle.reference, Obstacle.title, shown_organisation_id(VIEWER)
    )
    .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
    .offset(sa.bindparam("first", type_=sa.Integer))
    .limit(PAGE_SIZE)
)


def _parameters(sight: Sight) -> dict[str, Any]:
    return {
        **sight.parameters,
        "takes_all": sight.is_programme_lead,
        "logging_ids": sorted(sight.logging_organisation_ids),
    }


def count_queue(sight: Sight) -> int:
    """Return how many obstacles the person may categorise that have no category."""
    total: int = db.session.execute(COUNT, _parameters(sight)).scalar_one()
    return total


def queue_of(sight: Sight, page_parameter: str) -> QueuePage:
    """Return a page of the obstacles to categorise, newest first: all for a lead, else own ones."""
    parameters = _parameters(sight)
    total = count_queue(sight)
    page = requested_page(total, PAGE_SIZE, page_parameter)
    catalogue = catalogue_of(sight)
    found = db.session.execute(NEWEST, {**parameters, "first": page.offset})
    rows = tuple(
        UncategorisedObstacle(reference, title, catalogue.short_name(owner))
        for reference, title, owner in found
    )
    return QueuePage(rows, page)
