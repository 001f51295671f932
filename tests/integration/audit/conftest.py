"""What the audit holds, and a way to meddle with it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.triggers import past_the_triggers
from tracker.auth.audit_chain import faults_in_chain
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AuditEvent, AuditHead
from tracker.models.vocabulary import Visibility
from tracker.obstacles.told import Told


@pytest.fixture
def events(app: Flask) -> Callable[..., list[AuditEvent]]:
    """Return the events so far, oldest first, or only those of an act."""

    def found(*acts: str) -> list[AuditEvent]:
        with app.app_context():
            kept = sa.select(AuditEvent).order_by(AuditEvent.id)
            kept = kept.where(AuditEvent.act.in_(acts)) if acts else kept
            return list(db.session.scalars(kept).all())

    return found


@pytest.fixture
def last(events) -> Callable[[], tuple[str, dict[str, Any]]]:
    """Return the act of the newest event, and what it tells but for its salt."""

    def newest() -> tuple[str, dict[str, Any]]:
        event = events()[-1]
        return event.act, {name: both for name, both in event.told.items() if name != "salt"}

    return newest


@pytest.fixture
def faults(app: Flask) -> Callable[[], list[str]]:
    """Return what is wrong with the chain."""

    def found() -> list[str]:
        with app.app_context(), db.engine.connect() as connection:
            return list(faults_in_chain(connection))

    return found


@pytest.fixture
def meddle(app: Flask) -> Callable[[sa.Executable], None]:
    """Run a statement as somebody would who has the database and takes its triggers off."""

    def run(statement: sa.Executable) -> None:
        with app.app_context(), write_transactions():
            with past_the_triggers():
                db.session.execute(statement)
            db.session.commit()

    return run


@pytest.fixture
def forget(meddle) -> Callable[[], None]:
    """Begin the audit anew, so that a test sees its own events alone."""

    def begin_anew() -> None:
        meddle(sa.delete(AuditEvent))
        meddle(sa.update(AuditHead).values(last_id=0, chain=""))

    return begin_anew


@pytest.fixture
def told() -> Callable[..., Told]:
    """What a person tells of an obstacle."""

    def tell(title: str = "Sign-off sits with managers", **more: Any) -> Told:
        return Told(title=title, **({"visibility": Visibility.PARTNERS} | more))

    return tell
