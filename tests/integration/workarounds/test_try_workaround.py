"""A partner tries a workaround against an obstacle of its own, and says how it goes."""

from datetime import date

import pytest
import sqlalchemy as sa

from tracker.models import Obstacle, StatusChange, Trial, WorkaroundLink
from tracker.models.vocabulary import Outcome, Status

AT = "/programmes/ticc/workarounds"


@pytest.fixture
def way(make, medway):
    """Medway's workaround."""
    return make.workaround("Ask the board", organisation=medway, visibility="public")


@pytest.fixture
def obstacle(make, kent):
    """Kent's obstacle."""
    return make.obstacle("No mandate", organisation=kent, visibility="public")


@pytest.fixture
def path(way, obstacle):
    return f"{AT}/{way.reference}/trials/new?obstacle={obstacle.reference}"


def typed(obstacle, **given):
    return {"obstacle": obstacle.reference, "outcome": "too-early"} | given


def test_from_the_obstacles_page_it_is_known_against_what(kents, path, obstacle):
    page = kents.get(path).text

    assert "No mandate" in page
    assert f'<input type="hidden" name="obstacle" value="{obstacle.reference}">' in page


def search(browser, way, words=""):
    data = {"obstacle": words, "obstacle-search": "1", "what_it_took": "Nine months"}
    return browser.post(f"{AT}/{way.reference}/trials/new", data=data)


def test_else_ones_own_obstacles_are_offered(kents, way, make, medway, kent, nurse, obstacle, rows):
    make.obstacle("Not yours", organisation=medway)
    make.obstacle("Half a thought", organisation=kent, is_draft=True, author=nurse)

    page = search(kents, way)

    assert page.status_code == 200
    assert f'value="{obstacle.reference}"' in page.text
    assert "Not yours" not in page.text
    assert "Half a thought" not in page.text
    assert "Nine months" in page.text
    assert rows(sa.select(Trial)) == []


def test_ones_own_obstacles_of_another_programme_are_not_offered(kents, way, make, kent, elsewhere):
    make.obstacle("Abroad", organisation=kent, programme=elsewhere)

    assert "Abroad" not in search(kents, way).text


def test_what_is_picked_is_tried_against(kents, way, obstacle, rows):
    data = typed(obstacle) | {"obstacle": "manda", "obstacle-choice": obstacle.reference}

    kents.post(f"{AT}/{way.reference}/trials/new", data=data)

    assert rows(sa.select(Trial.obstacle_id)) == [obstacle.id]


def test_the_pick_outlives_a_mistake_elsewhere(kents, way, obstacle):
    picked = {"obstacle": "manda", "obstacle-choice": obstacle.reference}

    page = kents.post(f"{AT}/{way.reference}/trials/new", data=picked | {"started_on": "soon"})

    assert page.status_code == 422
    assert f'<input type="hidden" name="obstacle" value="{obstacle.reference}">' in page.text


def test_one_press_says_that_we_are_trying_it(kents, path, rows, nurse, obstacle, way):
    answer = kents.post(path, data=typed(obstacle))

    [trial] = rows(sa.select(Trial))
    assert answer.status_code == 303
    assert (trial.outcome, trial.author_id) == (Outcome.TOO_EARLY, nurse.id)
    assert (trial.workaround_id, trial.obstacle_id) == (way.id, obstacle.id)
    assert (trial.started_on, trial.ended_on, trial.what_it_took) == (None, None, "")


def test_trying_it_puts_it_beside_the_obstacle(kents, path, rows, obstacle):
    kents.post(path, data=typed(obstacle))

    assert rows(sa.select(WorkaroundLink.obstacle_id)) == [obstacle.id]


def test_what_is_said_of_it_is_kept(kents, path, rows, obstacle):
    given = {"outcome": "partly", "started_on": "2019-03-01", "ended_on": "2019-12-31"}

    kents.post(path, data=typed(obstacle, what_it_took="Nine\r\nmonths", **given))

    [trial] = rows(sa.select(Trial))
    assert (trial.outcome, trial.what_it_took) == (Outcome.PARTLY, "Nine\nmonths")
    assert (trial.started_on, trial.ended_on) == (date(2019, 3, 1), date(2019, 12, 31))


