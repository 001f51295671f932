"""The authorisation policy: a table of permissions and predicates named as sentences."""

from collections.abc import Callable
from typing import Any

from tracker.auth.permissions import Permission
from tracker.models.vocabulary import OrganisationRole
from tracker.sight.sight import Sight

Predicate = Callable[[Any, Any], bool]
"""Takes a sight and the thing."""


def administers(_sight: Sight | None, person: Any) -> bool:
    return bool(person.is_administrator)


def any_member_may_widen(_sight: Sight, thing: Any) -> bool:
    return bool(thing.organisation.widened_by == OrganisationRole.CONTRIBUTOR)


def belongs_to_own_organisation(sight: Sight, thing: Any) -> bool:
    return sight.is_own(thing)


def can_log(sight: Sight, _thing: Any) -> bool:
    return bool(sight.logging_organisation_ids)


def is_its_author(sight: Sight, thing: Any) -> bool:
    """Never alone: who left the organisation has no right on what they logged for it."""
    return bool(thing.author_id == sight.person_id)


def leads_an_organisation(sight: Sight, _thing: Any) -> bool:
    return bool(sight.led_organisation_ids)


def leads_the_obstacles_organisation(sight: Sight, thing: Any) -> bool:
    return thing.obstacle.organisation_id in sight.led_organisation_ids


def leads_the_organisation(sight: Sight, thing: Any) -> bool:
    return thing.organisation_id in sight.led_organisation_ids


def leads_the_programme(sight: Sight, _thing: Any) -> bool:
    return sight.is_programme_lead


def logs_for_its_organisation(sight: Sight, thing: Any) -> bool:
    return thing.organisation_id in sight.logging_organisation_ids


def speaks_for_the_programme(_sight: Sight, thing: Any) -> bool:
    return thing.organisation_id is None


def takes_part_in_the_programme(sight: Sight, thing: Any) -> bool:
    return bool(thing.programme_id == sight.programme.id)


def wrote_it_in_a_role_still_held(sight: Sight, thing: Any) -> bool:
    """Every right of who wrote beside a thing is this one: it ends with the role they wrote in.

    The role is that of somebody who logs for the organisation, or of a programme lead if the thing
    has none.
    """
    if thing.organisation_id is None:
        holds_role = sight.is_programme_lead
    else:
        holds_role = thing.organisation_id in sight.logging_organisation_ids
    return holds_role and bool(thing.person_id == sight.person_id)


AUTHOR_OR_LEAD: list[list[Predicate]] = [
    [logs_for_its_organisation, is_its_author],
    [logs_for_its_organisation, leads_the_organisation],
]
"""Who may withdraw what was logged for an organisation: its author while a member, or its lead."""

