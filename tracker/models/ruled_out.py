"""RuledOut: a barrier that somebody excluded as the cause of an obstacle."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.barrier import Barrier
from tracker.models.moment import Moment
from tracker.models.obstacle import Obstacle


class RuledOut(Model):
    """A barrier that is no longer suggested for an obstacle; it can still be chosen by hand."""

    __tablename__ = "ruled_out"
    __table_args__ = (
        *(
            sa.ForeignKeyConstraint(
                [f"{end}_id", "programme_id"],
                [f"{end}.id", f"{end}.programme_id"],
                ondelete="CASCADE",
            )
            for end in ("obstacle", "barrier")
        ),
    )

    obstacle_id: Mapped[int] = mapped_column(primary_key=True)
    barrier_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    programme_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    said_at: Mapped[Moment]

    obstacle: Mapped[Obstacle] = relationship(
        primaryjoin="foreign(RuledOut.obstacle_id) == Obstacle.id"
    )
    barrier: Mapped[Barrier] = relationship(
        primaryjoin="foreign(RuledOut.barrier_id) == Barrier.id"
    )
