"""Reminder: the question to one person, sent once, whether an obstacle still exists."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model
from tracker.models.moment import Moment


class Reminder(Model):
    """The question to one person, sent once, whether an obstacle still exists."""

    __tablename__ = "reminder"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["obstacle_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            ondelete="CASCADE",
        ),
        sa.Index("ix_reminder_to_whom", "person_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obstacle_id: Mapped[int] = mapped_column(index=True)
    programme_id: Mapped[int] = mapped_column()
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    asked_at: Mapped[Moment]
