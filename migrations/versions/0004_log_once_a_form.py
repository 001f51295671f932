"""Let a form make one row, however often it is sent.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-22 11:04:12.704411
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("obstacle", "workaround", "trial")


def upgrade() -> None:
    """Bring the database up to this revision."""
    is_of_form = sa.text("form_key IS NOT NULL")
    for table in TABLES:
        op.add_column(table, sa.Column("form_key", sa.Uuid(), nullable=True))
        op.create_index(
            f"ix_{table}_once_a_form",
            table,
            ["author_id", "form_key"],
            unique=True,
            postgresql_where=is_of_form,
            sqlite_where=is_of_form,
        )


def downgrade() -> None:
    """Take this revision back."""
    for table in TABLES:
        op.drop_index(f"ix_{table}_once_a_form", table_name=table)
        op.drop_column(table, "form_key")
