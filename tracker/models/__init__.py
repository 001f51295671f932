"""One noun to a file; importing this package makes every table known to the metadata."""

from tracker.models.barrier import Barrier, DecisionMaker
from tracker.models.category import Category
from tracker.models.obstacle import (
    Hindrance,
    Obstacle,
    ObstacleWord,
    StatusChange,
    obstacle_category,
)
from tracker.models.organisation import Organisation, Participation
from tracker.models.person import Assignment, Membership, Person
from tracker.models.programme import Programme
from tracker.models.revision import raise_revisions
from tracker.models.stored_session import StoredSession
from tracker.models.workaround import Trial, Workaround, WorkaroundLink

__all__ = [
    "Assignment",
    "Barrier",
    "Category",
    "DecisionMaker",
    "Hindrance",
    "Membership",
    "Obstacle",
    "ObstacleWord",
    "Organisation",
    "Participation",
    "Person",
    "Programme",
    "StatusChange",
    "StoredSession",
    "Trial",
    "Workaround",
    "WorkaroundLink",
    "obstacle_category",
    "raise_revisions",
]
