"""AuditEvent: one thing that was done; AuditHead: where the chain of them ends."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import Moment


class AuditEvent(Model):
    """One thing that was done: by whom, for which organisation, to what, before and after.

    Rows are added and never changed, but for `told`, which retention and erasure may blank: the
    chain runs over its digest. No foreign keys: what an event tells of may be gone.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index("ix_audit_event_thing", "thing_kind", "thing_id"),
        sa.Index("ix_audit_event_organisation_id_id", "organisation_id", "id"),
        sa.Index("ix_audit_event_programme_id_id", "programme_id", "id"),
        sa.Index("ix_audit_event_person_id_id", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its place in the chain, from 1, without a gap."""
    at: Mapped[Moment]
    act: Mapped[str] = mapped_column(sa.String(60))
    """As thing:act, like a permission."""
    person_id: Mapped[int | None]
    """Who did it; None for the tracker itself and for somebody who was not signed in."""
    capacity: Mapped[str | None] = mapped_column(sa.String(20))
    """As what the person did it, a word of Capacity; None in events from before it was stored."""
    capacity_organisation_id: Mapped[int | None]
    """For which organisation they did it, where they did it as its member."""
    organisation_id: Mapped[int | None]
    programme_id: Mapped[int | None]
    thing_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    thing_id: Mapped[int | None]
    told: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    """What changed, as {field: [before, after]}, and what else there is to tell, with a salt."""
    told_digest: Mapped[str] = mapped_column(sa.String(64))
    chain: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 over the chain before it and all that stands here but `told`."""


class AuditHead(Model):
    """The end of the chain, in one row, so that a cut is seen and writers take turns."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="is_one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    last_id: Mapped[int] = mapped_column(default=0)
    chain: Mapped[str] = mapped_column(sa.String(64), default="")
