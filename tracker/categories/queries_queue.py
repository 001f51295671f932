"""Read which obstacles without a category somebody may give one."""

from dataclasses import dataclass

import sqlalchemy as sa

from tracker.extensions import db
from tracker.forms.paging import Page, paged
from tracker.models import Obstacle, obstacle_category
from tracker.sight.catalogue import catalogue_of
from tracker.sight.sight import VIEWER, Sight, logged_obstacles_visible_to, shown_organisation_id

A_PAGE = 10


@dataclass(frozen=True)
class Waiting:
    """An obstacle that waits for a category."""

    reference: str
    title: str
    organisation: str | None
    """The short name, or None where it is not to be named."""


@dataclass(frozen=True)
class PageOfQueue:
    """One page of what waits, and where it stands in the whole."""

    rows: tuple[Waiting, ...]
    page: Page


WAITING = logged_obstacles_visible_to(VIEWER).where(
    sa.not_(sa.exists().where(obstacle_category.c.obstacle_id == Obstacle.id)),
    sa.or_(
        sa.bindparam("takes_all", type_=sa.Boolean),
        Obstacle.organisation_id.in_(sa.bindparam("logging_ids", type_=sa.Integer, expanding=True)),
    ),
)
COUNT = WAITING.with_only_columns(sa.func.count(Obstacle.id))
NEWEST = (
    WAITING.with_only_columns(Obstacle.reference, Obstacle.title, shown_organisation_id(VIEWER))
    .order_by(Obstacle.logged_at.desc(), Obstacle.id.desc())
    .offset(sa.bindparam("first", type_=sa.Integer))
    .limit(A_PAGE)
)


def queue_of(sight: Sight, asked_page: str) -> PageOfQueue:
    """Return what the person may give a category, newest first: a lead all they see, others own."""
    asked = {
        **sight.parameters,
        "takes_all": sight.is_programme_lead,
        "logging_ids": sorted(sight.logging_organisation_ids),
    }
    total = db.session.execute(COUNT, asked).scalar_one()
    page = paged(total, A_PAGE, asked_page)
    known = catalogue_of(sight)
    found = db.session.execute(NEWEST, {**asked, "first": page.offset})
    rows = tuple(
        Waiting(reference, title, known.short_name(owner)) for reference, title, owner in found
    )
    return PageOfQueue(rows, page)
