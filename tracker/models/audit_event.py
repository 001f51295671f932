"""AuditEvent: one event of the audit log; AuditHead: the end of its hash chain."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import Moment


class AuditEvent(Model):
    """One event of the audit log: actor, capacity, organisation, thing and payload.

    Rows are added and never changed, except `payload`, which retention and erasure may blank: the
    hash chain covers its digest. No foreign keys: the thing of an event may be deleted.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index("ix_audit_event_thing", "thing_kind", "thing_id"),
        sa.Index("ix_audit_event_organisation_id_id", "organisation_id", "id"),
        sa.Index("ix_audit_event_programme_id_id", "programme_id", "id"),
        sa.Index("ix_audit_event_person_id_id", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The position in the chain, from 1, without gaps."""
    at: Mapped[Moment]
    act: Mapped[str] = mapped_column(sa.String(60))
    """As thing:act, like a permission."""
    person_id: Mapped[int | None]
    """The actor; None for the tracker itself and for somebody who was not signed in."""
    capacity: Mapped[str | None] = mapped_column(sa.String(20))
    """The capacity in which the person acted; None in events from before it was stored."""
    capacity_organisation_id: Mapped[int | None]
    """The organisation for which they acted, if they acted as its member."""
    organisation_id: Mapped[int | None]
    programme_id: Mapped[int | None]
    thing_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    thing_id: Mapped[int | None]
    payload: Mapped[dict[str, Any] | None] = mapped_column("told", sa.JSON)
    """The changes, as {field: [before, after]}, other details, and a salt."""
    payload_digest: Mapped[str] = mapped_column("told_digest", sa.String(64))
    chain: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 over the previous hash and all columns except `payload`."""


class AuditHead(Model):
    """The end of the chain, in one row, to detect truncation and to serialise writers."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="is_one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    last_id: Mapped[int] = mapped_column(default=0)
    chain: Mapped[str] = mapped_column(sa.String(64), default="")
