"""The policy as a table that one can read aloud; predicates are named as the sentence."""

from collections.abc import Callable
from typing import Any

from tracker.auth.permissions import Permission
from tracker.auth.sight import Sight

Predicate = Callable[[Sight, Any], bool]


def belongs_to_own_organisation(sight: Sight, thing: Any) -> bool:
    return sight.is_own(thing)


def can_log(sight: Sight, _thing: Any) -> bool:
    return bool(sight.logging_organisation_ids)


def leads_the_programme(sight: Sight, _thing: Any) -> bool:
    return sight.is_programme_lead


POLICY: dict[Permission, list[list[Predicate]]] = {
    Permission.ACCOUNT_USE: [[]],
    Permission.BARRIER_EDIT: [[leads_the_programme]],
    Permission.BARRIER_READ: [[]],
    Permission.CATEGORY_EDIT: [[leads_the_programme]],
    Permission.DECISION_MAKER_EDIT: [[leads_the_programme]],
    Permission.OBSTACLE_EDIT: [[can_log, belongs_to_own_organisation]],
    Permission.OBSTACLE_GROUP: [[leads_the_programme], [can_log, belongs_to_own_organisation]],
    Permission.OBSTACLE_LOG: [[can_log]],
    Permission.OBSTACLE_READ: [[]],
    Permission.PROGRAMME_READ: [[]],
    Permission.TRIAL_RECORD: [[can_log, belongs_to_own_organisation]],
    Permission.WORKAROUND_EDIT: [[can_log, belongs_to_own_organisation]],
    Permission.WORKAROUND_LINK: [[leads_the_programme], [can_log, belongs_to_own_organisation]],
    Permission.WORKAROUND_LOG: [[can_log]],
    Permission.WORKAROUND_READ: [[]],
}
"""Granted if any line holds; a line holds if every predicate does. Sight is settled before."""


def is_granted(permission: Permission, sight: Sight, thing: Any) -> bool:
    """Say whether the policy grants the person this act on this thing."""
    return any(all(holds(sight, thing) for holds in line) for line in POLICY[permission])
