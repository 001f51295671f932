"""A partner says by one tap how its trial goes; what else it told of it stays."""

from datetime import date

import pytest
import sqlalchemy as sa

from tracker.models import Obstacle, Trial
from tracker.models.vocabulary import Outcome

HAS_BUTTONS = 'name="outcome"'


@pytest.fixture
def obstacle(make, kent):
    return make.obstacle("No mandate", organisation=kent)


@pytest.fixture
def begin(make, medway, obstacle):
    """Record a trial of Kent's; return where one says how it goes."""

    def record(outcome=Outcome.TOO_EARLY):
        way = make.workaround("Ask the board", organisation=medway, against=[obstacle])
        trial = make.trial(way, obstacle, outcome, started_on=date(2022, 5, 1), what_it_took="Time")
        return f"/programmes/ticc/trials/{trial.reference}/outcome"

    return record


@pytest.fixture
def page(obstacle):
    return f"/programmes/ticc/obstacles/{obstacle.reference}"


@pytest.mark.parametrize("outcome", ["worked", "partly", "did-not"])
def test_one_tap_on_the_obstacles_page_says_it(kents, begin, page, rows, outcome):
    at = begin()
    shown = kents.get(page).text

    answer = kents.post(at, data={"outcome": outcome})

    [trial] = rows(sa.select(Trial))
    assert f'formaction="{at}"' in shown
    assert f'value="{outcome}"' in shown
    assert answer.location.partition("#")[0] == page
    assert (trial.outcome, trial.what_it_took) == (outcome, "Time")
    assert trial.started_on == date(2022, 5, 1)


def test_what_helped_leads_to_where_one_says_that_it_is_past(kents, begin, page):
    answer = kents.post(begin(), data={"outcome": "worked"})

    assert answer.location == f"{page}#change-status"
    assert 'id="change-status"' in kents.get(page).text


@pytest.mark.on_postgresql
def test_a_second_tap_changes_nothing(kents, begin, rows):
    at = begin()

    for _each in range(2):
        kents.post(at, data={"outcome": "worked"})

    assert rows(sa.select(Trial.outcome)) == [Outcome.WORKED]
    assert len(rows(sa.select(Obstacle))) == 1


@pytest.mark.parametrize("outcome", [Outcome.WORKED, Outcome.PARTLY, Outcome.DID_NOT])
def test_once_it_is_said_there_are_no_buttons(kents, begin, page, outcome):
    begin(outcome)

    shown = kents.get(page).text

    assert HAS_BUTTONS not in shown
    assert "Update your trial" in shown


@pytest.mark.parametrize("typed", [{}, {"outcome": ""}, {"outcome": "splendid"}])
def test_an_outcome_that_nobody_offered_is_not_taken(kents, begin, rows, typed):
    answer = kents.post(begin(), data=typed)

    assert answer.status_code == 400
    assert rows(sa.select(Trial.outcome)) == [Outcome.TOO_EARLY]


def test_others_may_not_say_it(medways, leads, begin, page, rows):
    at = begin()

    answers = {
        client.post(at, data={"outcome": "worked"}).status_code for client in (medways, leads)
    }

    assert answers == {403}
    assert HAS_BUTTONS not in medways.get(page).text
    assert rows(sa.select(Trial.outcome)) == [Outcome.TOO_EARLY]
