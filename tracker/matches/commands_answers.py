"""Apply the answers on suggestions once the obstacle is logged. The caller commits."""

from tracker.auth.permissions import Permission
from tracker.auth.policy import is_granted
from tracker.barriers.commands import group_under_barrier
from tracker.barriers.queries import find_barrier
from tracker.matches.answers import BARRIER
from tracker.matches.commands import match_obstacles, rule_out_barrier
from tracker.models import Barrier, Obstacle
from tracker.models.vocabulary import Likeness
from tracker.sight.obstacles import find_logged_obstacle
from tracker.sight.sight import Sight


def apply_answers(*, sight: Sight, obstacle: Obstacle, answers: dict[str, str]) -> list[Obstacle]:
    """Store each answer; skip references that are no longer within sight.

    Return the obstacles that stay ungrouped and can join the barrier only by their own act.
    """
    same: list[Obstacle] = []
    for reference, answer in answers.items():
        other = None if answer == BARRIER else find_logged_obstacle(sight, reference)
        if other is None:
            if barrier := find_barrier(sight, reference):
                _apply_barrier_answer(sight, obstacle, barrier, answer)
        elif other.id != obstacle.id:
            answer_pair(sight=sight, obstacle=obstacle, other=other, answer=Likeness(answer))
            same += [other] if answer == Likeness.SAME else []
    return [other for other in same if _waits(sight, obstacle, other)]


def _apply_barrier_answer(sight: Sight, obstacle: Obstacle, barrier: Barrier, answer: str) -> None:
    if answer == BARRIER and obstacle.barrier_id is None:
        group_under_barrier(obstacle=obstacle, barrier=barrier)
    elif answer == Likeness.DIFFERENT:
        rule_out_barrier(obstacle=obstacle, barrier=barrier, person_id=sight.person_id)


def answer_pair(*, sight: Sight, obstacle: Obstacle, other: Obstacle, answer: Likeness) -> bool:
    """Store the answer; if two are the same, group the ungrouped one under the other's barrier.

    Only if the person may group it; else, or if neither is grouped, leads see the pair. The other
    one is grouped only if both are named: two that change at the same time reveal that they belong
    together, and so the owner of an unnamed one. Return whether the other waits for that.
    """
    match_obstacles(obstacle=obstacle, other=other, answer=answer, person_id=sight.person_id)
    if answer != Likeness.SAME:
        return False
    if _may_join(sight, obstacle, other):
        group_under_barrier(obstacle=obstacle, barrier=other.barrier)
    elif _may_join(sight, other, obstacle) and obstacle.is_named and other.is_named:
        group_under_barrier(obstacle=other, barrier=obstacle.barrier)
    return _waits(sight, obstacle, other)


def _may_join(sight: Sight, ungrouped: Obstacle, grouped: Obstacle) -> bool:
    is_possible = ungrouped.barrier_id is None and grouped.barrier_id is not None
    return is_possible and is_granted(Permission.OBSTACLE_GROUP, sight, ungrouped)


def _waits(sight: Sight, obstacle: Obstacle, other: Obstacle) -> bool:
    """Return whether the other can join the barrier, but only by its own act."""
    are_named = obstacle.is_named and other.is_named
    return not are_named and _may_join(sight, other, obstacle)
