"""Withdraw and restore obstacles, workarounds and trials. The caller commits.

The version stays, so neither is a conflict with an edit of the text; nor does what is restored
move in a list. All that belongs to the thing is kept, and out of sight with it.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from tracker.audit.row_changes import record_change, record_withdrawal_of_trial
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.moment import now
from tracker.models.revision import raise_revisions


def withdraw_obstacle(*, obstacle: Obstacle, duplicate_of: Obstacle | None = None) -> bool:
    """Withdraw a logged obstacle; return False if that was done already."""
    if obstacle.is_draft:
        raise DomainError(_("Log the draft first"))
    if duplicate_of is not None and duplicate_of.id == obstacle.id:
        raise DomainError(_("An obstacle cannot be a duplicate of itself"))
    return _change(obstacle, now(), duplicate_of_id=duplicate_of.id if duplicate_of else None)


def withdraw_workaround(*, workaround: Workaround, duplicate_of: Workaround | None = None) -> bool:
    """Withdraw a workaround; return False if that was done already."""
    if duplicate_of is not None and duplicate_of.id == workaround.id:
        raise DomainError(_("A workaround cannot be a duplicate of itself"))
    return _change(workaround, now(), duplicate_of_id=duplicate_of.id if duplicate_of else None)


def withdraw_trial(*, trial: Trial) -> bool:
    """Withdraw a trial; return False if that was done already."""
    return _change(trial, now())


def restore(*, thing: Obstacle | Workaround | Trial) -> bool:
    """Restore a withdrawn thing; return False if that was done already."""
    is_trial = isinstance(thing, Trial)
    return _change(thing, None, **({} if is_trial else {"duplicate_of_id": None}))


def _change(
    thing: Obstacle | Workaround | Trial, withdrawn_at: datetime | None, **values: int | None
) -> bool:
    """Set the columns unless a concurrent request did; audit it."""
    model: Any = type(thing)
    before = {name: getattr(thing, name) for name in values}
    withdrawn_before = thing.withdrawn_at
    is_pending = (
        model.withdrawn_at.is_not(None) if withdrawn_at is None else model.withdrawn_at.is_(None)
    )
    update = sa.update(model).where(model.id == thing.id, is_pending)
    changed = db.session.execute(
        update.values(withdrawn_at=withdrawn_at, **values).returning(model.id)
    )
    if changed.one_or_none() is None:
        return False
    moments = [withdrawn_before, withdrawn_at]
    if isinstance(thing, Trial):
        record_withdrawal_of_trial(thing, moments)
    else:
        pairs = {name: [before[name], value] for name, value in values.items()}
        record_change(thing, withdrawn_at=moments, **pairs)
    raise_revisions(db.session(), [thing.programme_id])
    db.session.refresh(thing)
    return True
