"""Quick actions on trials: start one, answer its follow-up. The caller commits."""

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.moment import now
from tracker.models.version import check_version, flush_version
from tracker.models.vocabulary import Outcome
from tracker.sight.sight import Sight, is_current
from tracker.workarounds.commands import TrialInput, edit_trial, record_trial


def start_trial(
    *, workaround: Workaround, obstacle: Obstacle, author_id: int, sight: Sight | None = None
) -> bool:
    """Start a trial today with the outcome "too early"; return False if there is one already."""
    lock = sa.select(Obstacle.id).where(Obstacle.id == obstacle.id)
    db.session.execute(lock.with_for_update())
    has_trial = sa.exists().where(
        Trial.workaround_id == workaround.id, Trial.obstacle_id == obstacle.id, is_current(Trial)
    )
    if db.session.scalar(sa.select(has_trial)):
        return False
    record_trial(
        workaround=workaround,
        obstacle=obstacle,
        author_id=author_id,
        content=TrialInput(Outcome.TOO_EARLY, started_on=now().date()),
        sight=sight,
    )
    return True


def answer_follow_up(*, trial: Trial, version: int, outcome: Outcome | None) -> Trial:
    """Store the outcome of a trial, or dismiss the question if None; it is not asked again."""
    check_version(trial, version)
    trial.looked_back_at = now()
    if outcome is not None:
        content = TrialInput(outcome, trial.started_on, trial.ended_on, trial.what_it_took)
        return edit_trial(trial=trial, version=version, content=content)
    flush_version()
    return trial
