"""Read from the audit log what came within a person's sight, or was grouped, in a window.

Of an event only its obstacle is shown, and only if that is within sight.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.audit.acts import Act
from tracker.audit.chain import EVENTS
from tracker.extensions import db
from tracker.models import Obstacle
from tracker.notifications.window import Window
from tracker.sight.sharing import NOT_NAMED, sharing
from tracker.sight.sight import Sight, logged_obstacles_visible_to, shown_organisation_id


@dataclass(frozen=True)
class Moves:
    """By obstacle id, who brought it within the person's sight, and who grouped it by a barrier."""

    widened: dict[int, int | None]
    grouped: dict[int, int | None]

    def widened_by_others(self, person_id: int) -> list[int]:
        """Return the ids of the obstacles that others brought within sight."""
        return [number for number, actor in self.widened.items() if actor != person_id]


def moves_in(sight: Sight, window: Window) -> Moves:
    """Return the changes of visibility and grouping that may concern the person."""
    moves = Moves({}, {})
    for event in _events(sight.programme.id, window):
        payload = event.payload or {}
        if event.organisation_id not in sight.organisation_ids and _is_new_to(sight, payload):
            moves.widened[event.thing_id] = event.person_id
        if payload.get("barrier_id"):
            moves.grouped[event.thing_id] = event.person_id
    return moves


def _events(programme_id: int, window: Window) -> list[Any]:
    """Return the window's events of obstacles, cached in the session for all people of a run."""
    cached_events: dict[Any, list[Any]] = db.session.info.setdefault("done_to_obstacles", {})
    key = programme_id, window
    if key not in cached_events:
        cached_events[key] = list(
            db.session.execute(
                sa.select(
                    EVENTS.c.thing_id,
                    EVENTS.c.person_id,
                    EVENTS.c.organisation_id,
                    EVENTS.c.told.label("payload"),
                )
                .where(
                    EVENTS.c.programme_id == programme_id,
                    EVENTS.c.thing_kind == "obstacle",
                    EVENTS.c.act != Act.OBSTACLE_LOG,  # The obstacle has its own date.
                    window.contains(EVENTS.c.at),
                )
                .order_by(EVENTS.c.id)
            )
        )
    return cached_events[key]


def _is_new_to(sight: Sight, payload: dict[str, Any]) -> bool:
    """Return whether a change of visibility brought the obstacle within sight."""
    before, after = payload.get("visibility") or (None, None)
    return before is not None and before not in sight.visibilities and after in sight.visibilities


def newly_shared(sight: Sight, window: Window, moves: Moves) -> list[int]:
    """Return the ids of the barriers that others' changes in the window made shared.

    Obstacles that came in since are left out to compute the earlier sharing; a barrier with only
    the person's own changes is no news.
    """
    shared = sharing(sight)
    is_new = sa.or_(
        Obstacle.logged_at > window.since, Obstacle.id.in_({**moves.widened, **moves.grouped})
    )
    new = {row.id: row for row in _obstacles_of_barriers(sight, shared.shared_ids, is_new)}
    others = {row.barrier_id for row in new.values() if _actor_of(row, moves) != sight.person_id}
    before: dict[int, set[int]] = {one: set() for one in others}
    for row in _obstacles_of_barriers(sight, others):
        counted = {one.organisation_id for one in shared.statuses[row.barrier_id]}
        if row.id not in new and row.owner in counted:
            before[row.barrier_id].add(row.owner)
    return sorted(one for one, owners in before.items() if len(owners) < 2)


def _actor_of(row: Any, moves: Moves) -> int | None:
    """Return the id of who grouped the obstacle or brought it within sight."""
    actor: int | None = moves.grouped.get(row.id, moves.widened.get(row.id, row.author_id))
    return actor


def _obstacles_of_barriers(
    sight: Sight, barrier_ids: Collection[int], *conditions: Any
) -> list[Any]:
    """Return the visible obstacles of these barriers, each with the owner that may be shown."""
    if not barrier_ids:
        return []
    owner = sa.func.coalesce(shown_organisation_id(sight), NOT_NAMED)
    return list(
        db.session.execute(
            logged_obstacles_visible_to(sight)
            .with_only_columns(
                Obstacle.id, Obstacle.barrier_id, Obstacle.author_id, owner.label("owner")
            )
            .where(Obstacle.barrier_id.in_(barrier_ids), *conditions)
        )
    )
