"""Let a form make one comment, however often it is sent.

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-22 15:38:27.120934
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database up to this revision."""
    is_of_form = sa.text("form_key IS NOT NULL")
    op.add_column("comment", sa.Column("form_key", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_comment_once_a_form",
        "comment",
        ["person_id", "form_key"],
        unique=True,
        postgresql_where=is_of_form,
        sqlite_where=is_of_form,
    )


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_index("ix_comment_once_a_form", table_name="comment")
    op.drop_column("comment", "form_key")
