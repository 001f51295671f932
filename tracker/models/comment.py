"""Comment: what somebody says to an obstacle; Mention: a person whom a comment is to reach."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.form_key import unique_form_key
from tracker.models.moment import Moment, UtcDateTime
from tracker.models.obstacle import Obstacle
from tracker.models.organisation import Organisation
from tracker.models.person import Person
from tracker.models.vocabulary import Visibility, column_of

COMMENT_LENGTH = 2000


class Comment(Model):
    """What somebody says to an obstacle, read by whoever reads the obstacle."""

    __tablename__ = "comment"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["obstacle_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(f"length(text) BETWEEN 1 AND {COMMENT_LENGTH}", name="text_length"),
        sa.Index("ix_comment_of", "obstacle_id", "written_at", "id"),
        unique_form_key("comment", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(16), unique=True)
    programme_id: Mapped[int] = mapped_column()
    obstacle_id: Mapped[int] = mapped_column()
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    """For whom the person speaks; None: as a lead of the programme."""
    is_named: Mapped[bool] = mapped_column(default=True)
    """Whether others read the organisation's name; of the obstacle's own, it must agree too."""
    text: Mapped[str] = mapped_column(sa.Text)
    visibility: Mapped[Visibility] = mapped_column(
        column_of(Visibility), server_default=Visibility.ORGANISATION.value
    )
    """Who reads the words outside the two organisations: who read the obstacle when they were
    written, until the organisation that wrote them widens them."""
    written_at: Mapped[Moment]
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    form_key: Mapped[UUID | None]

    obstacle: Mapped[Obstacle] = relationship(
        primaryjoin="foreign(Comment.obstacle_id) == Obstacle.id"
    )
    organisation: Mapped[Organisation | None] = relationship()


class Mention(Model):
    """A person whom a comment is to reach; a pair of the two, so that nobody is told twice."""

    __tablename__ = "mention"

    comment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when the person has put it aside."""

    comment: Mapped[Comment] = relationship()
    person: Mapped[Person] = relationship()
