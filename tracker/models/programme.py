"""Programme: the change under way, carried by several organisations."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import UtcDateTime
from tracker.models.vocabulary import Visibility, column_of

SLUG_LENGTH, PREFIX_LENGTH = 60, 8


class Programme(Model):
    """The change under way, carried by several organisations."""

    __tablename__ = "programme"
    __table_args__ = (
        sa.CheckConstraint("threshold >= 2", name="threshold_hides_one"),
        sa.CheckConstraint("retention_months BETWEEN 1 AND 600", name="retention_is_bounded"),
        sa.CheckConstraint("reminder_months BETWEEN 0 AND 600", name="reminder_months_range"),
        sa.CheckConstraint("reminders_a_week BETWEEN 1 AND 50", name="reminders_a_week_range"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
        sa.CheckConstraint("length(full_name) BETWEEN 1 AND 200", name="full_name_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(SLUG_LENGTH), unique=True)
    prefix: Mapped[str] = mapped_column(sa.String(PREFIX_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    full_name: Mapped[str] = mapped_column(sa.String(200))
    about: Mapped[str] = mapped_column(sa.Text, default="")
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    threshold: Mapped[int] = mapped_column(default=3)
    retention_months: Mapped[int | None]
    """After how many months without a change a settled obstacle is deleted; None for never."""
    reminder_months: Mapped[int] = mapped_column(default=6, server_default="6")
    """After how many months without a change a reminder is sent; 0 for never."""
    reminders_a_week: Mapped[int] = mapped_column(default=3, server_default="3")
    """The maximum number of reminders per person and week."""
    requires_second_factor: Mapped[bool] = mapped_column(default=False)
    """Whether everybody with a role here needs a second factor, not only its leads."""
    default_visibility: Mapped[Visibility | None] = mapped_column(column_of(Visibility))
    """The default of organisations that are added to join it; None while no lead has chosen."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was closed; then nobody logs or changes anything in it. None while it is open."""
    revision: Mapped[int] = mapped_column(default=0)
    """Raised in the same transaction as any change in the programme; keys caches and ETags."""
    names_revision: Mapped[int] = mapped_column(default=0)
    """Raised too when an organisation, its participation, or a category changes; keys caches."""
