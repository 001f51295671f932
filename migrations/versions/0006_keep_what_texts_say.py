"""Keep what each text says as numbers, so that others that say the same are found.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-22 11:08:40.871204
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = ("obstacle", "workaround", "barrier")


def _stands_alone(kind: str) -> str:
    said = (f"{one}_id IS {'NOT ' if one == kind else ''}NULL" for one in KINDS)
    return f"({' AND '.join(said)})"


def upgrade() -> None:
    """Bring the database up to this revision; `tracker encode` then fills the table."""
    op.create_table(
        "text_vector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        *(sa.Column(f"{kind}_id", sa.Integer(), nullable=True) for kind in KINDS),
        sa.Column("encoder", sa.String(length=120), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            " OR ".join(map(_stands_alone, KINDS)), name=op.f("ck_text_vector_of_one_thing")
        ),
        sa.CheckConstraint("length(encoder) <= 120", name=op.f("ck_text_vector_encoder_length")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_text_vector_programme_id_programme")
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{kind}_id", "programme_id"],
                [f"{kind}.id", f"{kind}.programme_id"],
                name=op.f(f"fk_text_vector_{kind}_id_programme_id_{kind}"),
                ondelete="CASCADE",
            )
            for kind in KINDS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_vector")),
        *(
            sa.UniqueConstraint(f"{kind}_id", name=op.f(f"uq_text_vector_{kind}_id"))
            for kind in KINDS
        ),
    )
    with op.batch_alter_table("text_vector", schema=None) as batch_op:
        batch_op.create_index("ix_text_vector_changed", ["programme_id", "revision"])


def downgrade() -> None:
    """Take the database back to the revision before."""
    with op.batch_alter_table("text_vector", schema=None) as batch_op:
        batch_op.drop_index("ix_text_vector_changed")

    op.drop_table("text_vector")
