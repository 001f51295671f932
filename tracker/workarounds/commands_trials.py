"""Change trials by one tap: begin one, say once how it went. Nothing here commits."""

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from tracker.errors import EditConflict
from tracker.extensions import db
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.moment import now
from tracker.models.vocabulary import Outcome
from tracker.sight.sight import Sight
from tracker.workarounds.commands import Course, edit_trial, record_trial


def try_too(
    *, workaround: Workaround, obstacle: Obstacle, author_id: int, sight: Sight | None = None
) -> bool:
    """Begin a trial today, too early to tell of; say whether there was none of it here yet."""
    of_two_taps_one_waits = sa.select(Obstacle.id).where(Obstacle.id == obstacle.id)
    db.session.execute(of_two_taps_one_waits.with_for_update())
    tried = sa.exists().where(
        Trial.workaround_id == workaround.id, Trial.obstacle_id == obstacle.id
    )
    if db.session.scalar(sa.select(tried)):
        return False
    record_trial(
        workaround=workaround,
        obstacle=obstacle,
        author_id=author_id,
        course=Course(Outcome.TOO_EARLY, started_on=now().date()),
        sight=sight,
    )
    return True


def look_back(*, trial: Trial, version: int, outcome: Outcome | None) -> Trial:
    """Say how a trial went, or let the question go; it is asked no more either way."""
    if trial.version != version:
        raise _was_told()
    trial.looked_back_at = now()
    if outcome is not None:
        course = Course(outcome, trial.started_on, trial.ended_on, trial.what_it_took)
        return edit_trial(trial=trial, version=version, course=course)
    try:
        db.session.flush()
    except StaleDataError as error:
        raise _was_told() from error
    return trial


def _was_told() -> EditConflict:
    return EditConflict(_("Somebody saved this trial while you were writing"))
