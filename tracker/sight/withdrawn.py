"""Find what is withdrawn as logged by mistake or twice, for those who could see it before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.sql import ColumnElement

from tracker.extensions import db
from tracker.models import Obstacle, Workaround
from tracker.models.moment import now
from tracker.sight.sight import (
    Sight,
    could_see,
    could_see_workaround,
    is_current,
    sees,
    workarounds_visible_to,
)

RESTORE_PERIOD = timedelta(days=30)
"""How long a withdrawn thing can be restored; then `tracker retain` deletes it."""


@dataclass(frozen=True)
class WithdrawnObstacle:
    """An obstacle that is withdrawn, and the one that it duplicates if the viewer may know."""

    obstacle: Obstacle
    is_own: bool
    """Whether it belongs to an organisation of the viewer; to others its text is gone."""
    duplicate_of: Obstacle | None


@dataclass(frozen=True)
class WithdrawnWorkaround:
    """A workaround that is withdrawn, and the one that it duplicates if the viewer may know."""

    workaround: Workaround
    is_own: bool
    duplicate_of: Workaround | None


def restorable_until(withdrawn_at: datetime) -> datetime:
    """Return until when a thing that was withdrawn at this moment can be restored."""
    return withdrawn_at + RESTORE_PERIOD


def is_restorable(entity: Any) -> ColumnElement[bool]:
    """Return the condition that a row is withdrawn and can still be restored."""
    condition: ColumnElement[bool] = entity.withdrawn_at > now() - RESTORE_PERIOD
    return condition


def is_past_restoring(entity: Any, moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a row is withdrawn and can no longer be restored."""
    condition: ColumnElement[bool] = entity.withdrawn_at <= moment - RESTORE_PERIOD
    return condition


def find_obstacle_to_withdraw(sight: Sight, reference: str) -> Obstacle | None:
    """Return a logged obstacle with this reference, also if it is withdrawn and restorable."""
    return db.session.scalar(
        sa.select(Obstacle)
        .where(
            could_see(sight),
            Obstacle.reference == reference,
            Obstacle.is_draft.is_(False),
            sa.or_(is_current(Obstacle), is_restorable(Obstacle)),
        )
        .options(joinedload(Obstacle.organisation, innerjoin=True))
    )


def find_workaround_to_withdraw(sight: Sight, reference: str) -> Workaround | None:
    """Return a workaround with this reference, also if it is withdrawn and restorable."""
    return db.session.scalar(
        sa.select(Workaround)
        .where(
            could_see_workaround(sight),
            Workaround.reference == reference,
            sa.or_(is_current(Workaround), is_restorable(Workaround)),
        )
        .options(joinedload(Workaround.organisation, innerjoin=True))
    )


def find_withdrawn_obstacle(sight: Sight, reference: str) -> WithdrawnObstacle | None:
    """Return the withdrawn obstacle with this reference if the viewer could see it before."""
    obstacle = find_obstacle_to_withdraw(sight, reference)
    if obstacle is None or obstacle.withdrawn_at is None:
        return None
    seen = sa.select(Obstacle).where(sees(sight), Obstacle.is_draft.is_(False))
    kept = db.session.scalar(seen.where(Obstacle.id == obstacle.duplicate_of_id))
    may_know = kept is not None and _may_connect(sight, obstacle, kept)
    return WithdrawnObstacle(obstacle, sight.is_own(obstacle), kept if may_know else None)


def find_withdrawn_workaround(sight: Sight, reference: str) -> WithdrawnWorkaround | None:
    """Return the withdrawn workaround with this reference if the viewer could see it before."""
    workaround = find_workaround_to_withdraw(sight, reference)
    if workaround is None or workaround.withdrawn_at is None:
        return None
    seen = workarounds_visible_to(sight)
    kept = db.session.scalar(seen.where(Workaround.id == workaround.duplicate_of_id))
    may_know = kept is not None and _may_connect(sight, workaround, kept)
    return WithdrawnWorkaround(workaround, sight.is_own(workaround), kept if may_know else None)


def _may_connect(sight: Sight, thing: Obstacle | Workaround, kept: Obstacle | Workaround) -> bool:
    """Return whether the viewer may learn that the visible `kept` was logged twice.

    Who logs something twice is mostly one organisation: the pair would tell whose an unnamed one
    is, so others see it only if both show their name.
    """
    return sight.is_own(thing) or (sight.may_name(thing) and sight.may_name(kept))
