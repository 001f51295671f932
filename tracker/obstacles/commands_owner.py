"""Assign the person who is responsible for an obstacle. The caller commits."""

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.row_changes import record_change, record_effect
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Membership, Obstacle
from tracker.models.revision import raise_revisions


def assign_owner(*, obstacle: Obstacle, owner_id: int | None) -> Obstacle:
    """Make a member of its organisation responsible for the obstacle, or nobody if None.

    The obstacle's version stays, so this is no conflict with an edit of its text.
    """
    if owner_id is not None and not _is_member(obstacle.organisation_id, owner_id):
        raise DomainError(_("Choose a colleague from the list"))
    record_change(obstacle, owner_id=[obstacle.owner_id, owner_id])
    _set_owner(obstacle, owner_id)
    db.session.refresh(obstacle)
    return obstacle


def clear_owner(*, person_id: int, organisation_id: int) -> None:
    """Unassign a person from the obstacles of an organisation that they leave.

    This may include obstacles out of sight of the actor, who ends the membership only.
    """
    owned = sa.select(Obstacle).filter_by(owner_id=person_id, organisation_id=organisation_id)
    for obstacle in db.session.scalars(owned).all():
        record_effect(obstacle, owner_id=[obstacle.owner_id, None])
        _set_owner(obstacle, None)


def _set_owner(obstacle: Obstacle, owner_id: int | None) -> None:
    db.session.execute(
        sa.update(Obstacle).where(Obstacle.id == obstacle.id).values(owner_id=owner_id)
    )
    raise_revisions(db.session(), [obstacle.programme_id])


def _is_member(organisation_id: int, person_id: int) -> bool:
    membership = db.session.get(Membership, (person_id, organisation_id))
    return membership is not None and membership.ended_at is None
