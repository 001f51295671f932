from types import SimpleNamespace

import pytest

from tracker.auth.permissions import Permission
from tracker.auth.policy import POLICY, is_granted
from tracker.auth.sight import FUNDERS_READ, PARTNERS_READ, Sight
from tracker.models import Programme

KENT, MEDWAY = 1, 2

EVERYBODY = {
    "contributor",
    "outside contributor",
    "programme lead",
    "funder",
    "organisation's funder",
}
OWNERS = {"contributor"}

WHO_MAY = {
    Permission.ACCOUNT_USE: EVERYBODY,
    Permission.BARRIER_EDIT: {"programme lead"},
    Permission.BARRIER_READ: EVERYBODY,
    Permission.CATEGORY_EDIT: {"programme lead"},
    Permission.DECISION_MAKER_EDIT: {"programme lead"},
    Permission.OBSTACLE_EDIT: OWNERS,
    Permission.OBSTACLE_GROUP: OWNERS | {"programme lead"},
    Permission.OBSTACLE_LOG: {"contributor", "outside contributor"},
    Permission.OBSTACLE_READ: EVERYBODY,
    Permission.PROGRAMME_READ: EVERYBODY,
    Permission.TRIAL_RECORD: OWNERS,
    Permission.WORKAROUND_EDIT: OWNERS,
    Permission.WORKAROUND_LINK: OWNERS | {"programme lead"},
    Permission.WORKAROUND_LOG: {"contributor", "outside contributor"},
    Permission.WORKAROUND_READ: EVERYBODY,
}
"""Who may do each thing to something of Kent's, written from DESIGN.md and not from the table."""


def sight(*, own: set[int], logs: bool = True, leads: bool = False, reads=PARTNERS_READ) -> Sight:
    return Sight(
        person_id=1,
        programme=Programme(id=1),
        organisation_ids=frozenset(own),
        logging_organisation_ids=frozenset(own if logs else ()),
        led_organisation_ids=frozenset(),
        visibilities=reads,
        is_programme_lead=leads,
    )


ACTORS = {
    "contributor": sight(own={KENT}),
    "outside contributor": sight(own={MEDWAY}),
    "programme lead": sight(own=set(), leads=True),
    "funder": sight(own=set(), reads=FUNDERS_READ),
    "organisation's funder": sight(own={KENT}, logs=False, reads=FUNDERS_READ),
}


def test_every_permission_has_a_line_in_the_policy() -> None:
    assert set(POLICY) == set(Permission) == set(WHO_MAY)


@pytest.mark.parametrize("permission", Permission)
def test_the_policy_grants_to_those_whom_the_design_names(permission: Permission) -> None:
    of_kent = SimpleNamespace(organisation_id=KENT)

    granted = {who for who, actor in ACTORS.items() if is_granted(permission, actor, of_kent)}

    assert granted == WHO_MAY[permission]
