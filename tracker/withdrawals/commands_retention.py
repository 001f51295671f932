"""Delete what was withdrawn and can no longer be restored. The caller commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.audit.acts import Act
from tracker.audit.chain import EVENTS
from tracker.audit.notes import blank_changes
from tracker.extensions import db
from tracker.models import Obstacle, Trial, Workaround, WorkaroundLink
from tracker.obstacles.commands_retention import delete_obstacles
from tracker.sight.withdrawn import is_past_restoring

MODELS: tuple[Any, ...] = (Obstacle, Workaround, Trial)
TRIAL_ACTS = tuple(act for act in Act if act.startswith("trial:"))


@dataclass(frozen=True)
class PastRestoring:
    """What was withdrawn and can no longer be restored."""

    obstacles: Sequence[Obstacle]
    workarounds: Sequence[Workaround]
    trials: Sequence[Trial]


def past_restoring(moment: datetime) -> PastRestoring:
    """Return what was withdrawn and can no longer be restored at this moment, in all programmes."""
    obstacles, workarounds, trials = (
        sa.select(model).where(is_past_restoring(model, moment)).order_by(model.id)
        for model in MODELS
    )
    return PastRestoring(
        obstacles=db.session.scalars(obstacles).all(),
        workarounds=db.session.scalars(workarounds).all(),
        trials=db.session.scalars(trials).all(),
    )


def delete_past_restoring(*, found: PastRestoring) -> list[str]:
    """Delete these with all that depends on them, and blank their audit events.

    Return the stored attachment files to delete after the commit.
    """
    for trial in found.trials:
        _delete_trial(trial)
    files = delete_obstacles(found.obstacles)
    for workaround in found.workarounds:
        _delete_workaround(workaround)
    db.session.flush()
    return files


def _delete_trial(trial: Trial) -> None:
    """Delete a trial; the audit keeps its acts, without its text.

    Events name no trial but the first, so those of the pair go blank that are not of another one.
    """
    of_obstacle = sa.select(EVENTS.c.id, EVENTS.c.told).where(
        EVENTS.c.thing_kind == "obstacle",
        EVENTS.c.thing_id == trial.obstacle_id,
        EVENTS.c.act.in_(TRIAL_ACTS),
        EVENTS.c.told.is_not(None),
    )
    ids = [
        event.id
        for event in db.session.execute(of_obstacle)
        if trial.workaround_id in event.told.get("workaround_id", ())
        and event.told.get("reference", [None, trial.reference])[1] == trial.reference
    ]
    db.session.delete(trial)
    db.session.flush()
    blank_changes(EVENTS.c.id.in_(ids))


def _delete_workaround(workaround: Workaround) -> None:
    """Delete a workaround; trials and links one by one, so that each obstacle's audit has it."""
    of_workaround: Iterable[sa.Select[Trial] | sa.Select[WorkaroundLink]] = (
        sa.select(Trial).where(Trial.workaround_id == workaround.id),
        sa.select(WorkaroundLink).where(WorkaroundLink.workaround_id == workaround.id),
    )
    for select in of_workaround:
        for row in db.session.scalars(select).all():
            if isinstance(row, Trial):
                _delete_trial(row)
            else:
                db.session.delete(row)
        db.session.flush()
    duplicates = sa.update(Workaround).where(Workaround.duplicate_of_id == workaround.id)
    db.session.execute(duplicates.values(duplicate_of_id=None))
    is_its = sa.and_(EVENTS.c.thing_kind == "workaround", EVENTS.c.thing_id == workaround.id)
    blank_changes(is_its)
    db.session.delete(workaround)
