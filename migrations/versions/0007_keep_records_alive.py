"""Keep records alive: ask whether an obstacle is still so, and mail what is new.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-22 11:00:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = {
    ("programme", "reminder_months"): (
        "INTEGER DEFAULT 6 NOT NULL CONSTRAINT ck_programme_reminder_months_range"
        " CHECK (reminder_months BETWEEN 0 AND 600)"
    ),
    ("programme", "reminders_a_week"): (
        "INTEGER DEFAULT 3 NOT NULL CONSTRAINT ck_programme_reminders_a_week_range"
        " CHECK (reminders_a_week BETWEEN 1 AND 50)"
    ),
    ("person", "digest"): (
        "VARCHAR(40) DEFAULT 'weekly' NOT NULL CONSTRAINT ck_person_rhythm"
        " CHECK (digest IN ('daily', 'weekly', 'never'))"
    ),
}
"""Added in one statement each: to add a constraint by itself SQLite would copy the whole table."""


def upgrade() -> None:
    """Bring the database up to this revision."""
    for (table, column), what in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {what}")
    op.add_column("obstacle", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            name=op.f("fk_reminder_obstacle_id_programme_id_obstacle"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reminder_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index("ix_reminder_obstacle_id", "reminder", ["obstacle_id"])
    op.create_index("ix_reminder_to_whom", "reminder", ["person_id", "asked_at"])
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_digest_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_digest_stop_hash")),
    )
    op.create_index("ix_digest_latest", "digest", ["person_id", "told_until"])


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_table("digest")
    op.drop_table("reminder")
    op.execute("ALTER TABLE obstacle DROP COLUMN confirmed_at")
    for table, column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
