"""What came within a person's sight, or under a barrier, in a window: read from the audit.

Nothing of an event is shown but that it happened to what the person sees anyway.
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
    """By obstacle, who let more people read it so that this person does, and who grouped it."""

    widened: dict[int, int | None]
    grouped: dict[int, int | None]

    def widened_by_others(self, person_id: int) -> list[int]:
        """Return what others brought within sight."""
        return [number for number, who in self.widened.items() if who != person_id]


def moves_in(sight: Sight, window: Window) -> Moves:
    """Return what moved in the programme, as far as it may concern this person."""
    moves = Moves({}, {})
    for event in _events(sight.programme.id, window):
        told = event.payload or {}
        if event.organisation_id not in sight.organisation_ids and _is_new_to(sight, told):
            moves.widened[event.thing_id] = event.person_id
        if told.get("barrier_id"):
            moves.grouped[event.thing_id] = event.person_id
    return moves


def _events(programme_id: int, window: Window) -> list[Any]:
    """Return what was done to obstacles; kept while a run goes through those of one window."""
    kept: dict[Any, list[Any]] = db.session.info.setdefault("done_to_obstacles", {})
    question = programme_id, window
    if question not in kept:
        kept[question] = list(
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
                    EVENTS.c.act != Act.OBSTACLE_LOG,  # When it was logged, it says itself.
                    window.holds(EVENTS.c.at),
                )
                .order_by(EVENTS.c.id)
            )
        )
    return kept[question]


def _is_new_to(sight: Sight, told: dict[str, Any]) -> bool:
    """Say whether a change of readers let in who could not read it before."""
    before, after = told.get("visibility") or (None, None)
    return before is not None and before not in sight.visibilities and after in sight.visibilities


def newly_shared(sight: Sight, window: Window, moves: Moves) -> list[int]:
    """Return the barriers that are shared now, and were not before what others did since.

    What came under a barrier since then is left out to see how it stood; where all of that was
    the person's own doing it is no news to them.
    """
    shared = sharing(sight)
    is_new = sa.or_(
        Obstacle.logged_at > window.since, Obstacle.id.in_({**moves.widened, **moves.grouped})
    )
    came = {row.id: row for row in _under(sight, shared.shared_ids, is_new)}
    others = {row.barrier_id for row in came.values() if _came_by(row, moves) != sight.person_id}
    before: dict[int, set[int]] = {one: set() for one in others}
    for row in _under(sight, others):
        counted = {one.organisation_id for one in shared.statuses[row.barrier_id]}
        if row.id not in came and row.owner in counted:
            before[row.barrier_id].add(row.owner)
    return sorted(one for one, owners in before.items() if len(owners) < 2)


def _came_by(row: Any, moves: Moves) -> int | None:
    """Return who brought the obstacle under its barrier, or within sight."""
    who: int | None = moves.grouped.get(row.id, moves.widened.get(row.id, row.author_id))
    return who


def _under(sight: Sight, barrier_ids: Collection[int], *conditions: Any) -> list[Any]:
    """Return the obstacles within sight under these barriers, each with whose it may be called."""
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
