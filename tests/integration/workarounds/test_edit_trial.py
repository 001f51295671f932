"""A partner says how its trial goes now; two who write at once lose nothing."""

from datetime import date

import pytest
import sqlalchemy as sa

from tracker.models import Obstacle, Trial
from tracker.models.vocabulary import Outcome, Status


@pytest.fixture
def trial(make, kent, medway):
    """Kent's trial of Medway's workaround, begun in May 2022."""
    obstacle = make.obstacle("No mandate", organisation=kent)
    way = make.workaround("Ask the board", organisation=medway, against=[obstacle])
    return make.trial(way, obstacle, Outcome.TOO_EARLY, started_on=date(2022, 5, 1))


@pytest.fixture
def path(trial):
    return f"/programmes/ticc/trials/{trial.reference}/edit"


def typed(**given):
    return {"outcome": "worked", "started_on": "2022-05-01", "version": "1"} | given


def test_it_opens_with_what_stands_there(kents, path):
    page = kents.get(path).text

    assert "Ask the board" in page
    assert 'value="2022-05-01"' in page
    assert 'checked class="form-check-input" id="outcome-3"' in page


def test_the_obstacles_page_leads_there_for_those_who_may(kents, medways, path, trial, rows):
    [reference] = rows(sa.select(Obstacle.reference).where(Obstacle.id == trial.obstacle_id))
    page = f"/programmes/ticc/obstacles/{reference}"

    assert path in kents.get(page).text
    assert path not in medways.get(page).text


@pytest.mark.on_postgresql
def test_how_it_goes_is_kept(kents, path, rows):
    answer = kents.post(path, data=typed(ended_on="2022-11-01", what_it_took="A board"))

    [trial] = rows(sa.select(Trial))
    assert answer.location.endswith("#change-status")
    assert (trial.outcome, trial.ended_on) == (Outcome.WORKED, date(2022, 11, 1))
    assert (trial.what_it_took, trial.version) == ("A board", 2)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"outcome": "brilliant"}, "Choose an outcome"),
        ({"ended_on": "2022-04-30"}, "End date must be the same as or after the start date"),
        ({"what_it_took": "x" * 2001}, "1 character too long. Shorten the text"),
        ({"started_on": "May"}, "Enter a date from 1900 to 2200"),
    ],
)
def test_what_is_wrong_gets_a_sentence(kents, path, rows, wrong, sentence):
    answer = kents.post(path, data=typed(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows(sa.select(Trial.version)) == [1]


def test_the_workarounds_owner_sees_the_trial_and_may_not_edit_it(medways, path, rows):
    assert medways.get(path).status_code == 403
    assert medways.post(path, data=typed()).status_code == 403
    assert rows(sa.select(Trial.outcome)) == [Outcome.TOO_EARLY]


def test_not_even_a_programme_lead_may_edit_it(leads, path):
    assert leads.get(path).status_code == 403


def test_against_an_obstacle_out_of_sight_it_is_missing(medways, make, kent):
    hidden = make.obstacle(organisation=kent, visibility="organisation")
    trial = make.trial(make.workaround(against=[hidden]), hidden)

    path = f"/programmes/ticc/trials/{trial.reference}/edit"

    assert medways.get(path).status_code == medways.post(path, data=typed()).status_code == 404


def test_under_another_programmes_address_it_is_missing(kents, trial, elsewhere):
    path = f"/programmes/{elsewhere.slug}/trials/{trial.reference}/edit"

    assert kents.get(path).status_code == 404


def test_who_comes_second_is_shown_both_and_can_save(kents, path, rows):
    kents.post(path, data=typed(outcome="did-not", what_it_took="Theirs"))

    clash = kents.post(path, data=typed(what_it_took="Mine"))
    again = kents.post(path, data=typed(what_it_took="Mine", version="2"))

    assert clash.status_code == 409
    for text in ("Theirs", "Mine", "did not work", "worked"):
        assert text in clash.text
    assert again.status_code == 303
    assert rows(sa.select(Trial.what_it_took)) == ["Mine"]


def test_two_who_say_the_very_same_do_not_clash(kents, path):
    kents.post(path, data=typed())

    assert kents.post(path, data=typed()).status_code == 303


@pytest.mark.on_postgresql
def test_past_the_obstacle_nobody_is_asked_for_its_status(kents, make, kent):
    past = make.obstacle(organisation=kent, status=Status.RESOLVED)
    trial = make.trial(make.workaround(against=[past]), past)

    answer = kents.post(f"/programmes/ticc/trials/{trial.reference}/edit", data=typed())

    assert answer.location.endswith(past.reference)
