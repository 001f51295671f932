"""Remember what was answered on two obstacles.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-22 11:38:06.518840
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "match",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "same",
                "related",
                "different",
                name="likeness",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_match_each_pair_once")),
        *(
            sa.ForeignKeyConstraint(
                [f"{end}_id", "programme_id"],
                ["obstacle.id", "obstacle.programme_id"],
                name=op.f(f"fk_match_{end}_id_programme_id_obstacle"),
                ondelete="CASCADE",
            )
            for end in ("one", "other")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_match_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_match")),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index("ix_match_answer", ["programme_id", "answer"])
        batch_op.create_index(batch_op.f("ix_match_other_id"), ["other_id"])
        batch_op.create_index(batch_op.f("ix_match_person_id"), ["person_id"])


def downgrade() -> None:
    """Take the database back to the revision before."""
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_person_id"))
        batch_op.drop_index(batch_op.f("ix_match_other_id"))
        batch_op.drop_index("ix_match_answer")

    op.drop_table("match")
