"""Empty the database between two tests, quickly: each test begins with what the migrations made."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.triggers import past_the_triggers
from tracker.extensions import db
from tracker.models import AuditHead


def emptier_of(app: Flask) -> Callable[[], None]:
    """Return what puts the database back to what it is now, as the migrations left it."""
    with app.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
    return _of_sqlite(app) if is_sqlite else lambda: _empty_postgresql(app)


def _of_sqlite(app: Flask) -> Callable[[], None]:
    """Keep a copy in memory, and write its pages over those of the file."""
    with app.app_context():
        live = db.engine.raw_connection()
        copy = type(live.driver_connection)(":memory:")
        live.driver_connection.backup(copy)
        live.close()

    def put_back() -> None:
        with app.app_context():
            live = db.engine.raw_connection()
        connection: Any = live.driver_connection
        connection.execute("BEGIN IMMEDIATE")  # A backup would wait for a lost lock for ever.
        connection.execute("ROLLBACK")
        copy.backup(connection)
        live.close()

    return put_back


def _empty_postgresql(app: Flask) -> None:
    deletions = "; ".join(f'DELETE FROM "{table.name}"' for table in db.metadata.sorted_tables)
    with app.app_context():
        with past_the_triggers():  # Nor does PostgreSQL look at references meanwhile.
            db.session.connection().exec_driver_sql(deletions)
            db.session.execute(sa.insert(AuditHead).values(id=1, last_id=0, chain=""))
        db.session.commit()
