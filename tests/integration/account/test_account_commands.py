"""Commands on one's own account, past every form."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories import Factory
from tracker.account.commands import (
    NoPendingChange,
    change_name,
    confirm_address,
    request_address_change,
)
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import AddressChange, Invitation, Person
from tracker.models.checks import HiddenCharacter
from tracker.models.moment import now
from tracker.people.commands import AddressNotValid, NameNotValid


@pytest.fixture
def ann(app: Flask, make: Factory):
    made = make.person(name="Ann", email="ann@kent.example")
    with app.app_context(), write_transactions():
        yield db.session.get_one(Person, made.id)
        db.session.rollback()


@pytest.mark.parametrize("name", ["", " \t\n", "x" * 121])
def test_a_name_can_be_read_and_has_a_limit(ann: Person, name: str) -> None:
    with pytest.raises(NameNotValid):
        change_name(person=ann, name=name)


def test_a_name_stands_on_one_line(ann: Person) -> None:
    assert change_name(person=ann, name=" Ann\r\nJones ").name == "Ann Jones"


def test_a_name_holds_no_sign_that_nobody_sees(ann: Person) -> None:
    with pytest.raises(HiddenCharacter):
        change_name(person=ann, name="Ann\u202eJones")

    assert ann.name != "Ann\u202eJones"


def test_an_address_is_kept_as_it_is_looked_up(ann: Person) -> None:
    request_address_change(person=ann, email="  Ann@NEW.example ")

    assert db.session.scalar(sa.select(AddressChange.email)) == "ann@new.example"


def test_what_is_no_address_is_refused(ann: Person) -> None:
    with pytest.raises(AddressNotValid):
        request_address_change(person=ann, email="ann")


@pytest.mark.on_postgresql
def test_each_asking_has_a_token_of_its_own(ann: Person) -> None:
    tokens = [request_address_change(person=ann, email="ann@new.example") for _ in range(2)]

    assert None not in tokens
    assert len(set(tokens)) == 2
    with pytest.raises(NoPendingChange):
        confirm_address(person=ann, token=str(tokens[0]))
    assert confirm_address(person=ann, token=str(tokens[1])) == "ann@kent.example"


def test_a_confirmed_address_gives_sessions_another_name_to_know_by(ann: Person) -> None:
    before = ann.fs_uniquifier

    confirm_address(
        person=ann, token=str(request_address_change(person=ann, email="a@new.example"))
    )

    assert ann.fs_uniquifier != before


@pytest.mark.parametrize("given", [{}, {"accepted_at": now()}, {"withdrawn_at": now()}])
def test_invitations_stay_with_the_address_they_were_sent_to(
    make: Factory, ann: Person, given: dict[str, datetime]
) -> None:
    db.session.rollback()
    sent = make.invitation("a" * 43, email="ann@kent.example", **given)
    token = request_address_change(person=ann, email="ann@new.example")

    confirm_address(person=ann, token=token or "")

    invitation = db.session.get_one(Invitation, sent.id)
    assert (ann.email, invitation.email) == ("ann@new.example", "ann@kent.example")
