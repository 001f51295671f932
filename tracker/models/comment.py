"""Comment: a text on an obstacle; Mention: a person mentioned in a comment."""

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
    """A text on an obstacle, at first visible to those who may read the obstacle."""

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
    """The organisation on whose behalf the person writes; None for a programme lead."""
    is_named: Mapped[bool] = mapped_column(default=True)
    """Whether others read the organisation's name; an obstacle's own one must be named too."""
    text: Mapped[str] = mapped_column(sa.Text)
    visibility: Mapped[Visibility] = mapped_column(
        column_of(Visibility), server_default=Visibility.ORGANISATION.value
    )
    """Who reads the text outside the two organisations: those who read the obstacle when it was
    written, until the organisation that wrote it increases its visibility."""
    written_at: Mapped[Moment]
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    form_key: Mapped[UUID | None]

    obstacle: Mapped[Obstacle] = relationship(
        primaryjoin="foreign(Comment.obstacle_id) == Obstacle.id"
    )
    organisation: Mapped[Organisation | None] = relationship()


class Mention(Model):
    """A person mentioned in a comment; unique per pair, so that nobody is notified twice."""

    __tablename__ = "mention"

    comment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person dismissed it."""

    comment: Mapped[Comment] = relationship()
    person: Mapped[Person] = relationship()
