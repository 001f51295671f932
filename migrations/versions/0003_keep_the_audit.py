"""Keep the audit: nothing is taken out of it, and nothing in it changes.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22 07:10:12.402113
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
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
"""What may never change in an event; `told` may be blanked."""

REFUSALS = {
    "audit_event_stays": "an audit event is never deleted",
    "audit_event_is_final": "an audit event never changes, but for what it tells being blanked",
    "audit_head_stays": "the end of the audit is never deleted",
    "audit_head_goes_on": "the end of the audit only moves on",
}


def _rules(changed: str) -> dict[str, tuple[str, str]]:
    """Return when each trigger fires, and under which condition; `changed` compares two values."""
    changes = " OR ".join(f"NEW.{name} {changed} OLD.{name}" for name in COLUMNS)
    return {
        "audit_event_stays": ("DELETE ON audit_event", ""),
        "audit_event_is_final": (
            "UPDATE ON audit_event",
            f"WHEN (NEW.told IS NOT NULL OR {changes})",
        ),
        "audit_head_stays": ("DELETE ON audit_head", ""),
        "audit_head_goes_on": ("UPDATE ON audit_head", "WHEN (NEW.last_id <= OLD.last_id)"),
    }


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    """Bring the database up to this revision."""
    op.execute("INSERT INTO audit_head (id, last_id, chain) VALUES (1, 0, '')")
    if _is_sqlite():
        for name, (event, condition) in _rules("IS NOT").items():
            refusal = f"SELECT RAISE(ABORT, '{REFUSALS[name]}')"
            op.execute(f"CREATE TRIGGER {name} BEFORE {event} {condition} BEGIN {refusal}; END")
    else:
        _guard_on_postgresql()


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
    )
    for name, (event, condition) in _rules("IS DISTINCT FROM").items():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW {condition}"
            f" EXECUTE FUNCTION refuse_audit_change('{REFUSALS[name]}')"
        )
    for table in ("audit_event", "audit_head"):
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            f" EXECUTE FUNCTION refuse_audit_change('{REFUSALS[f'{table}_stays']}')"
        )


def downgrade() -> None:
    """Take the database back to the revision before."""
    for name, (event, _condition) in _rules("IS NOT").items():
        table = "" if _is_sqlite() else f" ON {event.rpartition(' ')[2]}"
        op.execute(f"DROP TRIGGER {name}{table}")
    if not _is_sqlite():
        for table in ("audit_event", "audit_head"):
            op.execute(f"DROP TRIGGER {table}_is_not_emptied ON {table}")
        op.execute("DROP FUNCTION refuse_audit_change()")
    op.execute(sa.text("DELETE FROM audit_event"))
    op.execute(sa.text("DELETE FROM audit_head"))
