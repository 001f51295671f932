"""Widen the visibility of texts together with their obstacle. The caller commits."""

from typing import Any

import sqlalchemy as sa

from tracker.auth.widening import OUTSIDE, narrower_than, wider_or_as_wide
from tracker.extensions import db
from tracker.models import Attachment, Comment, Obstacle, StatusChange, Trial, Workaround
from tracker.models.vocabulary import Visibility


def widen_texts_of_obstacle(obstacle: Obstacle) -> None:
    """Give the texts of the obstacle's own organisation the obstacle's visibility.

    Texts of other organisations and programme leads keep their visibility, and so do files while
    the obstacle is unnamed. So do comments posted without a name: widening them would distinguish
    them from those of other partners.
    """
    obstacle_id, to = obstacle.id, obstacle.visibility
    by_its_own = Comment.organisation_id == obstacle.organisation_id
    _widen(Comment, to, Comment.obstacle_id == obstacle_id, by_its_own, Comment.is_named.is_(True))
    _widen(StatusChange, to, StatusChange.obstacle_id == obstacle_id)
    if obstacle.is_named:
        _widen(Attachment, to, Attachment.obstacle_id == obstacle_id)
    _widen_trial_texts(Trial.obstacle_id == obstacle_id)


def widen_texts_of_workaround(workaround: Workaround) -> None:
    """Give the texts of the own organisation's trials the workaround's visibility."""
    own = sa.select(Obstacle.id).where(Obstacle.organisation_id == workaround.organisation_id)
    _widen_trial_texts(Trial.workaround_id == workaround.id, Trial.obstacle_id.in_(own))


def _widen_trial_texts(*conditions: sa.ColumnElement[bool]) -> None:
    """Widen the texts of these trials to those who read both the obstacle and the workaround."""
    for readers in OUTSIDE:
        obstacles = sa.select(Obstacle.id).where(_is_read_by(Obstacle, readers))
        workarounds = sa.select(Workaround.id).where(_is_read_by(Workaround, readers))
        ends = Trial.obstacle_id.in_(obstacles), Trial.workaround_id.in_(workarounds)
        _widen(Trial, readers, *conditions, *ends)


def _is_read_by(thing: Any, readers: Visibility) -> sa.ColumnElement[bool]:
    is_read: sa.ColumnElement[bool] = thing.visibility.in_(wider_or_as_wide(readers))
    return is_read


def _widen(model: Any, to: Visibility, *conditions: sa.ColumnElement[bool]) -> None:
    narrower = model.visibility.in_(narrower_than(to))
    db.session.execute(sa.update(model).where(narrower, *conditions).values(visibility=to))
