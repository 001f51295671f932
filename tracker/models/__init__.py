"""The models, one file each; importing this package registers every table in the metadata."""

from tracker.models.address_change import AddressChange
from tracker.models.attachment import Attachment
from tracker.models.audit_event import AuditEvent, AuditHead
from tracker.models.barrier import Barrier, DecisionMaker
from tracker.models.category import Category
from tracker.models.comment import Comment, Mention
from tracker.models.digest import Digest
from tracker.models.directory_identity import DirectoryIdentity
from tracker.models.invitation import Invitation
from tracker.models.limit_count import LimitCount
from tracker.models.match import Match
from tracker.models.obstacle import (
    Hindrance,
    Obstacle,
    ObstacleWord,
    StatusChange,
    obstacle_category,
)
from tracker.models.organisation import Organisation, Participation
from tracker.models.passkey import Passkey
from tracker.models.person import Assignment, Membership, Person
from tracker.models.programme import Programme
from tracker.models.reminder import Reminder
from tracker.models.revision import raise_revisions
from tracker.models.ruled_out import RuledOut
from tracker.models.stored_session import StoredSession
from tracker.models.text_vector import TextVector
from tracker.models.workaround import Trial, Workaround, WorkaroundLink

__all__ = [
    "AddressChange",
    "Assignment",
    "Attachment",
    "AuditEvent",
    "AuditHead",
    "Barrier",
    "Category",
    "Comment",
    "DecisionMaker",
    "Digest",
    "DirectoryIdentity",
    "Hindrance",
    "Invitation",
    "LimitCount",
    "Match",
    "Membership",
    "Mention",
    "Obstacle",
    "ObstacleWord",
    "Organisation",
    "Participation",
    "Passkey",
    "Person",
    "Programme",
    "Reminder",
    "RuledOut",
    "StatusChange",
    "StoredSession",
    "TextVector",
    "Trial",
    "Workaround",
    "WorkaroundLink",
    "obstacle_category",
    "raise_revisions",
]