POLICY: dict[Permission, list[list[Predicate]]] = {
    Permission.ACCOUNT_USE: [[]],
    Permission.ADMINISTRATION_USE: [[administers]],
    Permission.ATTACHMENT_ADD: [[logs_for_its_organisation]],
    Permission.ATTACHMENT_DELETE: [[logs_for_its_organisation]],
    Permission.ATTACHMENT_READ: [[]],
    Permission.BARRIER_EDIT: [[leads_the_programme]],
    Permission.BARRIER_READ: [[]],
    Permission.CATEGORY_EDIT: [[leads_the_programme]],
    Permission.COMMENT_DELETE: [
        [wrote_it_in_a_role_still_held],
        [leads_the_obstacles_organisation],
    ],
    Permission.COMMENT_EDIT: [[wrote_it_in_a_role_still_held]],
    Permission.COMMENT_WIDEN: [
        [logs_for_its_organisation, any_member_may_widen],
        [logs_for_its_organisation, leads_the_organisation],
        [leads_the_programme, speaks_for_the_programme],
    ],
    Permission.COMMENT_WRITE: [[can_log], [leads_the_programme]],
    Permission.DECISION_MAKER_EDIT: [[leads_the_programme]],
    Permission.INVITATION_EDIT: [
        [leads_the_organisation],
        [leads_the_programme, takes_part_in_the_programme],
    ],
    Permission.LOG_READ: [[leads_an_organisation], [leads_the_programme]],
    Permission.MEMBER_EDIT: [[leads_the_organisation]],
    Permission.OBSTACLE_CATEGORISE: [
        [leads_the_programme],
        [logs_for_its_organisation],
    ],
    Permission.OBSTACLE_EDIT: [[logs_for_its_organisation]],
    Permission.OBSTACLE_GROUP: [[leads_the_programme], [logs_for_its_organisation]],
    Permission.OBSTACLE_HISTORY: [[belongs_to_own_organisation]],
    Permission.OBSTACLE_LOG: [[can_log]],
    Permission.OBSTACLE_MATCH: [[can_log], [leads_the_programme]],
    Permission.OBSTACLE_NARROW: [[logs_for_its_organisation]],
    Permission.OBSTACLE_READ: [[]],
    Permission.OBSTACLE_WIDEN: [
        [logs_for_its_organisation, any_member_may_widen],
        [logs_for_its_organisation, leads_the_organisation],
    ],
    Permission.OBSTACLE_WITHDRAW: AUTHOR_OR_LEAD,
    Permission.ORGANISATION_EDIT: [[leads_the_organisation]],
    Permission.PEOPLE_EDIT: [[leads_the_programme]],
    Permission.PEOPLE_READ: [[]],
    Permission.PROGRAMME_CLOSE: [[leads_the_programme]],
    Permission.PROGRAMME_EDIT: [[leads_the_programme]],
    Permission.PROGRAMME_READ: [[]],
    Permission.TRIAL_RECORD: [[logs_for_its_organisation]],
    Permission.TRIAL_WITHDRAW: AUTHOR_OR_LEAD,
    Permission.WAITING_READ: [[leads_an_organisation], [leads_the_programme]],
    Permission.WORKAROUND_EDIT: [[logs_for_its_organisation]],
    Permission.WORKAROUND_HISTORY: [[belongs_to_own_organisation]],
    Permission.WORKAROUND_LINK: [[leads_the_programme], [logs_for_its_organisation]],
    Permission.WORKAROUND_LOG: [[can_log]],
    Permission.WORKAROUND_READ: [[]],
    Permission.WORKAROUND_WIDEN: [
        [logs_for_its_organisation, any_member_may_widen],
        [logs_for_its_organisation, leads_the_organisation],
    ],
    Permission.WORKAROUND_WITHDRAW: AUTHOR_OR_LEAD,
}
"""Granted if all predicates of any line hold. Visibility is checked before."""


GRANTED_WHEN_CLOSED = frozenset(
    {
        Permission.ACCOUNT_USE,
        Permission.ADMINISTRATION_USE,
        Permission.ATTACHMENT_READ,
        Permission.BARRIER_READ,
        Permission.INVITATION_EDIT,
        Permission.LOG_READ,
        Permission.MEMBER_EDIT,
        Permission.OBSTACLE_HISTORY,
        Permission.OBSTACLE_NARROW,
        Permission.OBSTACLE_READ,
        Permission.OBSTACLE_WITHDRAW,
        Permission.ORGANISATION_EDIT,
        Permission.PEOPLE_EDIT,
        Permission.PEOPLE_READ,
        Permission.PROGRAMME_CLOSE,
        Permission.PROGRAMME_READ,
        Permission.WAITING_READ,
        Permission.WORKAROUND_HISTORY,
        Permission.WORKAROUND_READ,
    }
)
"""What the policy may grant in a closed programme: to read, and to let fewer people do so."""


def is_closed_to(permission: Permission, sight: Sight | None) -> bool:
    """Return whether the programme is closed, and the permission changes what is in it."""
    is_closed = sight is not None and sight.programme.closed_at is not None
    return is_closed and permission not in GRANTED_WHEN_CLOSED


def is_granted(permission: Permission, sight: Sight | None, thing: Any) -> bool:
    """Return whether the policy grants the person this permission on this thing.

    Outside every programme `sight` is None and the thing is the person; only permissions whose
    predicates need no sight may be checked then.
    """
    if is_closed_to(permission, sight):
        return False
    return any(all(holds(sight, thing) for holds in line) for line in POLICY[permission])