def test_it_can_be_tried_again(kents, path, rows, obstacle):
    kents.post(path, data=typed(obstacle, outcome="did-not"))
    kents.post(path, data=typed(obstacle, outcome="worked"))

    assert sorted(rows(sa.select(Trial.outcome))) == [Outcome.DID_NOT, Outcome.WORKED]


@pytest.mark.parametrize("outcome", ["worked", "partly"])
def test_where_it_helped_the_person_is_led_to_the_status_and_it_stays(
    kents, path, rows, obstacle, outcome
):
    answer = kents.post(path, data=typed(obstacle, outcome=outcome))

    assert answer.location.endswith(f"{obstacle.reference}#change-status")
    assert (
        "If it is no longer in the way, update the status here." in kents.get(answer.location).text
    )
    assert rows(sa.select(Obstacle.status)) == [Status.OPEN]
    assert len(rows(sa.select(StatusChange))) == 1


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("did-not", Status.OPEN), ("too-early", Status.OPEN), ("worked", Status.RESOLVED)],
)
def test_else_the_status_is_not_asked_for(kents, make, way, kent, outcome, status):
    obstacle = make.obstacle(organisation=kent, status=status)

    answer = kents.post(f"{AT}/{way.reference}/trials/new", data=typed(obstacle, outcome=outcome))

    assert answer.location.endswith(obstacle.reference)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"outcome": "brilliant"}, "Choose an outcome"),
        ({"outcome": ""}, "Choose an outcome"),
        ({"started_on": "yesterday"}, "Enter a date from 1900 to 2200"),
        ({"ended_on": "2019-02-30"}, "Enter a date from 1900 to 2200"),
        (
            {"started_on": "2019-03-02", "ended_on": "2019-03-01"},
            "End date must be the same as or after the start date",
        ),
        ({"what_it_took": "x" * 2001}, "1 character too long. Shorten the text"),
        ({"obstacle": "TICC-2222"}, "No obstacle of your organisation matches “TICC-2222”"),
        ({"obstacle": ""}, "Choose an obstacle. Enter words from it, or its reference"),
        ({"obstacle": "\x00"}, "Choose an obstacle. Enter words from it, or its reference"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_keeps_the_rest(
    kents, way, obstacle, rows, wrong, sentence
):
    given = typed(obstacle, what_it_took="Nine months") | wrong

    answer = kents.post(f"{AT}/{way.reference}/trials/new", data=given)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert given["what_it_took"] in answer.text
    assert rows(sa.select(Trial)) == rows(sa.select(WorkaroundLink)) == []


@pytest.mark.parametrize("is_draft", [True, False])
def test_only_ones_own_logged_obstacles_can_be_tried_upon(
    kents, make, way, medway, kent, nurse, rows, is_draft
):
    other = make.obstacle(
        organisation=kent if is_draft else medway, is_draft=is_draft, author=nurse
    )

    answer = kents.post(f"{AT}/{way.reference}/trials/new", data=typed(other))

    assert answer.status_code == 422
    assert rows(sa.select(Trial)) == []


def test_another_programmes_obstacle_is_none_here(kents, way, make, kent, elsewhere, rows):
    abroad = make.obstacle(organisation=kent, programme=elsewhere)

    answer = kents.post(f"{AT}/{way.reference}/trials/new", data=typed(abroad))

    assert answer.status_code == 422
    assert rows(sa.select(Trial)) == []


@pytest.mark.parametrize("who", ["lead", "funder"])
def test_who_has_no_organisation_that_logs_may_not_try(browsers, path, obstacle, who):
    assert browsers[who].get(path).status_code == 403
    assert browsers[who].post(path, data=typed(obstacle)).status_code == 403


def test_a_workaround_out_of_sight_cannot_be_tried(kents, make, medway, obstacle, rows):
    hidden = make.workaround(organisation=medway, visibility="organisation")

    answer = kents.post(f"{AT}/{hidden.reference}/trials/new", data=typed(obstacle))

    assert answer.status_code == 404
    assert rows(sa.select(Trial)) == []


def test_whose_workaround_it_is_sees_that_it_was_tried(kents, medways, path, obstacle, way):
    kents.post(path, data=typed(obstacle, what_it_took="Nine months"))

    page = medways.get(f"{AT}/{way.reference}").text

    assert "Nine months" in page
    assert "Kent" in page
