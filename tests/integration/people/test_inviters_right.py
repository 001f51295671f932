"""A link is dead from the request after its inviter lost the right to invite; others' live on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests import neighbours
from tests.accepting import ACCOUNT
from tests.factories import Factory
from tracker.account.commands_erase import erase_again
from tracker.extensions import db
from tracker.models import (
    Assignment,
    Membership,
    Organisation,
    Participation,
    Person,
    Programme,
)
from tracker.models.moment import now

LINK = "/invitations/" + "m" * 43
NOWHERE = {"organisation_id": None, "organisation_role": None}

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "member by organisation lead": ("organisation_lead", {}),
    "role by programme lead": ("programme_lead", {"programme_role": "funder"}),
    "organisation by programme lead": ("programme_lead", {"kind": "delivery"}),
    "first lead by programme lead": ("programme_lead", {"organisation_role": "lead"}),
    "administrator by another": ("administrator", NOWHERE | {"is_for_administrator": True}),
    "programme lead by administrator": ("administrator", {"programme_role": "lead"}),
    "member by the shell": ("", {}),
}
"""Who invites, as the factory calls them, and what they offer beside a place in Kent."""


def ended(model: Any) -> Callable[[int], sa.Executable]:
    def place_ended(inviter: int) -> sa.Executable:
        return sa.update(model).where(model.person_id == inviter).values(ended_at=now())

    return place_ended


def stepped_down(inviter: int) -> sa.Executable:
    theirs = Membership.person_id == inviter
    return sa.update(Membership).where(theirs).values(role="contributor")


def became_observer(inviter: int) -> sa.Executable:
    return sa.update(Assignment).where(Assignment.person_id == inviter).values(role="observer")


def organisation_left(_inviter: int) -> sa.Executable:
    return sa.update(Participation).values(left_on=date(2020, 12, 31))


def demoted(inviter: int) -> sa.Executable:
    return sa.update(Person).where(Person.id == inviter).values(is_administrator=False)


def closed(inviter: int) -> sa.Executable:
    return sa.update(Person).where(Person.id == inviter).values(active=False)


def erased(inviter: int) -> None:
    erase_again(person=db.session.get_one(Person, inviter), erased_at=now())


ALWAYS = [closed, erased]
LOSSES: dict[str, list[Any]] = {
    "member by organisation lead": [ended(Membership), stepped_down, organisation_left],
    "role by programme lead": [ended(Assignment), became_observer],
    "organisation by programme lead": [ended(Assignment), became_observer],
    "first lead by programme lead": [ended(Assignment), became_observer, organisation_left],
    "administrator by another": [demoted],
    "programme lead by administrator": [demoted],
}
EACH = [
    pytest.param(kind, loss, id=f"{kind}, {loss.__name__}")
    for kind, losses in LOSSES.items()
    for loss in [*losses, *ALWAYS]
]


@pytest.fixture
def invite(make: Factory, programme: Programme, kent: Organisation) -> Callable[[str], int]:
    """Make an invitation of this kind, beside those of neighbours; return its inviter's id."""

    def make_one(kind: str) -> int:
        who, offered = KINDS[kind]
        inviter = getattr(make, who)().id if who else None
        place = {"programme_id": programme.id} if offered.keys() & IN_A_PROGRAMME else {}
        if not place and "organisation_id" not in offered:
            place = {"organisation_id": kent.id}
        make.invitation("m" * 43, inviter_id=inviter, **(place | offered))
        return inviter or 0

    return make_one


IN_A_PROGRAMME = {"programme_role", "kind"}


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize(("kind", "loss"), EACH)
def test_a_link_dies_with_its_inviters_right_beside_those_that_are_good(
    client: FlaskClient, do, run, invite, kind: str, loss: Any
) -> None:
    inviter = invite(kind)
    assert client.get(LINK).status_code == 200

    if loss is erased:
        do(lambda: erased(inviter))
    else:
        run(loss(inviter))

    assert client.get(LINK).status_code == 410
    assert client.post(LINK, data=ACCOUNT).status_code == 410
    assert {client.get(f"/invitations/{token}").status_code for token in neighbours.tokens()} == {
        200
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_link_stays_good_beside_dead_ones(
    client: FlaskClient, do, invite, kind: str
) -> None:
    invite(kind)
    theirs = Person.email.endswith("@neighbour.example")

    do(lambda: db.session.execute(sa.update(Person).where(theirs).values(active=False)))

    assert client.get(LINK).status_code == 200
    dead = [client.get(f"/invitations/{token}").status_code for token in neighbours.tokens()]
    assert dead == [410] * 5 + [200]
