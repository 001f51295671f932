"""Do what somebody answered to what lay near, once their obstacle is logged."""

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
    """Remember each answer; what has gone out of sight meanwhile is passed over.

    Return the obstacles that were left where they are and can join the barrier by themselves.
    """
    same: list[Obstacle] = []
    for reference, answer in answers.items():
        other = None if answer == BARRIER else find_logged_obstacle(sight, reference)
        if other is None:
            if barrier := find_barrier(sight, reference):
                _answer_of_barrier(sight, obstacle, barrier, answer)
        elif other.id != obstacle.id:
            answer_pair(sight=sight, obstacle=obstacle, other=other, answer=Likeness(answer))
            same += [other] if answer == Likeness.SAME else []
    return [other for other in same if _waits(sight, obstacle, other)]


def _answer_of_barrier(sight: Sight, obstacle: Obstacle, barrier: Barrier, answer: str) -> None:
    if answer == BARRIER and obstacle.barrier_id is None:
        group_under_barrier(obstacle=obstacle, barrier=barrier)
    elif answer == Likeness.DIFFERENT:
        rule_out_barrier(obstacle=obstacle, barrier=barrier, person_id=sight.person_id)


def answer_pair(*, sight: Sight, obstacle: Obstacle, other: Obstacle, answer: Likeness) -> bool:
    """Remember the answer; of two that are the same, the one that is under no barrier joins.

    Only where the person may put it there; else, or where neither is under one, leads see the pair.
    The other joins only where both are named: two that move in one moment tell that they belong
    together, and so who is behind one without a name. Return whether the other waits for that.
    """
    match_obstacles(obstacle=obstacle, other=other, answer=answer, person_id=sight.person_id)
    if answer != Likeness.SAME:
        return False
    if _may_join(sight, obstacle, other):
        group_under_barrier(obstacle=obstacle, barrier=other.barrier)
    elif _may_join(sight, other, obstacle) and obstacle.is_named and other.is_named:
        group_under_barrier(obstacle=other, barrier=obstacle.barrier)
    return _waits(sight, obstacle, other)


def _may_join(sight: Sight, free: Obstacle, placed: Obstacle) -> bool:
    is_open = free.barrier_id is None and placed.barrier_id is not None
    return is_open and is_granted(Permission.OBSTACLE_GROUP, sight, free)


def _waits(sight: Sight, obstacle: Obstacle, other: Obstacle) -> bool:
    """Say whether the other could join the barrier, and does so only by an act of its own."""
    are_named = obstacle.is_named and other.is_named
    return not are_named and _may_join(sight, other, obstacle)
