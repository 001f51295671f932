"""Store the name of an organisation that is invited.

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-30 19:46:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.add_column("invitation", sa.Column("organisation_name", sa.String(200), nullable=True))


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_column("invitation", "organisation_name")
