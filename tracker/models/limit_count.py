"""LimitCount: how often something was done within a window of time."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import UtcDateTime


class LimitCount(Model):
    """How often a person or an address did something since the window began."""

    __tablename__ = "limit_count"

    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
