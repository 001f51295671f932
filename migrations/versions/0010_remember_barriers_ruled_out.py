"""Remember which barrier an obstacle does not come from.

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-22 14:26:11.402915
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.create_table(
        "ruled_out",
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column("barrier_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{end}_id", "programme_id"],
                [f"{end}.id", f"{end}.programme_id"],
                name=op.f(f"fk_ruled_out_{end}_id_programme_id_{end}"),
                ondelete="CASCADE",
            )
            for end in ("obstacle", "barrier")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_ruled_out_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "barrier_id", name=op.f("pk_ruled_out")),
    )
    with op.batch_alter_table("ruled_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ruled_out_barrier_id"), ["barrier_id"])
        batch_op.create_index(batch_op.f("ix_ruled_out_person_id"), ["person_id"])


def downgrade() -> None:
    """Take the database back to the revision before."""
    with op.batch_alter_table("ruled_out", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ruled_out_person_id"))
        batch_op.drop_index(batch_op.f("ix_ruled_out_barrier_id"))

    op.drop_table("ruled_out")
