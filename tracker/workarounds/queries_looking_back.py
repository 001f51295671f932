"""Find the trials of which a person is asked, once, how they went."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.moment import now
from tracker.models.vocabulary import Outcome
from tracker.sight.cache import cached
from tracker.sight.sight import VIEWER, Sight, trials_visible_to

ASKED_AFTER_WEEKS = 8
ASKED_AFTER = timedelta(weeks=ASKED_AFTER_WEEKS)
AT_ONCE = 3
"""How many questions stand on a page; the next come when these are answered."""


@dataclass(frozen=True)
class Question:
    """A trial that somebody began and has not told of since."""

    reference: str
    version: int
    began_on: date
    workaround: str
    """Its words."""
    obstacle: str
    """Its words."""
    obstacle_reference: str


TRIALS = (
    trials_visible_to(VIEWER)
    .with_only_columns(
        Trial.reference,
        Trial.version,
        Trial.started_on,
        Trial.recorded_at,
        Workaround.title,
        Obstacle.title,
        Obstacle.reference,
    )
    .where(
        Trial.author_id == VIEWER.person_id,
        Trial.outcome == Outcome.TOO_EARLY,
        Trial.looked_back_at.is_(None),
        Trial.recorded_at < sa.bindparam("before"),
        Obstacle.organisation_id.in_(sa.bindparam("logging_ids", type_=sa.Integer, expanding=True)),
    )
    .order_by(Trial.recorded_at, Trial.id)
    .limit(AT_ONCE)
)


def to_look_back_on(sight: Sight) -> tuple[Question, ...]:
    """Return the trials that the person began eight weeks ago or longer, the oldest first."""
    today, logging_ids = now().date(), tuple(sorted(sight.logging_organisation_ids))
    asked = ("looking back", sight.person_id, logging_ids, today)
    return cached(sight, asked, lambda: _find(sight, today, logging_ids))


def _find(sight: Sight, today: date, logging_ids: tuple[int, ...]) -> tuple[Question, ...]:
    before = datetime.combine(today + timedelta(days=1), time(), UTC) - ASKED_AFTER
    rows = db.session.execute(
        TRIALS, {**sight.parameters, "before": before, "logging_ids": list(logging_ids)}
    )
    return tuple(
        Question(reference, version, started_on or recorded_at.date(), *words)
        for reference, version, started_on, recorded_at, *words in rows
    )
