"""Change the status of an obstacle; each change stores its author, time and reason."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.audit.row_changes import record_change
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle, StatusChange
from tracker.models.moment import now
from tracker.models.obstacle import REASON_LENGTH
from tracker.models.vocabulary import Status


@dataclass(frozen=True)
class NewStatus:
    """The new status of an obstacle, and the reason."""

    status: Status
    reason: str = ""
    look_again_on: date | None = None
    changed_at: datetime | None = None
    """The time of the change if a source states it; otherwise now."""


def change_status(*, obstacle: Obstacle, person_id: int | None, to: NewStatus) -> StatusChange:
    """Change the status; to accept as immovable requires a reason and a review date.

    The obstacle's version stays, so this is no conflict with an edit of its text.
    """
    _check(obstacle, to)
    moment = to.changed_at or now()
    change = StatusChange(
        obstacle_id=obstacle.id,
        status=to.status,
        reason=to.reason,
        visibility=obstacle.visibility,
        person_id=person_id,
        changed_at=moment,
    )
    db.session.add(change)
    is_immovable = to.status is Status.ACCEPTED_AS_IMMOVABLE
    look_again_on = to.look_again_on if is_immovable else None
    record_change(obstacle, look_again_on=[obstacle.look_again_on, look_again_on])
    db.session.execute(
        sa.update(Obstacle)
        .where(Obstacle.id == obstacle.id)
        .values(status=to.status, look_again_on=look_again_on, changed_at=moment)
    )
    db.session.flush()
    db.session.refresh(obstacle)
    return change


def _check(obstacle: Obstacle, to: NewStatus) -> None:
    if obstacle.is_draft:
        raise DomainError(_("Log the draft first"))
    if len(to.reason) > REASON_LENGTH:
        raise DomainError(
            ngettext(
                "Reason must be %(num)s character or fewer",
                "Reason must be %(num)s characters or fewer",
                REASON_LENGTH,
            )
        )
    if to.status is not Status.ACCEPTED_AS_IMMOVABLE:
        if to.status is obstacle.status:
            raise DomainError(_("The obstacle already has this status. Choose a different one"))
        return
    if not to.reason.strip():
        raise DomainError(_("Enter why it is accepted as immovable"))
    today = (to.changed_at or now()).date()
    if to.look_again_on is None or to.look_again_on <= today:
        raise DomainError(_("Enter a review date after today"))
