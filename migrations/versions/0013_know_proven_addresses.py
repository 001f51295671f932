"""Know which invitations went by mail alone, and which accounts prove their address.

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-30 09:50:00.000000
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = {("invitation", "is_mailed"): "false", ("person", "is_address_proven"): "true"}
"""Of an invitation that waits nobody knows any more into whose hands its link came."""


def upgrade() -> None:
    """Bring the database up to this revision."""
    for (table, column), default in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} BOOLEAN DEFAULT {default} NOT NULL")


def downgrade() -> None:
    """Take the database back to the revision before."""
    for table, column in COLUMNS:
        op.drop_column(table, column)
