"""The things of the same organisation that others see linked to a thing."""

import sqlalchemy as sa

from tracker.extensions import db
from tracker.models import Hindrance, Obstacle, Workaround, WorkaroundLink
from tracker.sight.sight import Sight, links_visible_to, logged_obstacles_visible_to


def own_tied_to(sight: Sight, thing: Obstacle | Workaround) -> list[Obstacle | Workaround]:
    """Return the linked things that belong to the same organisation.

    A workaround is linked to obstacles; an obstacle to workarounds, and to obstacles that it holds
    up or that hold it up. Match answers are no such ties: anybody who sees both obstacles may give
    them.
    """
    if isinstance(thing, Workaround):
        return [*linked_obstacles(sight, thing)]
    return [*_linked_workarounds(sight, thing), *_hindrance_neighbours(sight, thing)]


def linked_obstacles(sight: Sight, workaround: Workaround) -> list[Obstacle]:
    """Return the linked obstacles of the workaround's organisation."""
    obstacles = (
        links_visible_to(sight)
        .where(
            WorkaroundLink.workaround_id == workaround.id,
            Obstacle.organisation_id == workaround.organisation_id,
        )
        .with_only_columns(Obstacle)
        .order_by(Obstacle.id)
    )
    return list(db.session.scalars(obstacles))


def _linked_workarounds(sight: Sight, obstacle: Obstacle) -> list[Workaround]:
    workarounds = (
        links_visible_to(sight)
        .where(
            WorkaroundLink.obstacle_id == obstacle.id,
            Workaround.organisation_id == obstacle.organisation_id,
        )
        .with_only_columns(Workaround)
        .order_by(Workaround.id)
    )
    return list(db.session.scalars(workarounds))


def _hindrance_neighbours(sight: Sight, obstacle: Obstacle) -> list[Obstacle]:
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
