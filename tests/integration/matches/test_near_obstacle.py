"""What others did about something like an obstacle, found by its words alone."""

import pytest
import sqlalchemy as sa

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import words_in
from tracker.models import Obstacle, Trial
from tracker.models.vocabulary import Likeness, Outcome, Status, Visibility

THEIRS = "Every sign-off sits with managers above the team"
OURS = "Each sign-off sits with a manager"
WAY = "A mandate for the team"


@pytest.fixture
def ours(make: Factory, kent) -> Obstacle:
    return make.obstacle(OURS, organisation=kent)


@pytest.fixture
def theirs(make: Factory, medway) -> Obstacle:
    """What Medway met and got round."""
    met = make.obstacle(THEIRS, organisation=medway)
    way = make.workaround(WAY, organisation=medway, against=[met])
    make.trial(way, met, Outcome.WORKED)
    return met


@pytest.mark.usefixtures("theirs")
def test_it_tells_what_helped_there(kents, ours):
    page = words_in(kents.get(f"{AT}/{ours.reference}/near").text)

    assert THEIRS in page
    assert f"Their workaround: {WAY}" in page


@pytest.mark.usefixtures("theirs")
def test_one_tap_tries_it_too(kents, ours, rows):
    assert "Start a trial" in kents.get(f"{AT}/{ours.reference}/near").text

    [way] = rows(sa.text("SELECT reference FROM workaround"))
    kents.post(f"{AT}/{ours.reference}/try", data={"workaround": way})

    tried = sa.select(Trial.outcome).where(Trial.obstacle_id == ours.id)
    assert rows(tried) == [Outcome.TOO_EARLY]


@pytest.mark.usefixtures("theirs")
def test_who_may_not_try_it_reads_it_all_the_same(leads, ours):
    page = leads.get(f"{AT}/{ours.reference}/near").text

    assert WAY in page
    assert "Start a trial" not in page


def test_what_is_out_of_sight_is_not_there(kents, make, ours, medway):
    make.obstacle(THEIRS, organisation=medway, visibility=Visibility.ORGANISATION)

    page = kents.get(f"{AT}/{ours.reference}/near").text

    assert THEIRS not in page
    assert "Nothing similar yet, in what you can see." in page


def test_a_workaround_out_of_sight_is_not_told_of_a_barrier_near_it(kents, make, ours, medway):
    barrier = make.barrier("Sign-off of each step sits with a manager")
    met = make.obstacle(organisation=medway, barrier=barrier)
    make.workaround(WAY, organisation=medway, against=[met], visibility=Visibility.ORGANISATION)

    page = kents.get(f"{AT}/{ours.reference}/logged").text

    assert barrier.title in page
    assert WAY not in page


def test_ones_own_obstacles_are_not_there(kents, make, ours, kent):
    make.obstacle(THEIRS, organisation=kent)

    assert THEIRS not in kents.get(f"{AT}/{ours.reference}/near").text


def test_what_was_said_to_be_different_is_not_there(kents, make, ours, theirs):
    make.match(ours, theirs, Likeness.DIFFERENT)

    assert THEIRS not in kents.get(f"{AT}/{ours.reference}/near").text


def test_a_barrier_that_was_ruled_out_is_not_there(kents, make, ours, medway):
    barrier = make.barrier("Sign-off of each step sits with a manager")
    make.obstacle(organisation=medway, barrier=barrier)
    assert barrier.title in kents.get(f"{AT}/{ours.reference}/near").text

    make.ruled_out(ours, barrier)

    assert barrier.title not in kents.get(f"{AT}/{ours.reference}/near").text


def test_what_was_said_to_be_the_same_stays(kents, make, ours, theirs):
    make.match(ours, theirs, Likeness.SAME)

    assert THEIRS in kents.get(f"{AT}/{ours.reference}/near").text


@pytest.mark.parametrize(("status", "leads"), [(Status.OPEN, True), (Status.RESOLVED, False)])
def test_the_obstacle_leads_there_while_it_is_in_the_way(kents, make, kent, status, leads):
    reference = make.obstacle(organisation=kent, status=status).reference

    page = kents.get(f"{AT}/{reference}").text

    assert (f"{AT}/{reference}/near" in page) is leads


def test_an_obstacle_out_of_sight_looks_missing(medways, make, kent):
    hidden = make.obstacle(organisation=kent, visibility=Visibility.ORGANISATION)
    draft = make.obstacle(organisation=kent, is_draft=True)

    answers = [medways.get(f"{AT}/{one.reference}/near") for one in (hidden, draft)]

    assert {answer.status_code for answer in answers} == {404}
