"""Category: the kind of obstacle, in two levels, edited by the programme."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import UtcDateTime


class Category(Model):
    """The kind of obstacle; retired but never deleted."""

    __tablename__ = "category"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "slug"),
        sa.UniqueConstraint("id", "programme_id"),
        sa.UniqueConstraint("id", "tier"),
        sa.ForeignKeyConstraint(
            ["parent_id", "programme_id"], ["category.id", "category.programme_id"]
        ),
        sa.CheckConstraint(
            "(tier = 1 AND parent_id IS NULL) OR (tier = 2 AND parent_id IS NOT NULL)",
            name="two_tiers",
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(index=True)
    tier: Mapped[int] = mapped_column(default=1)
    slug: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(80))
    definition: Mapped[str] = mapped_column(sa.String(500), default="")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
