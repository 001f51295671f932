"""Somebody looks after each obstacle; only its own organisation knows who."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.account.commands_erase import erase_person
from tracker.comments.queries_mentions import person_handle
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Membership, Obstacle, Organisation, Person
from tracker.models.moment import now
from tracker.obstacles.commands_owner import assign_owner
from tracker.people.commands import leave_organisation

OWNERS = sa.select(Obstacle.owner_id)


@pytest.fixture
def colleague(make, kent) -> Person:
    return make.contributor(kent, name="Carl Colleague")


@pytest.fixture
def obstacle(make, kent, nurse) -> Obstacle:
    return make.obstacle(organisation=kent, author=nurse, owner_id=nurse.id)


def path(obstacle: Obstacle) -> str:
    return f"{AT}/{obstacle.reference}/owner"


def test_whoever_logs_it_looks_after_it(kents, nurse, rows) -> None:
    kents.post(f"{AT}/log", data={"title": "No mandate", "visibility": "partners"})

    assert rows(OWNERS) == [nurse.id]


def test_it_is_handed_over_to_a_colleague(kents, obstacle, nurse, colleague, rows) -> None:
    page = kents.get(path(obstacle)).text

    kents.post(path(obstacle), data={"owner": person_handle(colleague.fs_uniquifier)})

    assert '<option selected value="' + person_handle(nurse.fs_uniquifier) in page
    assert rows(OWNERS) == [colleague.id]
    assert "Carl Colleague" in kents.get(f"{AT}/{obstacle.reference}").text


def test_nobody_may_look_after_it(kents, obstacle, rows) -> None:
    kents.post(path(obstacle), data={"owner": ""})

    assert rows(OWNERS) == [None]
    assert "nobody yet" in kents.get(f"{AT}/{obstacle.reference}").text


def test_only_its_own_people_read_who_it_is(medways, leads, obstacle) -> None:
    for browser in (medways, leads):
        page = browser.get(f"{AT}/{obstacle.reference}").text
        assert "Nora Nurse" not in page
        assert "Responsible person" not in page


@pytest.mark.parametrize("who", ["medways", "leads"])
def test_others_hand_nothing_over(request, obstacle, nurse, rows, who) -> None:
    answer = request.getfixturevalue(who).post(path(obstacle), data={"owner": ""})

    assert answer.status_code == 403
    assert rows(OWNERS) == [nurse.id]


def test_nobody_of_another_organisation_is_taken(
    kents, make, obstacle, medway, nurse, rows
) -> None:
    other = make.contributor(medway)

    answer = kents.post(path(obstacle), data={"owner": person_handle(other.fs_uniquifier)})

    assert answer.status_code == 422
    assert rows(OWNERS) == [nurse.id]


def test_whoever_is_writing_meanwhile_is_not_disturbed(kents, obstacle, rows) -> None:
    kents.post(path(obstacle), data={"owner": ""})

    assert rows(sa.select(Obstacle.version)) == [obstacle.version]


def test_whoever_leaves_lets_go_of_it(app, obstacle, kent, nurse, rows) -> None:
    with app.app_context(), write_transactions():
        person = db.session.get_one(Person, nurse.id)
        leave_organisation(person=person, organisation=db.session.get_one(Organisation, kent.id))
        db.session.commit()

    assert obstacle.owner_id == nurse.id
    assert rows(OWNERS) == [None]


@pytest.mark.on_postgresql
def test_whoever_is_erased_looks_after_nothing(app, make, obstacle, kent, nurse, rows) -> None:
    comment = make.comment(obstacle, nurse)
    make.mention(make.comment(obstacle), nurse)
    with app.app_context(), write_transactions():
        erase_person(person=db.session.get_one(Person, nurse.id))
        db.session.commit()

    assert rows(OWNERS) == [None]
    assert kent.id == comment.organisation_id


def test_what_an_erased_person_said_stays_under_their_pseudonym(
    app, make, signed_in_as, obstacle, nurse, colleague
) -> None:
    make.comment(obstacle, nurse, "So it was")
    with app.app_context(), write_transactions():
        erase_person(person=db.session.get_one(Person, nurse.id))
        db.session.commit()

    page = signed_in_as(colleague).get(f"{AT}/{obstacle.reference}").text

    assert "So it was" in page
    assert "Former member" in page
    assert "Nora Nurse" not in page


def test_who_is_no_longer_a_member_is_not_offered(kents, obstacle, colleague, run) -> None:
    ended = sa.update(Membership).where(Membership.person_id == colleague.id)
    run(ended.values(ended_at=now()))

    assert "Carl Colleague" not in kents.get(path(obstacle)).text


def test_the_command_takes_no_stranger_either(app, obstacle, make, medway) -> None:
    stranger = make.contributor(medway)

    with (
        app.app_context(),
        write_transactions(),
        pytest.raises(DomainError, match="Choose a colleague"),
    ):
        assign_owner(obstacle=db.session.get_one(Obstacle, obstacle.id), owner_id=stranger.id)
