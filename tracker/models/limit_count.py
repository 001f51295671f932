"""LimitCount: the counter of a rate limit within a window of time."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import UtcDateTime


class LimitCount(Model):
    """The number of requests under a rate-limit key since the window began."""

    __tablename__ = "limit_count"

    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
