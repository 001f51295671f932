"""Do what somebody answered to what lay near, once their obstacle is logged."""

from tracker.auth.permissions import Permission
from tracker.auth.policy import is_granted
from tracker.auth.sight import Sight
from tracker.barriers.queries import find_barrier
from tracker.models import Barrier, Obstacle
from tracker.models.vocabulary import Likeness
from tracker.nearby.answers import BARRIER
from tracker.nearby.commands_match import match_obstacles, rule_out_barrier
from tracker.obstacles.commands import group_under_barrier
from tracker.obstacles.queries import find_logged_obstacle


def answer_all(*, sight: Sight, obstacle: Obstacle, answers: dict[str, str]) -> None:
    """Remember each answer; what has gone out of sight meanwhile is passed over."""
    for reference, answer in answers.items():
        other = None if answer == BARRIER else find_logged_obstacle(sight, reference)
        if other is None:
            if barrier := find_barrier(sight, reference):
                _answer_of_barrier(sight, obstacle, barrier, answer)
        elif other.id != obstacle.id:
            answer_one(sight=sight, obstacle=obstacle, other=other, answer=Likeness(answer))


def _answer_of_barrier(sight: Sight, obstacle: Obstacle, barrier: Barrier, answer: str) -> None:
    if answer == BARRIER and obstacle.barrier_id is None:
        group_under_barrier(obstacle=obstacle, barrier=barrier)
    elif answer == Likeness.DIFFERENT:
        rule_out_barrier(obstacle=obstacle, barrier=barrier, person_id=sight.person_id)


def answer_one(*, sight: Sight, obstacle: Obstacle, other: Obstacle, answer: Likeness) -> None:
    """Remember the answer; of two that are the same, the one that is under no barrier joins.

    Only where the person may put it there; else, or where neither is under one, leads see the pair.
    """
    match_obstacles(obstacle=obstacle, other=other, answer=answer, person_id=sight.person_id)
    if answer != Likeness.SAME:
        return
    for one, far in ((obstacle, other), (other, obstacle)):
        may_join = one.barrier_id is None and far.barrier is not None
        if may_join and is_granted(Permission.OBSTACLE_GROUP, sight, one):
            group_under_barrier(obstacle=one, barrier=far.barrier)
            return
