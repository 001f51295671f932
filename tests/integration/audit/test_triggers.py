"""The database itself keeps the audit: nothing goes, nothing changes but for what is blanked."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from tracker.audit.notes import blank_changes
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AuditEvent, AuditHead

pytestmark = pytest.mark.on_postgresql


NAMES = {"audit_event_stays", "audit_event_is_final", "audit_head_stays", "audit_head_goes_on"}
ON_POSTGRESQL = {"audit_event_is_not_emptied", "audit_head_is_not_emptied"}


@pytest.fixture(autouse=True)
def some_events(make) -> None:
    make.obstacle()


def test_the_triggers_are_there_at_the_newest_revision(app: Flask) -> None:
    with app.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
        table = "sqlite_master WHERE type = 'trigger'" if is_sqlite else "pg_trigger"
        column = "name" if is_sqlite else "tgname"
        found = set(db.session.scalars(sa.text(f"SELECT {column} FROM {table}")))

    assert found >= (NAMES if is_sqlite else NAMES | ON_POSTGRESQL)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(sa.delete(AuditEvent), id="delete"),
        pytest.param(sa.delete(AuditHead), id="delete the end"),
        pytest.param(sa.update(AuditEvent).values(act="obstacle:read"), id="other act"),
        pytest.param(sa.update(AuditEvent).values(person_id=7), id="somebody else"),
        pytest.param(sa.update(AuditEvent).values(payload={"title": "x"}), id="other words"),
        pytest.param(sa.update(AuditEvent).values(payload=sa.null(), thing_id=9), id="and more"),
        pytest.param(sa.update(AuditHead).values(last_id=1), id="set back"),
    ],
)
def test_the_database_refuses(run, statement) -> None:
    with pytest.raises(DBAPIError, match="audit"):
        run(statement)


def test_postgresql_refuses_to_empty_the_audit(app: Flask, run) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            pytest.skip("SQLite has no TRUNCATE")

    with pytest.raises(DBAPIError, match="never deleted"):
        run(sa.text("TRUNCATE audit_event"))


def test_what_an_event_tells_may_be_blanked(app: Flask, events, faults) -> None:
    with app.app_context(), write_transactions():
        blank_changes(AuditEvent.act == "obstacle:log")
        db.session.commit()

    assert [event.payload for event in events("obstacle:log")] == [None]
    assert faults() == []
