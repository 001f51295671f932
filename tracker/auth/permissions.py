"""What can be allowed or refused, each as thing:act."""

from enum import StrEnum


class Permission(StrEnum):
    """One act on one kind of thing."""

    ACCOUNT_USE = "account:use"
    BARRIER_EDIT = "barrier:edit"
    BARRIER_READ = "barrier:read"
    CATEGORY_EDIT = "category:edit"
    DECISION_MAKER_EDIT = "decision-maker:edit"
    OBSTACLE_EDIT = "obstacle:edit"
    OBSTACLE_GROUP = "obstacle:group"
    OBSTACLE_LOG = "obstacle:log"
    OBSTACLE_READ = "obstacle:read"
    PROGRAMME_READ = "programme:read"
    TRIAL_RECORD = "trial:record"
    WORKAROUND_EDIT = "workaround:edit"
    WORKAROUND_LINK = "workaround:link"
    WORKAROUND_LOG = "workaround:log"
    WORKAROUND_READ = "workaround:read"
