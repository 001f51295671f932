"""Store when a programme was closed.

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-30 19:10:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.add_column("programme", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_column("programme", "closed_at")
