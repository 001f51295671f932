"""Disable the audit's triggers, to reset the database and to test that tampering is detected."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from tracker.extensions import db


@contextmanager
def without_triggers() -> Iterator[None]:
    """Run a block in this transaction with the audit's triggers disabled."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        yield
        db.session.execute(sa.text("SET LOCAL session_replication_role = origin"))
        return
    triggers = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = db.session.execute(triggers).all()
    for name, _sql in found:
        db.session.execute(sa.text(f"DROP TRIGGER {name}"))
    yield
    for _name, sql in found:
        db.session.connection().exec_driver_sql(sql)
