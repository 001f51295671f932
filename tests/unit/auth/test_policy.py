from dataclasses import replace
from types import SimpleNamespace

import pytest

from tracker.auth.permissions import Permission
from tracker.auth.policy import POLICY, is_granted
from tracker.models import Programme
from tracker.models.moment import now
from tracker.models.vocabulary import OrganisationRole
from tracker.sight.sight import FUNDERS_READ, PARTNERS_READ, Sight

KENT, MEDWAY, LILLE = 1, 2, 3

EVERYBODY = {
    "contributor",
    "organisation lead",
    "outside contributor",
    "outside organisation lead",
    "programme lead",
    "funder",
    "organisation's funder",
    "partner beside a funder",
}
OWNERS = {"contributor", "organisation lead"}
LOGGING = OWNERS | {
    "outside contributor",
    "outside organisation lead",
    "partner beside a funder",
}

WHO_MAY = {
    Permission.ACCOUNT_USE: EVERYBODY,
    Permission.ADMINISTRATION_USE: set(),
    Permission.ATTACHMENT_ADD: OWNERS,
    Permission.ATTACHMENT_DELETE: OWNERS,
    Permission.ATTACHMENT_READ: EVERYBODY,
    Permission.BARRIER_EDIT: {"programme lead"},
    Permission.BARRIER_READ: EVERYBODY,
    Permission.CATEGORY_EDIT: {"programme lead"},
    Permission.COMMENT_DELETE: {"organisation lead"},
    Permission.COMMENT_EDIT: set(),
    Permission.COMMENT_WIDEN: OWNERS,
    Permission.COMMENT_WRITE: LOGGING | {"programme lead"},
    Permission.DECISION_MAKER_EDIT: {"programme lead"},
    Permission.INVITATION_EDIT: {"organisation lead"},
    Permission.LOG_READ: {"organisation lead", "outside organisation lead", "programme lead"},
    Permission.MEMBER_EDIT: {"organisation lead"},
    Permission.OBSTACLE_CATEGORISE: OWNERS | {"programme lead"},
    Permission.OBSTACLE_EDIT: OWNERS,
    Permission.OBSTACLE_GROUP: OWNERS | {"programme lead"},
    Permission.OBSTACLE_HISTORY: OWNERS | {"organisation's funder", "partner beside a funder"},
    Permission.OBSTACLE_LOG: LOGGING,
    Permission.OBSTACLE_MATCH: LOGGING | {"programme lead"},
    Permission.OBSTACLE_NARROW: OWNERS,
    Permission.OBSTACLE_READ: EVERYBODY,
    Permission.OBSTACLE_WIDEN: OWNERS,
    Permission.OBSTACLE_WITHDRAW: {"organisation lead"},
    Permission.ORGANISATION_EDIT: {"organisation lead"},
    Permission.PEOPLE_EDIT: {"programme lead"},
    Permission.PEOPLE_READ: EVERYBODY,
    Permission.PROGRAMME_CLOSE: {"programme lead"},
    Permission.PROGRAMME_EDIT: {"programme lead"},
    Permission.PROGRAMME_READ: EVERYBODY,
    Permission.TRIAL_RECORD: OWNERS,
    Permission.TRIAL_WITHDRAW: {"organisation lead"},
    Permission.WAITING_READ: {"organisation lead", "outside organisation lead", "programme lead"},
    Permission.WORKAROUND_EDIT: OWNERS,
    Permission.WORKAROUND_HISTORY: OWNERS | {"organisation's funder", "partner beside a funder"},
    Permission.WORKAROUND_LINK: OWNERS | {"programme lead"},
    Permission.WORKAROUND_LOG: LOGGING,
    Permission.WORKAROUND_READ: EVERYBODY,
    Permission.WORKAROUND_WIDEN: OWNERS,
    Permission.WORKAROUND_WITHDRAW: {"organisation lead"},
}
"""Who may do each thing to something of Kent's, written from DESIGN.md and not from the table."""


