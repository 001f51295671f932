"""Commands that answer an invitation ask once more what the page asked before."""

import pytest

from tests.factories import Factory
from tests.fixtures.commands import ANN
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Invitation, Organisation, Person, Programme
from tracker.people.commands_invite import (
    InvitationClosed,
    NotInvited,
    accept_invitation,
    send_again,
    withdraw_invitation,
)

pytestmark = pytest.mark.usefixtures("transaction")


def test_the_commands_refuse_what_pages_do_not_offer(make: Factory, programme: Programme) -> None:
    given = {"programme_id": programme.id, "kind": "delivery", "email": ANN}
    part = make.invitation("p" * 43, **given).id
    ann, bob = make.person(email=ANN).id, make.person().id
    invitation = db.session.get_one(Invitation, part)

    with pytest.raises(NotInvited):
        accept_invitation(invitation=invitation, person=db.session.get_one(Person, bob))
    with pytest.raises(DomainError, match="Choose or add the organisation"):
        accept_invitation(invitation=invitation, person=db.session.get_one(Person, ann))
    withdraw_invitation(invitation=invitation)
    with pytest.raises(InvitationClosed):
        send_again(invitation=invitation, inviter_id=ann)


def test_the_command_asks_too_whether_the_inviter_may_still(
    make: Factory, kent: Organisation
) -> None:
    nobody, ann = make.person().id, make.person(email=ANN).id
    given = {"organisation_id": kent.id, "email": ANN, "inviter_id": nobody}
    invitation = db.session.get_one(Invitation, make.invitation("n" * 43, **given).id)

    with pytest.raises(InvitationClosed):
        accept_invitation(invitation=invitation, person=db.session.get_one(Person, ann))


def test_what_was_withdrawn_meanwhile_is_accepted_no_more(
    make: Factory, kent: Organisation
) -> None:
    ann, given = make.person(email=ANN).id, {"organisation_id": kent.id, "email": ANN}
    invitation = db.session.get_one(Invitation, make.invitation("w" * 43, **given).id)
    withdraw_invitation(invitation=invitation)

    with pytest.raises(InvitationClosed):
        accept_invitation(invitation=invitation, person=db.session.get_one(Person, ann))
