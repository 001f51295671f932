"""Store who may read words beside an obstacle, and in which capacity an act was done.

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-30 08:05:00.000000
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WIDTHS = ("organisation", "partners", "funders", "public")
READERS = (
    "VARCHAR(40) DEFAULT 'organisation' NOT NULL CONSTRAINT ck_{table}_visibility"
    f" CHECK (visibility IN {WIDTHS})"
)
"""One statement for both databases: to add a constraint by itself SQLite would copy the table."""

TABLES = ("attachment", "comment", "status_change", "trial")
AS_WIDE_AS_THEIR_OBSTACLE = """
UPDATE {table} SET visibility = (
    SELECT obstacle.visibility FROM obstacle WHERE obstacle.id = {table}.obstacle_id
)
"""
OF_UNNAMED_OBSTACLES = """
UPDATE attachment SET visibility = 'organisation' WHERE EXISTS (
    SELECT 1 FROM obstacle WHERE obstacle.id = attachment.obstacle_id AND NOT obstacle.is_named
)
"""
"""Files of an obstacle without a name were its own organisation's alone when they were added."""

EVENT = sa.table(
    "audit_event",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("act", sa.String),
    sa.column("thing_kind", sa.String),
    sa.column("thing_id", sa.Integer),
    sa.column("told", sa.JSON),
)
COMMENT = sa.table(
    "comment",
    sa.column("id", sa.Integer),
    sa.column("obstacle_id", sa.Integer),
    sa.column("organisation_id", sa.Integer),
    sa.column("visibility", sa.String),
    sa.column("written_at", sa.DateTime(timezone=True)),
)
OBSTACLE = sa.table(
    "obstacle", sa.column("id", sa.Integer), sa.column("organisation_id", sa.Integer)
)

GUARDED = (
    "id",
    "at",
    "act",
    "person_id",
    "organisation_id",
    "programme_id",
    "thing_kind",
    "thing_id",
    "told_digest",
    "chain",
)
CAPACITY = ("capacity", "capacity_organisation_id")


def upgrade() -> None:
    """Bring the database up to this revision."""
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN visibility {READERS.format(table=table)}")
        op.execute(AS_WIDE_AS_THEIR_OBSTACLE.format(table=table))
    op.execute(OF_UNNAMED_OBSTACLES)
    _restore_readers_of_other_organisations_comments()
    op.add_column("audit_event", sa.Column("capacity", sa.String(20), nullable=True))
    op.add_column("audit_event", sa.Column("capacity_organisation_id", sa.Integer(), nullable=True))
    _guard_columns((*GUARDED, *CAPACITY))


def _restore_readers_of_other_organisations_comments() -> None:
    """Let comments on an obstacle that was widened since stay with the readers they had."""
    connection = op.get_bind()
    of_others = (
        sa.select(COMMENT.c.id, COMMENT.c.obstacle_id, COMMENT.c.written_at, COMMENT.c.visibility)
        .join(OBSTACLE, OBSTACLE.c.id == COMMENT.c.obstacle_id)
        .where(COMMENT.c.organisation_id.is_distinct_from(OBSTACLE.c.organisation_id))
    )
    for comment in connection.execute(of_others).all():
        readers = _readers_then(connection, comment)
        if WIDTHS.index(readers) < WIDTHS.index(comment.visibility):
            connection.execute(
                sa.update(COMMENT).where(COMMENT.c.id == comment.id).values(visibility=readers)
            )


def _readers_then(connection: sa.Connection, comment: sa.Row) -> str:
    """Return who read the obstacle when the comment was written, as the audit tells.

    Where the event's words were blanked since, they are partners: fewer could not have commented.
    """
    next_change = (
        sa.select(EVENT.c.told)
        .where(
            EVENT.c.thing_kind == "obstacle",
            EVENT.c.thing_id == comment.obstacle_id,
            EVENT.c.act.in_(["obstacle:widen", "obstacle:narrow"]),
            EVENT.c.at > comment.written_at,
        )
        .order_by(EVENT.c.id)
        .limit(1)
    )
    event = connection.execute(next_change).one_or_none()
    if event is None:
        return str(comment.visibility)
    before, _after = (event.told or {}).get("visibility") or ("partners", None)
    return before if before in WIDTHS else "partners"


def _guard_columns(columns: tuple[str, ...]) -> None:
    """Make the trigger that keeps events final anew, over these columns."""
    refusal = "an audit event never changes, but for what it tells being blanked"
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    changed = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    changes = " OR ".join(f"NEW.{name} {changed} OLD.{name}" for name in columns)
    condition = f"WHEN (NEW.told IS NOT NULL OR {changes})"
    begin = "CREATE TRIGGER audit_event_is_final BEFORE UPDATE ON audit_event"
    if is_sqlite:
        op.execute("DROP TRIGGER audit_event_is_final")
        op.execute(f"{begin} {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
    else:
        op.execute("DROP TRIGGER audit_event_is_final ON audit_event")
        op.execute(
            f"{begin} FOR EACH ROW {condition} EXECUTE FUNCTION refuse_audit_change('{refusal}')"
        )


def downgrade() -> None:
    """Take the database back to the revision before."""
    _guard_columns(GUARDED)
    for column in CAPACITY:
        op.drop_column("audit_event", column)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN visibility")
