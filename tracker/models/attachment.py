"""Attachment: a file of an obstacle; its content is stored in a folder, not in the database."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Model
from tracker.models.moment import Moment
from tracker.models.obstacle import Obstacle
from tracker.models.vocabulary import Visibility, column_of

NAME_LENGTH = 120


class Attachment(Model):
    """A file that the organisation attached to its obstacle."""

    __tablename__ = "attachment"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["obstacle_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_LENGTH}", name="name_length"),
        sa.CheckConstraint("size > 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(16), unique=True)
    programme_id: Mapped[int] = mapped_column()
    obstacle_id: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    """The person's file name; used in a header, never in a path."""
    stored_as: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """The random file name in the folder."""
    checksum: Mapped[str] = mapped_column(sa.String(64))
    """The SHA-256 of the content, to detect a damaged file."""
    size: Mapped[int] = mapped_column(sa.Integer)
    visibility: Mapped[Visibility] = mapped_column(
        column_of(Visibility), server_default=Visibility.ORGANISATION.value
    )
    """Who reads the file outside its organisation: those who could when it was added, until its
    visibility is increased; nobody, while the obstacle is unnamed."""
    added_at: Mapped[Moment]

    obstacle: Mapped[Obstacle] = relationship(
        primaryjoin="foreign(Attachment.obstacle_id) == Obstacle.id"
    )

    @property
    def organisation_id(self) -> int:
        """The id of the obstacle's organisation, which owns the file."""
        return self.obstacle.organisation_id
