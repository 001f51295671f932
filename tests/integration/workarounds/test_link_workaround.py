"""A workaround is put beside an obstacle and taken away, by whom the obstacle lets."""

import pytest
import sqlalchemy as sa

from tests.listing import without_token
from tracker.models import WorkaroundLink

AT = "/programmes/ticc/workarounds"


@pytest.fixture
def way(make, medway):
    """Medway's workaround."""
    return make.workaround("Ask the board", organisation=medway)


@pytest.fixture
def obstacle(make, kent):
    """Kent's obstacle."""
    return make.obstacle("No mandate", organisation=kent)


def put(browser, way, code):
    return browser.post(f"{AT}/{way.reference}/link", data={"obstacle": code})


def take_away(browser, way, obstacle):
    path = f"/programmes/ticc/obstacles/{obstacle.reference}/unlink"
    return browser.post(path, data={"workaround": way.reference}, follow_redirects=True)


def links(rows):
    return rows(sa.select(WorkaroundLink.obstacle_id))


def test_whose_obstacle_it_is_puts_anybodys_workaround_beside_it(kents, way, obstacle, rows):
    answer = put(kents, way, f" {obstacle.reference.lower()} ")

    assert answer.status_code == 303
    assert links(rows) == [obstacle.id]


def test_a_programme_lead_puts_it_beside_any_obstacle(leads, way, obstacle, rows):
    assert put(leads, way, obstacle.reference).status_code == 303
    assert links(rows) == [obstacle.id]


def test_putting_it_there_twice_is_once_enough(kents, way, obstacle, rows):
    put(kents, way, obstacle.reference)

    assert put(kents, way, obstacle.reference).status_code == 303
    assert links(rows) == [obstacle.id]


@pytest.mark.parametrize("who", ["medway", "funder"])
def test_nobody_else_puts_anything_beside_it(browsers, make, kent, rows, who):
    way = make.workaround(organisation=kent, visibility="public")
    obstacle = make.obstacle("No mandate", organisation=kent, visibility="public")

    answer = put(browsers[who], way, obstacle.reference)

    assert answer.status_code == 422
    assert "No obstacle of your organisation matches" in answer.text
    assert links(rows) == []


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Choose an obstacle. Enter words from it, or its reference"),
        ("\x00", "Choose an obstacle. Enter words from it, or its reference"),
        ("TICC-2222", "No obstacle of your organisation matches “TICC-2222”. Enter other words"),
        ("x" * 3000, "No obstacle of your organisation matches “xxx"),
        ("☃", "No obstacle of your organisation matches “☃”. Enter other words"),
    ],
)
def test_a_code_of_nothing_gets_a_sentence_and_is_kept(kents, way, code, sentence, rows):
    answer = put(kents, way, code)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert code.strip("\x00").upper()[:20] in answer.text.upper()
    assert links(rows) == []


def test_an_obstacle_out_of_sight_and_none_get_the_same_answer(leads, way, make, kent):
    hidden = make.obstacle(organisation=kent, visibility="organisation")

    refused = put(leads, way, hidden.reference)

    missing = put(leads, way, "TICC-2222")
    alike = without_token(refused).replace(hidden.reference, "TICC-2222")
    assert alike == without_token(missing)


def test_a_draft_gets_no_workaround_yet(kents, way, make, kent, nurse, rows):
    draft = make.obstacle(organisation=kent, is_draft=True, author=nurse)

    assert put(kents, way, draft.reference).status_code == 422
    assert links(rows) == []


def test_another_programmes_obstacle_is_none_here(kents, way, make, kent, elsewhere, rows):
    abroad = make.obstacle(organisation=kent, programme=elsewhere)

    assert put(kents, way, abroad.reference).status_code == 422
    assert links(rows) == []


def test_a_workaround_out_of_sight_is_missing(kents, make, medway, obstacle):
    hidden = make.workaround(organisation=medway, visibility="organisation")

    assert put(kents, hidden, obstacle.reference).status_code == 404


@pytest.mark.parametrize("who", ["kent", "lead"])
def test_it_is_taken_away_again(browsers, make, medway, obstacle, rows, who):
    way = make.workaround(organisation=medway, against=[obstacle])
    assert "Remove link" in browsers[who].get(f"{AT}/{way.reference}").text

    page = take_away(browsers[who], way, obstacle)

    assert f"Link to {obstacle.reference} removed." in page.text
    assert links(rows) == []


def test_it_stays_where_it_was_tried(kents, make, medway, obstacle, rows):
    way = make.workaround(organisation=medway, against=[obstacle])
    make.trial(way, obstacle)
    assert "Remove link" not in kents.get(f"{AT}/{way.reference}").text

    page = take_away(kents, way, obstacle)

    assert (
        "This workaround has a trial for this obstacle, so you cannot remove the link" in page.text
    )
    assert links(rows) == [obstacle.id]


def test_taking_away_what_does_not_stand_there_says_so(kents, way, obstacle):
    page = take_away(kents, way, obstacle)

    assert "This workaround is not linked to this obstacle" in page.text


@pytest.mark.parametrize("code", ["", "W-2222", "\x00"])
def test_taking_away_a_workaround_that_is_none_says_so(kents, obstacle, code):
    path = f"/programmes/ticc/obstacles/{obstacle.reference}/unlink"

    page = kents.post(path, data={"workaround": code}, follow_redirects=True)

    assert "This workaround is no longer linked here" in page.text


def test_another_partner_may_not_take_it_away(medways, make, medway, obstacle, rows):
    way = make.workaround(organisation=medway, against=[obstacle])

    assert "Remove link" not in medways.get(f"{AT}/{way.reference}").text
    assert take_away(medways, way, obstacle).status_code == 403
    assert links(rows) == [obstacle.id]


def test_from_an_obstacle_out_of_sight_nothing_can_be_taken(medways, make, kent, way):
    hidden = make.obstacle(organisation=kent, visibility="organisation")

    assert take_away(medways, way, hidden).status_code == 404
