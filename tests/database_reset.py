"""Reset the database quickly between two tests, to its state after the migrations."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.triggers import without_triggers
from tracker.extensions import db
from tracker.models import AuditHead


def reset_function_of(app: Flask) -> Callable[[], None]:
    """Return a function that resets the database to its current state."""
    with app.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
    return _sqlite_reset(app) if is_sqlite else lambda: _empty_postgresql(app)


def _sqlite_reset(app: Flask) -> Callable[[], None]:
    """Back up the database to memory; return a function that copies it back to the file."""
    with app.app_context():
        live = db.engine.raw_connection()
        copy = type(live.driver_connection)(":memory:")
        live.driver_connection.backup(copy)
        live.close()

    def reset() -> None:
        with app.app_context():
            live = db.engine.raw_connection()
        connection: Any = live.driver_connection
        connection.execute("BEGIN IMMEDIATE")  # A backup would wait for a lost lock for ever.
        connection.execute("ROLLBACK")
        copy.backup(connection)
        live.close()

    return reset


def _empty_postgresql(app: Flask) -> None:
    deletions = "; ".join(f'DELETE FROM "{table.name}"' for table in db.metadata.sorted_tables)
    with app.app_context():
        with without_triggers():  # This also disables PostgreSQL's foreign keys.
            db.session.connection().exec_driver_sql(deletions)
            db.session.execute(sa.insert(AuditHead).values(id=1, last_id=0, chain=""))
        db.session.commit()
