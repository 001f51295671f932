"""Delete invitations that nobody answered, a while after they expired."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from tracker.audit.chain import EVENTS
from tracker.audit.notes import blank_changes
from tracker.extensions import db
from tracker.models import Invitation

KEPT_FOR = timedelta(days=90)
"""How long after its end an invitation can still be sent again, or is seen to have expired."""


def invitations_overdue(moment: datetime) -> Sequence[Invitation]:
    """Return what nobody accepted in its time, and whose address is therefore kept no longer.

    It is the same for every address, so nothing tells which of them has an account.
    """
    return db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.accepted_at.is_(None), Invitation.expires_at <= moment - KEPT_FOR)
        .order_by(Invitation.id)
    ).all()


def delete_invitations(*, overdue: Sequence[Invitation]) -> None:
    """Delete the invitations; the log keeps that they were sent, and none of its words."""
    numbers = [invitation.id for invitation in overdue]
    for invitation in overdue:
        db.session.delete(invitation)
    db.session.flush()
    blank_changes(sa.and_(EVENTS.c.thing_kind == "invitation", EVENTS.c.thing_id.in_(numbers)))
