"""Joining, leaving and being assigned."""

import pytest
import sqlalchemy as sa

from tests.factories import Factory
from tracker.extensions import db
from tracker.models import Assignment, Membership, Organisation, Person, Programme, StoredSession
from tracker.models.moment import now
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.people.commands import (
    NotAMember,
    assign_to_programme,
    disable_person,
    join_organisation,
    leave_organisation,
)

pytestmark = pytest.mark.usefixtures("transaction")


@pytest.fixture
def person(make: Factory) -> Person:
    return make.person()


@pytest.fixture
def another_person(make: Factory) -> Person:
    return make.person()


@pytest.fixture
def organisation(make: Factory) -> Organisation:
    return make.organisation()


@pytest.fixture
def other(make: Factory) -> Organisation:
    return make.organisation()


@pytest.fixture
def programme(make: Factory) -> Programme:
    return make.programme()


def begin_session(person: Person) -> None:
    db.session.add(StoredSession(key_hash=f"of {person.id}", person_id=person.id, data="{}"))
    db.session.flush()


def sessions() -> list[int]:
    return list(db.session.scalars(sa.select(StoredSession.person_id)))


def test_a_person_joins_as_contributor(person: Person, organisation: Organisation) -> None:
    membership = join_organisation(person=person, organisation=organisation)

    assert membership.role is OrganisationRole.CONTRIBUTOR
    assert membership.ended_at is None


def test_to_join_again_changes_the_role(person: Person, organisation: Organisation) -> None:
    join_organisation(person=person, organisation=organisation)

    join_organisation(person=person, organisation=organisation, role=OrganisationRole.LEAD)

    (membership,) = db.session.scalars(sa.select(Membership))
    assert membership.role is OrganisationRole.LEAD


def test_who_left_can_come_back(person: Person, organisation: Organisation) -> None:
    join_organisation(person=person, organisation=organisation)
    leave_organisation(person=person, organisation=organisation)

    membership = join_organisation(person=person, organisation=organisation)

    assert membership.ended_at is None


def test_a_membership_that_ended_is_kept(person: Person, organisation: Organisation) -> None:
    join_organisation(person=person, organisation=organisation)

    membership = leave_organisation(person=person, organisation=organisation)

    assert membership.ended_at is not None
    assert membership.ended_at <= now()


def test_nobody_leaves_where_they_never_were(person: Person, organisation: Organisation) -> None:
    with pytest.raises(NotAMember):
        leave_organisation(person=person, organisation=organisation)


def test_nobody_leaves_twice(person: Person, organisation: Organisation) -> None:
    join_organisation(person=person, organisation=organisation)
    leave_organisation(person=person, organisation=organisation)

    with pytest.raises(NotAMember):
        leave_organisation(person=person, organisation=organisation)


def test_with_the_last_place_the_sessions_end(person: Person, organisation: Organisation) -> None:
    join_organisation(person=person, organisation=organisation)
    begin_session(person)

    leave_organisation(person=person, organisation=organisation)

    assert sessions() == []


@pytest.mark.parametrize("other_place", ["organisation", "programme", "administrator"])
def test_with_another_place_the_sessions_go_on(
    *,
    person: Person,
    organisation: Organisation,
    other: Organisation,
    programme: Programme,
    other_place: str,
) -> None:
    join_organisation(person=person, organisation=organisation)
    if other_place == "organisation":
        join_organisation(person=person, organisation=other)
    if other_place == "programme":
        assign_to_programme(person=person, programme=programme, role=ProgrammeRole.OBSERVER)
    person.is_administrator = other_place == "administrator"
    begin_session(person)

    leave_organisation(person=person, organisation=organisation)

    assert sessions() == [person.id]


def test_a_person_is_assigned_once_to_each_role(person: Person, programme: Programme) -> None:
    for role in (ProgrammeRole.LEAD, ProgrammeRole.FUNDER, ProgrammeRole.LEAD):
        assign_to_programme(person=person, programme=programme, role=role)

    roles = {assignment.role for assignment in db.session.scalars(sa.select(Assignment))}
    assert roles == {ProgrammeRole.LEAD, ProgrammeRole.FUNDER}


def test_an_assignment_that_ended_begins_again(person: Person, programme: Programme) -> None:
    assignment = assign_to_programme(person=person, programme=programme, role=ProgrammeRole.LEAD)
    assignment.ended_at = now()
    db.session.flush()

    assign_to_programme(person=person, programme=programme, role=ProgrammeRole.LEAD)

    assert assignment.ended_at is None


def test_to_disable_somebody_ends_their_sessions_alone(
    person: Person, another_person: Person
) -> None:
    begin_session(person)
    begin_session(another_person)

    disable_person(person=db.session.get_one(Person, person.id))

    assert sessions() == [another_person.id]
    assert not db.session.get_one(Person, person.id).active
