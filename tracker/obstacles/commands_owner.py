"""Say who looks after an obstacle within its organisation. Nothing here commits."""

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.row_changes import record_change, record_effect
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Membership, Obstacle
from tracker.models.revision import raise_revisions


def look_after(*, obstacle: Obstacle, owner_id: int | None) -> Obstacle:
    """Let a member of its organisation look after the obstacle, or nobody.

    The version counts the words alone, so whoever is writing them is not disturbed.
    """
    if owner_id is not None and not _is_member(obstacle.organisation_id, owner_id):
        raise DomainError(_("Choose a colleague from the list"))
    record_change(obstacle, owner_id=[obstacle.owner_id, owner_id])
    _hand_over(obstacle, owner_id)
    db.session.refresh(obstacle)
    return obstacle


def let_go(*, person_id: int, organisation_id: int) -> None:
    """Let nobody look after what a person looked after for an organisation that they leave.

    Some may be out of sight of whoever ends the membership, which is the one thing that they do.
    """
    theirs = sa.select(Obstacle).filter_by(owner_id=person_id, organisation_id=organisation_id)
    for obstacle in db.session.scalars(theirs).all():
        record_effect(obstacle, owner_id=[obstacle.owner_id, None])
        _hand_over(obstacle, None)


def _hand_over(obstacle: Obstacle, owner_id: int | None) -> None:
    db.session.execute(
        sa.update(Obstacle).where(Obstacle.id == obstacle.id).values(owner_id=owner_id)
    )
    raise_revisions(db.session(), [obstacle.programme_id])


def _is_member(organisation_id: int, person_id: int) -> bool:
    membership = db.session.get(Membership, (person_id, organisation_id))
    return membership is not None and membership.ended_at is None
