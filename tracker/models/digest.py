"""Digest: a mail to one person with what is new, claimed before it is sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import Moment, UtcDateTime


class Digest(Model):
    """A mail to one person with what is new, claimed before it is sent so that none goes twice."""

    __tablename__ = "digest"
    __table_args__ = (sa.Index("ix_digest_latest", "person_id", "told_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    told_until: Mapped[Moment]
    """What is new after it stands in the next one."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None while it is on its way, and where the tracker was stopped meanwhile."""
    stop_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """The hash of what its link to stop them holds."""
