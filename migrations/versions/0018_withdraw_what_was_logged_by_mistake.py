"""Withdraw obstacles, workarounds and trials that were logged by mistake or twice.

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-30 18:56:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

DUPLICATES = ("obstacle", "workaround")
COUNTING = (
    "programme_id",
    "is_draft",
    "visibility",
    "organisation_id",
    "is_named",
    "author_id",
    "status",
    "level",
    "barrier_id",
)
COUNTING_CURRENT = ("programme_id", "is_draft", "withdrawn_at", *COUNTING[2:])
"""Sight asks of every row whether it is withdrawn, so the covering index has that too."""


def upgrade() -> None:
    """Bring the database up to this revision."""
    for table in (*DUPLICATES, "trial"):
        op.add_column(table, sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    for table in DUPLICATES:
        # One statement for both databases: for a constraint by itself SQLite would copy the table.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN duplicate_of_id INTEGER"
            f" CONSTRAINT fk_{table}_duplicate_of_id_{table}"
            f" REFERENCES {table} (id)"
        )
        op.create_index(f"ix_{table}_duplicate_of_id", table, ["duplicate_of_id"])
    op.drop_index("ix_obstacle_counting", "obstacle")
    op.create_index("ix_obstacle_counting", "obstacle", COUNTING_CURRENT)


def downgrade() -> None:
    """Take the database back to the revision before.

    What is withdrawn is in sight again: nothing else says that it was logged by mistake.
    """
    op.drop_index("ix_obstacle_counting", "obstacle")
    op.create_index("ix_obstacle_counting", "obstacle", COUNTING)
    for table in DUPLICATES:
        op.drop_index(f"ix_{table}_duplicate_of_id", table)
        op.drop_column(table, "duplicate_of_id")
    for table in (*DUPLICATES, "trial"):
        op.drop_column(table, "withdrawn_at")
