"""Match: an answer on a pair of obstacles, stored with its person and time."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.moment import Moment
from tracker.models.obstacle import Obstacle
from tracker.models.vocabulary import Likeness, column_of


class Match(Model):
    """An answer on a pair of obstacles; it does not group them by itself."""

    __tablename__ = "match"
    __table_args__ = (
        sa.CheckConstraint("one_id < other_id", name="each_pair_once"),
        *(
            sa.ForeignKeyConstraint(
                [f"{end}_id", "programme_id"],
                ["obstacle.id", "obstacle.programme_id"],
                ondelete="CASCADE",
            )
            for end in ("one", "other")
        ),
        sa.Index("ix_match_answer", "programme_id", "answer"),
    )

    one_id: Mapped[int] = mapped_column(primary_key=True)
    other_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    programme_id: Mapped[int]
    answer: Mapped[Likeness] = mapped_column(column_of(Likeness))
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    said_at: Mapped[Moment]

    one: Mapped[Obstacle] = relationship(primaryjoin="foreign(Match.one_id) == Obstacle.id")
    other: Mapped[Obstacle] = relationship(primaryjoin="foreign(Match.other_id) == Obstacle.id")
