"""Store which default visibility the organisations that join a programme begin with.

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-30 19:40:00.000000
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

VISIBILITIES = ("organisation", "partners", "funders", "public")


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.execute(
        "ALTER TABLE programme ADD COLUMN default_visibility VARCHAR(40)"
        f" CONSTRAINT ck_programme_visibility CHECK (default_visibility IN {VISIBILITIES})"
    )


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_column("programme", "default_visibility")
