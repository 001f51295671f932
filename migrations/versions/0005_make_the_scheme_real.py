"""Make the scheme of categories real, and ask once how a trial went.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-22 11:02:31.240117
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHECKS = {
    "examples_length": "length(examples) <= 1000",
    "construct_length": "length(construct) BETWEEN 1 AND 80",
    "merged_is_retired": (
        "merged_into_id IS NULL OR (retired_at IS NOT NULL AND merged_into_id <> id)"
    ),
}
MERGED_INTO = "fk_category_merged_into_id_programme_id_category"


def upgrade() -> None:
    """Bring the database up to this revision."""
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("examples", sa.String(length=1000), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("construct", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_category_{name}"), rule)
        batch_op.create_foreign_key(
            op.f(MERGED_INTO),
            "category",
            ["merged_into_id", "programme_id"],
            ["id", "programme_id"],
        )
        batch_op.create_index(batch_op.f("ix_category_merged_into_id"), ["merged_into_id"])
    op.add_column("trial", sa.Column("looked_back_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_trial_author_id"), "trial", ["author_id"])


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_index(op.f("ix_trial_author_id"), table_name="trial")
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.drop_column("looked_back_at")
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_merged_into_id"))
        batch_op.drop_constraint(op.f(MERGED_INTO), type_="foreignkey")
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_category_{name}"), type_="check")
        for name in ("version", "merged_into_id", "construct", "examples"):
            batch_op.drop_column(name)
