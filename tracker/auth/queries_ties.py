"""Find what others see together with a thing and belongs to the same organisation."""

from typing import TypeVar

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Hindrance, Obstacle, Workaround, WorkaroundLink
from tracker.sight.sight import Sight, links_visible_to, logged_obstacles_visible_to

Other = TypeVar("Other", Obstacle, Workaround)


def own_tied_to(sight: Sight, thing: Obstacle | Workaround) -> list[Obstacle | Workaround]:
    """Return what is linked to the thing and belongs to the same organisation.

    A workaround is linked to obstacles; an obstacle to workarounds, and to obstacles that it holds
    up or that hold it up. An answer that two are the same is no tie of this sort: whoever sees both
    may give it.
    """
    if isinstance(thing, Workaround):
        return [*obstacles_beside(sight, thing)]
    return [*_workarounds_beside(sight, thing), *_neighbours_of(sight, thing)]


def obstacles_beside(sight: Sight, workaround: Workaround) -> list[Obstacle]:
    """Return the obstacles of the workaround's organisation that it stands beside."""
    return _linked(sight, WorkaroundLink.workaround_id == workaround.id, workaround, Obstacle)


def _workarounds_beside(sight: Sight, obstacle: Obstacle) -> list[Workaround]:
    return _linked(sight, WorkaroundLink.obstacle_id == obstacle.id, obstacle, Workaround)


def _linked(
    sight: Sight, link: sa.ColumnElement[bool], thing: Obstacle | Workaround, other: type[Other]
) -> list[Other]:
    """Return what is at the other end of the links of `thing`, of the same organisation."""
    others = (
        links_visible_to(sight)
        .where(link, other.organisation_id == thing.organisation_id)
        .with_only_columns(other)
        .order_by(other.id)
    )
    return list(db.session.scalars(others))


def _neighbours_of(sight: Sight, obstacle: Obstacle) -> list[Obstacle]:
    held_up = sa.select(Hindrance.held_up_id).where(Hindrance.holding_id == obstacle.id)
    holding = sa.select(Hindrance.holding_id).where(Hindrance.held_up_id == obstacle.id)
    neighbours = (
        logged_obstacles_visible_to(sight)
        .where(
            Obstacle.id.in_(held_up.union(holding)),
            Obstacle.organisation_id == obstacle.organisation_id,
        )
        .order_by(Obstacle.id)
    )
    return list(db.session.scalars(neighbours))
