"""Run migrations on the app's own engine, safely on SQLite and PostgreSQL alike."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

import tracker.models  # noqa: F401  Makes every table known.
from tracker.database import write_transactions

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our own column types as what they are in the database."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run_migrations() -> None:
    """Upgrade in one transaction; on SQLite without reference checks, then check them all.

    A batch change makes a parent table anew: with checks on, its children would be deleted.
    """
    with db.engine.connect() as connection, write_transactions():
        raw = connection.connection.dbapi_connection
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            _run(connection, is_sqlite=is_sqlite)
        finally:
            if is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


def _run(connection: sa.Connection, *, is_sqlite: bool) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"The migration breaks references: {broken[:5]}")


run_migrations()
