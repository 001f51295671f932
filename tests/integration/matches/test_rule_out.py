"""Somebody says that an obstacle does not come from a barrier; it is offered for it no more."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.errors import DomainError
from tracker.matches.commands import rule_out_barrier
from tracker.models import AuditEvent, Barrier, Obstacle, RuledOut
from tracker.models.vocabulary import Visibility

AT = "/programmes/ticc/obstacles"
CAUSE = "Every sign-off sits with managers above the team"
OURS = "Each sign-off sits with a manager"


@pytest.fixture
def barrier(make: Factory, medway) -> Barrier:
    """The cause of an obstacle that Medway logged in much the same words."""
    cause = make.barrier(CAUSE)
    make.obstacle("Every sign-off sits with managers above us", organisation=medway, barrier=cause)
    return cause


@pytest.fixture
def ours(make: Factory, kent) -> Obstacle:
    return make.obstacle(OURS, organisation=kent)


@pytest.fixture
def say(kents: FlaskClient, ours: Obstacle):
    def send(barrier: Barrier, browser: FlaskClient = kents, **more: str):
        data = {"barrier": barrier.reference} | more
        return browser.post(f"{AT}/{ours.reference}/rule-out", data=data)

    return send


@pytest.fixture
def ruled_out(rows):
    def read() -> list[tuple[int, int]]:
        return [(one.obstacle_id, one.barrier_id) for one in rows(sa.select(RuledOut))]

    return read


def test_it_is_remembered_with_who_and_when(say, barrier, ours, nurse, rows):
    say(barrier)

    [said] = rows(sa.select(RuledOut))
    assert (said.obstacle_id, said.barrier_id, said.person_id) == (ours.id, barrier.id, nurse.id)
    assert said.said_at is not None


@pytest.mark.parametrize("page", ["logged", "group"])
def test_it_is_offered_no_more_nor_by_an_obstacle_under_it(say, barrier, kents, ours, page):
    address = f"{AT}/{ours.reference}/{page}"
    assert "Not this one" in kents.get(address).text

    kents.get(say(barrier, back=page).location)

    assert "Not this one" not in kents.get(address).text


def test_it_can_still_be_chosen_from_all(say, barrier, kents, ours, rows):
    say(barrier)

    kents.post(f"{AT}/{ours.reference}/group", data={"barrier": barrier.reference})

    assert rows(sa.select(Obstacle.barrier_id).where(Obstacle.id == ours.id)) == [barrier.id]


@pytest.mark.parametrize(("back", "page"), [("logged", "/logged"), ("group", "/group"), ("x", "")])
def test_it_leads_back_to_where_it_was_said(say, barrier, ours, back, page):
    assert say(barrier, back=back).location == f"{AT}/{ours.reference}{page}"


def test_to_say_it_twice_is_to_say_it_once(say, barrier, ours, ruled_out):
    say(barrier)
    say(barrier)

    assert ruled_out() == [(ours.id, barrier.id)]


def test_a_lead_may_say_it_and_others_may_not(say, barrier, leads, medways, funders):
    assert say(barrier, leads).status_code == 303
    assert {say(barrier, one).status_code for one in (medways, funders)} <= {403, 404}


def test_a_barrier_of_another_programme_looks_missing(say, make, elsewhere, ruled_out):
    assert say(make.barrier(programme=elsewhere)).status_code == 404
    assert ruled_out() == []


def test_a_form_that_names_none_is_no_form(kents, ours):
    assert kents.post(f"{AT}/{ours.reference}/rule-out").status_code == 400


def test_an_obstacle_out_of_sight_looks_missing(kents, make, medway, barrier):
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)

    answer = kents.post(f"{AT}/{hidden.reference}/rule-out", data={"barrier": barrier.reference})

    assert answer.status_code == 404


def test_said_while_typing_it_is_remembered_once_it_is_logged(kents, barrier, ruled_out, rows):
    data = {"title": OURS, "visibility": "partners", "act": "log"}
    kents.post(f"{AT}/log", data=data | {"said": f"different {barrier.reference}"})

    logged = rows(sa.select(Obstacle.id).where(Obstacle.title == OURS))
    assert ruled_out() == [(*logged, barrier.id)]


@pytest.mark.parametrize("answer", ["barrier", "different"])
def test_of_a_barrier_out_of_sight_no_answer_is_taken(kents, make, medway, ruled_out, rows, answer):
    hidden = make.barrier("Nobody else may know")
    make.obstacle(organisation=medway, barrier=hidden, visibility=Visibility.ORGANISATION)
    data = {"title": OURS, "visibility": "partners", "act": "log"}

    kents.post(f"{AT}/log", data=data | {"said": f"{answer} {hidden.reference}"})

    assert rows(sa.select(Obstacle.barrier_id).where(Obstacle.title == OURS)) == [None]
    assert ruled_out() == []


def test_no_other_answer_is_taken_of_a_barrier(kents, barrier, ruled_out, rows):
    data = {"title": OURS, "visibility": "partners", "act": "log"}
    kents.post(f"{AT}/log", data=data | {"said": f"related {barrier.reference}"})

    assert rows(sa.select(Obstacle.barrier_id).where(Obstacle.title == OURS)) == [None]
    assert ruled_out() == []


@pytest.mark.on_postgresql
def test_it_is_noted_on_the_obstacle(say, barrier, ours, rows, kents):
    say(barrier)

    noted = sa.select(AuditEvent.thing_id).where(AuditEvent.act == "obstacle:rule-out")
    assert rows(noted) == [ours.id]
    assert "Ruled out a barrier for the obstacle" in (
        kents.get(f"{AT}/{ours.reference}/history").text
    )


@pytest.mark.parametrize("model", [Obstacle, Barrier])
def test_it_goes_with_either_of_the_two(say, barrier, ours, ruled_out, run, model):
    say(barrier)
    run(sa.update(Obstacle).values(barrier_id=None))

    run(sa.delete(model).where(model.id == {Obstacle: ours, Barrier: barrier}[model].id))

    assert ruled_out() == []


def test_two_programmes_have_no_such_answer(app, make, ours, elsewhere):
    far = make.barrier(programme=elsewhere)

    with app.app_context(), pytest.raises(DomainError, match="another programme"):
        rule_out_barrier(obstacle=ours, barrier=far, person_id=None)


def test_a_draft_has_no_such_answer(app, make, kent, barrier):
    draft = make.obstacle(organisation=kent, is_draft=True)

    with (
        app.app_context(),
        pytest.raises(DomainError, match="Log the draft before you compare it"),
    ):
        rule_out_barrier(obstacle=draft, barrier=barrier, person_id=None)
