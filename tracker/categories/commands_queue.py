"""Set the category of an obstacle that has none. The caller commits."""

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.acts import Act
from tracker.audit.notes import record_event
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle, obstacle_category
from tracker.models.moment import now
from tracker.models.revision import raise_revisions
from tracker.sight.catalogue import CategoryEntry
from tracker.sight.obstacles import category_ids_of


def categorise_obstacle(*, obstacle: Obstacle, category: CategoryEntry) -> Obstacle:
    """Set the category of an uncategorised obstacle; raise DomainError if it has one.

    The obstacle's version rises, so that a concurrent edit gets an edit conflict.
    """
    if category_ids_of(obstacle):
        raise _has_one()
    found = db.session.execute(
        sa.update(Obstacle)
        .where(Obstacle.id == obstacle.id, Obstacle.version == obstacle.version)
        .values(version=Obstacle.version + 1, changed_at=now())
        .returning(Obstacle.id)
    )
    if not found.all():
        raise _has_one()
    tag = {"category_id": category.id, "programme_id": obstacle.programme_id}
    db.session.execute(obstacle_category.insert(), [{**tag, "obstacle_id": obstacle.id}])
    record_event(
        Act.OBSTACLE_CATEGORISE, thing=obstacle, changes={"categories": [[], [category.id]]}
    )
    raise_revisions(db.session(), [obstacle.programme_id])
    return obstacle


def _has_one() -> DomainError:
    return DomainError(
        _("Someone else has chosen a category or is editing this obstacle. Reload the page")
    )
