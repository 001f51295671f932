"""An event is written with its change, or not at all; writers take turns."""

from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from tracker.audit.notes import record_event
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AuditHead, Category

pytestmark = pytest.mark.on_postgresql


@pytest.fixture
def category(programme, forget):
    """Return a category that is not yet in any session."""
    forget()
    return lambda name: Category(programme_id=programme.id, name=name, slug=name.lower())


def test_a_change_and_its_event_are_kept_together(app: Flask, category, events) -> None:
    with app.app_context(), write_transactions():
        db.session.add(category("Money"))
        db.session.commit()

    assert [event.act for event in events()] == ["category:add"]


def test_what_is_rolled_back_leaves_no_event(app: Flask, category, events) -> None:
    with app.app_context(), write_transactions():
        db.session.add(category("Money"))
        db.session.flush()
        record_event("file:export")
        db.session.rollback()
        db.session.commit()

    assert events() == []


def test_what_is_rolled_back_to_a_savepoint_leaves_no_event(app: Flask, category, events) -> None:
    with app.app_context(), write_transactions():
        db.session.add(category("Kept"))
        savepoint = db.session.begin_nested()
        db.session.add(category("Undone"))
        db.session.flush()
        savepoint.rollback()
        db.session.add(category("Too"))
        db.session.commit()

    assert [event.payload["name"][1] for event in events()] == ["Kept", "Too"]


def test_what_the_database_refuses_leaves_no_event(app: Flask, category, events) -> None:
    with app.app_context(), write_transactions():
        db.session.add(category("Money"))
        db.session.flush()
        db.session.add(category("Money"))
        with pytest.raises(sa.exc.IntegrityError):
            db.session.commit()
        db.session.rollback()
        db.session.commit()

    assert events() == []


def test_what_a_savepoint_kept_is_noted_once(app: Flask, category, events) -> None:
    with app.app_context(), write_transactions():
        kept = category("Kept")
        with db.session.begin_nested():
            db.session.add(kept)
        kept.definition = "Said after the savepoint"
        db.session.commit()

    assert [event.act for event in events()] == ["category:add"]


def test_several_steps_on_one_thing_are_one_event(app: Flask, category, events) -> None:
    with app.app_context(), write_transactions():
        money = category("Money")
        db.session.add(money)
        db.session.flush()
        money.name = "Cash"
        db.session.flush()
        money.definition = "What is paid"
        db.session.commit()

    (event,) = events()
    assert event.act == "category:add"
    assert event.payload["name"] == [None, "Cash"]
    assert event.payload["definition"][1] == "What is paid"


def test_without_its_end_nothing_more_can_be_written(app: Flask, category, meddle) -> None:
    meddle(sa.delete(AuditHead))

    with app.app_context(), write_transactions():
        db.session.add(category("Money"))
        with pytest.raises(sa.exc.NoResultFound):
            db.session.commit()


def test_writers_at_once_make_one_chain(app: Flask, forget, events, faults) -> None:
    forget()
    start = Barrier(4)

    def write() -> None:
        with app.app_context(), write_transactions():
            start.wait()
            for _ in range(10):
                record_event("file:export")
                db.session.commit()

    writers = [Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [event.id for event in events()] == list(range(1, 41))
    assert faults() == []
