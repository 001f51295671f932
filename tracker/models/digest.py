"""Digest: a mail to one person with recent news, claimed before it is sent."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import Moment, UtcDateTime


class Digest(Model):
    """A mail to one person with recent news, claimed before it is sent so that none goes twice."""

    __tablename__ = "digest"
    __table_args__ = (sa.Index("ix_digest_latest", "person_id", "told_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    told_until: Mapped[Moment]
    """News after this moment goes into the next digest."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None while it is being sent, or if the tracker was stopped during sending."""
    stop_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """The hash of the token in its unsubscribe link."""
