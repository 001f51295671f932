"""Give a category to an obstacle that has none. Nothing here commits."""

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.acts import Act
from tracker.audit.notes import note
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle, obstacle_category
from tracker.models.moment import now
from tracker.models.revision import raise_revisions
from tracker.sight.catalogue import CategoryEntry
from tracker.sight.obstacles import category_ids_of


def categorise_obstacle(*, obstacle: Obstacle, category: CategoryEntry) -> Obstacle:
    """Say of which kind an obstacle is that nobody has said it of.

    Its version rises, so that whoever is writing about it is shown both and undoes nothing unseen.
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
    note(Act.OBSTACLE_CATEGORISE, thing=obstacle, told={"categories": [[], [category.id]]})
    raise_revisions(db.session(), [obstacle.programme_id])
    return obstacle


def _has_one() -> DomainError:
    return DomainError(
        _("Someone else has chosen a category or is editing this obstacle. Reload the page")
    )
