"""Category: the kind of obstacle, in two levels, edited by the programme."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import UtcDateTime


def _tier_of_parent(context: Any) -> int | None:
    return 1 if context.get_current_parameters().get("parent_id") else None


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
        sa.ForeignKeyConstraint(["parent_id", "parent_tier"], ["category.id", "category.tier"]),
        sa.CheckConstraint(
            "(tier = 1 AND parent_id IS NULL) OR (tier = 2 AND parent_id IS NOT NULL)",
            name="two_tiers",
        ),
        sa.CheckConstraint(
            "parent_id IS NULL OR coalesce(parent_tier, 0) = 1", name="parent_is_upper"
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
        sa.CheckConstraint("length(definition) <= 500", name="definition_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(index=True)
    parent_tier: Mapped[int | None] = mapped_column(default=_tier_of_parent)
    """1 where there is a parent, so that the database lets no third level begin."""
    tier: Mapped[int] = mapped_column(default=1)
    slug: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(80))
    definition: Mapped[str] = mapped_column(sa.String(500), default="")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
