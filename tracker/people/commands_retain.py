"""Delete unanswered invitations some time after they expired."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from tracker.audit.chain import EVENTS
from tracker.audit.notes import blank_changes
from tracker.extensions import db
from tracker.models import Invitation

RETENTION = timedelta(days=90)
"""How long an expired invitation is stored, so that it can be sent again and its link says why."""


def overdue_invitations(moment: datetime) -> Sequence[Invitation]:
    """Return the unaccepted invitations whose retention period has ended.

    The period is the same for every address, so it does not reveal which has an account.
    """
    return db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.accepted_at.is_(None), Invitation.expires_at <= moment - RETENTION)
        .order_by(Invitation.id)
    ).all()


def delete_invitations(*, overdue: Sequence[Invitation]) -> None:
    """Delete the invitations; blank the changes of their audit events, which stay."""
    ids = [invitation.id for invitation in overdue]
    for invitation in overdue:
        db.session.delete(invitation)
    db.session.flush()
    blank_changes(sa.and_(EVENTS.c.thing_kind == "invitation", EVENTS.c.thing_id.in_(ids)))