def sight(
    *,
    own: set[int],
    logs: set[int] | None = None,
    leads: bool = False,
    leads_own: bool = False,
    reads=PARTNERS_READ,
) -> Sight:
    return Sight(
        person_id=1,
        programme=Programme(id=1),
        organisation_ids=frozenset(own),
        logging_organisation_ids=frozenset(own if logs is None else logs),
        led_organisation_ids=frozenset(own if leads_own else ()),
        visibilities=reads,
        is_programme_lead=leads,
    )


ACTORS = {
    "contributor": sight(own={KENT}),
    "organisation lead": sight(own={KENT}, leads_own=True),
    "outside contributor": sight(own={MEDWAY}),
    "outside organisation lead": sight(own={MEDWAY}, leads_own=True),
    "programme lead": sight(own=set(), leads=True),
    "funder": sight(own=set(), reads=FUNDERS_READ),
    "organisation's funder": sight(own={KENT}, logs=set(), reads=FUNDERS_READ),
    "partner beside a funder": sight(own={KENT, MEDWAY}, logs={MEDWAY}),
}
"""In the last, Kent only reads; the person also belongs to Medway, which logs."""


def thing(
    *,
    organisation: int | None = KENT,
    programme: int | None = None,
    written_by: int = 2,
    widened_by="contributor",
) -> SimpleNamespace:
    """What acts are done on: a thing of Kent's, and none that stands in the programme alone."""
    return SimpleNamespace(
        organisation_id=organisation,
        obstacle=SimpleNamespace(organisation_id=organisation),
        author_id=written_by,
        person_id=written_by,
        programme_id=programme,
        is_administrator=False,
        organisation=SimpleNamespace(widened_by=OrganisationRole(widened_by)),
    )


def those_who_may(permission: Permission, of_kent: SimpleNamespace) -> set[str]:
    return {who for who, actor in ACTORS.items() if is_granted(permission, actor, of_kent)}


def test_every_permission_has_a_line_in_the_policy() -> None:
    assert set(POLICY) == set(Permission) == set(WHO_MAY)


@pytest.mark.parametrize("permission", Permission)
def test_the_policy_grants_to_those_whom_the_design_names(permission: Permission) -> None:
    assert those_who_may(permission, thing()) == WHO_MAY[permission]


CHANGES = {
    permission
    for permission in Permission
    if permission.partition(":")[2]
    in {
        "add",
        "categorise",
        "delete",
        "edit",
        "group",
        "link",
        "log",
        "match",
        "record",
        "widen",
        "withdraw",
        "write",
    }
}
ABOUT_PEOPLE = {
    Permission.INVITATION_EDIT,
    Permission.MEMBER_EDIT,
    Permission.ORGANISATION_EDIT,
    Permission.PEOPLE_EDIT,
}


@pytest.mark.parametrize(
    "permission", [one for one in Permission if one is not Permission.ADMINISTRATION_USE]
)
def test_in_a_closed_programme_nothing_changes_but_who_may_see_it(permission: Permission) -> None:
    leads_all = sight(own={KENT}, leads=True, leads_own=True)
    closed = replace(leads_all, programme=Programme(id=1, closed_at=now()))

    assert is_granted(permission, leads_all, thing(programme=1, written_by=1))
    may = is_granted(permission, closed, thing(programme=1, written_by=1))

    assert may == (permission not in CHANGES - ABOUT_PEOPLE - {Permission.OBSTACLE_WITHDRAW})


WIDENING = [Permission.COMMENT_WIDEN, Permission.OBSTACLE_WIDEN, Permission.WORKAROUND_WIDEN]


def test_what_a_programme_lead_said_as_such_is_theirs_to_widen() -> None:
    comment = thing(organisation=None)

    assert those_who_may(Permission.COMMENT_WIDEN, comment) == {"programme lead"}


@pytest.mark.parametrize("permission", WIDENING)
def test_where_only_leads_widen_no_contributor_does(permission: Permission) -> None:
    assert those_who_may(permission, thing(widened_by="lead")) == {"organisation lead"}


LEAD, KENTS = None, KENT
"""In whose name a comment was written: of the programme's leads, or of Kent."""

