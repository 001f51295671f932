"""Widen the words beside an obstacle together with it. Nothing here commits."""

from typing import Any

import sqlalchemy as sa

from tracker.auth.widening import OUTSIDE, narrower_than, wider_or_as_wide
from tracker.extensions import db
from tracker.models import Attachment, Comment, Obstacle, StatusChange, Trial, Workaround
from tracker.models.vocabulary import Visibility


def widen_texts_of_obstacle(obstacle: Obstacle) -> None:
    """Let who reads the obstacle now read what its own organisation wrote beside it.

    What other organisations and programme leads wrote stays with the readers it has, and so do
    files while the obstacle bears no name. So does what its organisation said as any partner: it
    would be told apart from what other partners said by coming along.
    """
    here, to = obstacle.id, obstacle.visibility
    by_its_own = Comment.organisation_id == obstacle.organisation_id
    _widen(Comment, to, Comment.obstacle_id == here, by_its_own, Comment.is_named.is_(True))
    _widen(StatusChange, to, StatusChange.obstacle_id == here)
    if obstacle.is_named:
        _widen(Attachment, to, Attachment.obstacle_id == here)
    _widen_trial_texts(Trial.obstacle_id == here)


def widen_texts_of_workaround(workaround: Workaround) -> None:
    """Let who reads the workaround now read what its own organisation's trials of it took."""
    own = sa.select(Obstacle.id).where(Obstacle.organisation_id == workaround.organisation_id)
    _widen_trial_texts(Trial.workaround_id == workaround.id, Trial.obstacle_id.in_(own))


def _widen_trial_texts(*which: sa.ColumnElement[bool]) -> None:
    """Let who reads both the obstacle and the workaround of these trials read what they took."""
    for readers in OUTSIDE:
        obstacles = sa.select(Obstacle.id).where(_is_read_by(Obstacle, readers))
        workarounds = sa.select(Workaround.id).where(_is_read_by(Workaround, readers))
        ends = Trial.obstacle_id.in_(obstacles), Trial.workaround_id.in_(workarounds)
        _widen(Trial, readers, *which, *ends)


def _is_read_by(thing: Any, readers: Visibility) -> sa.ColumnElement[bool]:
    is_read: sa.ColumnElement[bool] = thing.visibility.in_(wider_or_as_wide(readers))
    return is_read


def _widen(words: Any, to: Visibility, *which: sa.ColumnElement[bool]) -> None:
    narrower = words.visibility.in_(narrower_than(to))
    db.session.execute(sa.update(words).where(narrower, *which).values(visibility=to))
