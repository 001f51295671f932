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
        sa.ForeignKeyConstraint(
            ["merged_into_id", "programme_id"], ["category.id", "category.programme_id"]
        ),
        sa.CheckConstraint(
            "(tier = 1 AND parent_id IS NULL) OR (tier = 2 AND parent_id IS NOT NULL)",
            name="two_tiers",
        ),
        sa.CheckConstraint(
            "parent_id IS NULL OR coalesce(parent_tier, 0) = 1", name="parent_is_upper"
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
        sa.CheckConstraint("length(definition) <= 500", name="definition_length"),
        sa.CheckConstraint("length(examples) <= 1000", name="examples_length"),
        sa.CheckConstraint("length(construct) BETWEEN 1 AND 80", name="construct_length"),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR (retired_at IS NOT NULL AND merged_into_id <> id)",
            name="merged_is_retired",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(index=True)
    parent_tier: Mapped[int | None] = mapped_column(default=_tier_of_parent)
    """1 if there is a parent, so that the database refuses a third level."""
    tier: Mapped[int] = mapped_column(default=1)
    slug: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(80))
    definition: Mapped[str] = mapped_column(sa.String(500), default="")
    examples: Mapped[str] = mapped_column(sa.String(1000), default="", server_default="")
    """Examples of obstacles in the category, one per line."""
    construct: Mapped[str | None] = mapped_column(sa.String(80))
    """The closest published construct, by which strategies are looked up."""
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(index=True)
    """The category that took over its obstacles; its own name stays for old audit events."""
    version: Mapped[int] = mapped_column(server_default="1")
    """Counts edits of the text only: a move does not cause an edit conflict."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it.


def order_of_categories(upper: type[Category]) -> tuple[Any, ...]:
    """Return what orders categories, each after its upper one; `upper` is joined as an alias."""
    return (
        sa.func.coalesce(upper.position, Category.position),
        sa.func.coalesce(upper.id, Category.id),
        Category.tier,
        Category.position,
        Category.id,
    )
