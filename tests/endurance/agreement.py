"""Compare what was acknowledged with what is there, and each obstacle with what belongs to it."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from tests.endurance.serving import MOST_WAITED
from tests.endurance.writing import Sent
from tracker.cli.check import find_faults
from tracker.extensions import db
from tracker.models import AuditEvent, Obstacle, ObstacleWord, StatusChange, TextVector

PARTS = {
    "status": sa.select(StatusChange.obstacle_id),
    "line in the audit": sa.select(AuditEvent.thing_id).where(AuditEvent.act == "obstacle:log"),
    "vector": sa.select(TextVector.obstacle_id).where(TextVector.obstacle_id.is_not(None)),
    "words": sa.select(ObstacleWord.obstacle_id).distinct(),
}
"""What is written in one transaction with an obstacle, once for each."""


@contextmanager
def looking(app: Flask) -> Iterator[None]:
    """Look at the database, and let go of it after."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def rows_by_form(app: Flask) -> Counter[UUID]:
    """Count the obstacles that each form has made."""
    with looking(app):
        keys = sa.select(Obstacle.form_key).where(Obstacle.form_key.is_not(None))
        return Counter(key for key in db.session.scalars(keys) if key)


def faults_after(app: Flask, sent: Iterable[Sent]) -> list[str]:
    """Say of what was sent which is lost or doubled, and what in the database is half written."""
    made = rows_by_form(app)
    lost = [one for one in sent if one.is_acknowledged and not made[UUID(one.key)]]
    twice = [one for one in sent if made[UUID(one.key)] > 1]
    odd = [one for one in sent if one.status not in {303, None}]
    with looking(app):
        return [
            *(f"Acknowledged and lost: {one.title}" for one in lost),
            *(f"Sent once and there twice: {one.title}" for one in twice),
            *(f"Answered with {one.status}: {one.title}" for one in odd),
            *_half_written(),
            *find_faults(),
        ]


def _half_written() -> Iterator[str]:
    logged = Counter(
        db.session.scalars(sa.select(Obstacle.id).where(Obstacle.form_key.is_not(None)))
    )
    seeded = set(db.session.scalars(sa.select(Obstacle.id).where(Obstacle.form_key.is_(None))))
    for part, select in PARTS.items():
        held = Counter(number for number in db.session.scalars(select) if number not in seeded)
        for number, there in ((logged - held) + (held - logged)).items():
            yield f"Obstacle {number} and its {part} disagree by {there}."


def let_go(app: Flask) -> None:
    """Wait until PostgreSQL has noticed that the killed server's connections are gone."""
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    until = time.monotonic() + MOST_WAITED
    with looking(app):
        while db.engine.dialect.name == "postgresql" and time.monotonic() < until:
            if not db.session.scalar(others):
                return
            db.session.rollback()
            time.sleep(0.05)
