import pytest
import sqlalchemy as sa
from flask_security import verify_password

from tracker.extensions import db
from tracker.models import Person
from tracker.models.checks import HiddenCharacter
from tracker.people.commands import (
    MAX_NAME_LENGTH,
    AddressNotValid,
    AddressTaken,
    NameNotValid,
    PasswordTooEasy,
    add_person,
)

pytestmark = pytest.mark.usefixtures("transaction")


def test_a_person_is_added_under_their_address_in_small_letters() -> None:
    person = add_person(email=" Ann.Smith@Kent.Example ", name=" Ann Smith ")

    assert (person.email, person.name) == ("ann.smith@kent.example", "Ann Smith")
    assert person.active
    assert not person.is_administrator


def test_a_password_is_kept_as_a_hash_alone() -> None:
    person = add_person(email="ann@kent.example", name="Ann", password="giraffe umbrella tin")

    assert (person.password or "").startswith("$argon2id$")
    assert verify_password("giraffe umbrella tin", person.password)


def test_without_a_password_there_is_none() -> None:
    assert add_person(email="ann@kent.example", name="Ann").password is None


def test_two_people_differ_in_what_their_sessions_name() -> None:
    ann = add_person(email="ann@kent.example", name="Ann")
    bob = add_person(email="bob@kent.example", name="Bob")

    assert len(ann.fs_uniquifier) == 64
    assert ann.fs_uniquifier != bob.fs_uniquifier


def test_an_address_is_taken_once_in_any_case() -> None:
    add_person(email="ann@kent.example", name="Ann")

    with pytest.raises(AddressTaken):
        add_person(email="ANN@kent.example", name="Another Ann")


@pytest.mark.parametrize("address", ["", "ann", "ann@", "@kent.example", "a b@kent.example", "a@b"])
def test_an_address_is_written_in_full(address: str) -> None:
    with pytest.raises(AddressNotValid, match="full email address"):
        add_person(email=address, name="Ann")


@pytest.mark.parametrize("name", ["", "   ", "x" * (MAX_NAME_LENGTH + 1)])
def test_a_name_has_a_length(name: str) -> None:
    with pytest.raises(NameNotValid):
        add_person(email="ann@kent.example", name=name)


@pytest.mark.parametrize("password", ["", "too short", "password1234", "AnnSmith2026!"])
def test_an_easy_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooEasy):
        add_person(email="ann@kent.example", name="Ann Smith", password=password)


def test_nothing_is_committed() -> None:
    add_person(email="ann@kent.example", name="Ann")

    db.session.rollback()

    assert db.session.scalars(sa.select(Person)).all() == []


def test_a_name_that_would_be_read_as_another_is_refused() -> None:
    with pytest.raises(HiddenCharacter, match="Enter the name again"):
        add_person(email="ann@kent.example", name="An\u200bn")
