"""TextVector: the stored embedding of a text, for similarity search."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Model

ENCODER_LENGTH = 120
DIGEST_LENGTH = 16


class TextVector(Model):
    """The embedding of the text of one obstacle, workaround or barrier; a draft has none."""

    __tablename__ = "text_vector"
    __table_args__ = (
        *(
            sa.ForeignKeyConstraint(
                [f"{kind}_id", "programme_id"],
                [f"{kind}.id", f"{kind}.programme_id"],
                ondelete="CASCADE",
            )
            for kind in ("obstacle", "workaround", "barrier")
        ),
        sa.CheckConstraint(
            "(obstacle_id IS NOT NULL AND workaround_id IS NULL AND barrier_id IS NULL)"
            " OR (obstacle_id IS NULL AND workaround_id IS NOT NULL AND barrier_id IS NULL)"
            " OR (obstacle_id IS NULL AND workaround_id IS NULL AND barrier_id IS NOT NULL)",
            name="of_one_thing",
        ),
        sa.CheckConstraint(f"length(encoder) <= {ENCODER_LENGTH}", name="encoder_length"),
        sa.UniqueConstraint("obstacle_id"),
        sa.UniqueConstraint("workaround_id"),
        sa.UniqueConstraint("barrier_id"),
        sa.Index("ix_text_vector_changed", "programme_id", "revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    obstacle_id: Mapped[int | None]
    workaround_id: Mapped[int | None]
    barrier_id: Mapped[int | None]
    encoder: Mapped[str] = mapped_column(sa.String(ENCODER_LENGTH), default="")
    """The name of the encoder; empty with empty numbers if no encoder is in use."""
    numbers: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"")
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(DIGEST_LENGTH))
    """The content hash of the embedded text."""
    revision: Mapped[int]
    """The programme's revision when the row was written; readers fetch rows with a higher one."""