AUTHORS = {
    "still there": (sight(own={KENT}), {KENTS}),
    "left": (sight(own=set()), set()),
    "left and has a role for funders": (sight(own=set(), reads=FUNDERS_READ), set()),
    "moved to another partner": (sight(own={MEDWAY}), set()),
    "moved and leads the other partner": (sight(own={MEDWAY}, leads_own=True), set()),
    "left and leads the programme": (sight(own=set(), leads=True), {LEAD}),
    "in two partners": (sight(own={KENT, MEDWAY}), {KENTS}),
    "stepped down to contributor": (sight(own={KENT}, leads_own=False), {KENTS}),
    "stepped down from leading the programme": (sight(own={KENT}, leads=False), {KENTS}),
    "stepped down and moved": (sight(own={MEDWAY}, leads=False), set()),
    "contributor and programme lead": (sight(own={KENT}, leads=True), {KENTS, LEAD}),
    "organisation now only reads": (sight(own={KENT}, logs=set(), reads=FUNDERS_READ), set()),
    "organisation only reads, leads it": (
        sight(own={KENT}, logs=set(), leads_own=True, reads=FUNDERS_READ),
        set(),
    ),
    "organisation only reads, leads the programme": (
        sight(own={KENT}, logs=set(), leads=True),
        {LEAD},
    ),
    "organisation only reads, in another partner": (
        sight(own={KENT, MEDWAY}, logs={MEDWAY}),
        set(),
    ),
}
"""Who wrote a comment, by what became of them since, and in whose name they may still change it."""


@pytest.mark.parametrize("permission", [Permission.COMMENT_DELETE, Permission.COMMENT_EDIT])
@pytest.mark.parametrize("since", AUTHORS)
def test_an_author_changes_a_comment_only_in_a_place_still_held(permission, since: str) -> None:
    author, in_the_name_of = AUTHORS[since]

    may = {
        place
        for place in (LEAD, KENTS)
        if is_granted(permission, author, comment(in_the_name_of=place, written_by=1))
    }

    assert may == in_the_name_of


@pytest.mark.parametrize("since", AUTHORS)
def test_nobody_changes_a_comment_of_another_person_by_holding_its_place(since: str) -> None:
    author, _ = AUTHORS[since]

    assert not any(
        is_granted(permission, author, comment(in_the_name_of=place, written_by=2))
        for permission in (Permission.COMMENT_DELETE, Permission.COMMENT_EDIT)
        for place in (LEAD, KENTS)
    )


WITHDRAWING = [
    Permission.OBSTACLE_WITHDRAW,
    Permission.TRIAL_WITHDRAW,
    Permission.WORKAROUND_WITHDRAW,
]


@pytest.mark.parametrize("permission", WITHDRAWING)
@pytest.mark.parametrize("since", AUTHORS)
def test_an_author_withdraws_only_in_a_place_still_held(permission, since: str) -> None:
    author, in_the_name_of = AUTHORS[since]

    assert is_granted(permission, author, thing(written_by=1)) is (KENTS in in_the_name_of)


def comment(*, in_the_name_of: int | None, written_by: int) -> SimpleNamespace:
    """A comment on an obstacle of a third organisation."""
    return SimpleNamespace(
        person_id=written_by,
        organisation_id=in_the_name_of,
        obstacle=SimpleNamespace(organisation_id=LILLE),
    )


def test_an_invitation_into_the_programme_is_its_leads_alone() -> None:
    invitation = thing(organisation=None, programme=1)

    assert those_who_may(Permission.INVITATION_EDIT, invitation) == {"programme lead"}


def test_an_invitation_into_another_programme_is_not_this_ones_leads() -> None:
    invitation = thing(organisation=None, programme=2)

    assert those_who_may(Permission.INVITATION_EDIT, invitation) == set()


@pytest.mark.parametrize("is_administrator", [True, False])
def test_administration_is_for_administrators(*, is_administrator: bool) -> None:
    person = SimpleNamespace(is_administrator=is_administrator)
    sight = ACTORS["programme lead"]

    assert is_granted(Permission.ADMINISTRATION_USE, sight, person) is is_administrator
