"""What can be allowed or refused, each as thing:act."""

from enum import StrEnum


class Permission(StrEnum):
    """One act on one kind of thing."""

    ACCOUNT_USE = "account:use"
    ADMINISTRATION_USE = "administration:use"
    BARRIER_EDIT = "barrier:edit"
    BARRIER_READ = "barrier:read"
    CATEGORY_EDIT = "category:edit"
    DECISION_MAKER_EDIT = "decision-maker:edit"
    INVITATION_EDIT = "invitation:edit"
    LOG_READ = "log:read"
    MEMBER_EDIT = "member:edit"
    OBSTACLE_EDIT = "obstacle:edit"
    OBSTACLE_GROUP = "obstacle:group"
    OBSTACLE_HISTORY = "obstacle:history"
    OBSTACLE_LOG = "obstacle:log"
    OBSTACLE_READ = "obstacle:read"
    OBSTACLE_WIDEN = "obstacle:widen"
    ORGANISATION_EDIT = "organisation:edit"
    PEOPLE_READ = "people:read"
    PROGRAMME_EDIT = "programme:edit"
    PROGRAMME_READ = "programme:read"
    TRIAL_RECORD = "trial:record"
    WORKAROUND_EDIT = "workaround:edit"
    WORKAROUND_HISTORY = "workaround:history"
    WORKAROUND_LINK = "workaround:link"
    WORKAROUND_LOG = "workaround:log"
    WORKAROUND_READ = "workaround:read"
    WORKAROUND_WIDEN = "workaround:widen"
