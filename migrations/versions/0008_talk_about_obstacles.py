"""Talk about obstacles: comments, mentions, attachments, and who looks after one.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-22 10:58:40.118204
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STILL_A_MEMBER = """
UPDATE obstacle SET owner_id = author_id WHERE EXISTS (
    SELECT 1 FROM membership WHERE membership.person_id = obstacle.author_id
    AND membership.organisation_id = obstacle.organisation_id AND membership.ended_at IS NULL
)
"""


def upgrade() -> None:
    """Bring the database up to this revision."""
    _make_comments()
    _make_attachments()
    # One statement for both databases: a batch would make the table anew, without its checks.
    op.execute("ALTER TABLE person ADD COLUMN is_mailed_mentions BOOLEAN DEFAULT true NOT NULL")
    op.execute(
        "ALTER TABLE obstacle ADD COLUMN owner_id INTEGER"
        " CONSTRAINT fk_obstacle_owner_id_person REFERENCES person (id)"
    )
    op.execute(STILL_A_MEMBER)


def _to_obstacle(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["obstacle_id", "programme_id"],
        ["obstacle.id", "obstacle.programme_id"],
        name=op.f(f"fk_{table}_obstacle_id_programme_id_obstacle"),
        ondelete="CASCADE",
    )


def _to_person(table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"],
        ["person.id"],
        name=op.f(f"fk_{table}_person_id_person"),
        ondelete=ondelete,
    )


def _make_comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 2000", name=op.f("ck_comment_text_length")),
        _to_obstacle("comment"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_comment_organisation_id_organisation"),
        ),
        _to_person("comment", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("reference", name=op.f("uq_comment_reference")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_comment_of", ["obstacle_id", "written_at", "id"], unique=False)
    op.create_table(
        "mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mailed_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_mention_comment_id_comment"),
            ondelete="CASCADE",
        ),
        _to_person("mention", "CASCADE"),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_mention")),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_person_id"), ["person_id"], unique=False)


def _make_attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("stored_as", sa.String(length=64), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 120", name=op.f("ck_attachment_name_length")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_size")),
        _to_obstacle("attachment"),
        _to_person("attachment", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("reference", name=op.f("uq_attachment_reference")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_attachment_stored_as")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_obstacle_id"), ["obstacle_id"])
        batch_op.create_index(batch_op.f("ix_attachment_person_id"), ["person_id"])


def downgrade() -> None:
    """Bring the database back to the revision before."""
    op.execute("ALTER TABLE obstacle DROP COLUMN owner_id")
    op.execute("ALTER TABLE person DROP COLUMN is_mailed_mentions")
    op.drop_table("attachment")
    op.drop_table("mention")
    op.drop_table("comment")
