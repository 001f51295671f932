"""A workaround's page: its words, where it was tried and how it went, within the reader's sight."""

from datetime import date

import pytest

from tests.integration.conftest import everybody_sees
from tests.listing import without_token, words_in
from tracker.models import WorkaroundLink
from tracker.models.vocabulary import Outcome, Visibility

AT = "/programmes/ticc/workarounds"


@pytest.fixture
def way(make, kent):
    """Kent's workaround, named, read by partners."""
    return make.workaround("Ask the board", organisation=kent, details="In writing.")


def read(browser, way):
    page = browser.get(f"{AT}/{way.reference}")
    assert page.status_code == 200, page.status_code
    return words_in(page.text.partition("<main")[2].partition("</main")[0])


@pytest.mark.parametrize("visibility", list(Visibility))
def test_who_may_read_it_is_decided_by_its_organisation(browsers, make, kent, visibility):
    way = make.workaround(organisation=kent, visibility=visibility)

    answers = {
        name: browser.get(f"{AT}/{way.reference}").status_code for name, browser in browsers.items()
    }

    assert {name for name, status in answers.items() if status == 200} == everybody_sees(visibility)
    assert set(answers.values()) <= {200, 404}


def test_it_says_what_it_is_and_who_tells_of_it(medways, way):
    page = read(medways, way)

    assert "Ask the board" in page
    assert "In writing." in page
    assert "Added by Kent on" in page


def test_who_tells_of_it_unnamed_is_named_to_its_own_alone(browsers, make, kent):
    way = make.workaround(organisation=kent, is_named=False, visibility="public")

    told = {name for name, browser in browsers.items() if "Kent" in read(browser, way)}

    assert told == {"kent"}
    assert "Added by a partner" in read(browsers["lead"], way)


def test_its_source_goes_with_the_name(browsers, make, kent):
    way = make.workaround(
        organisation=kent, is_named=False, visibility="public", source_label="Kent’s report"
    )

    told = {name for name, browser in browsers.items() if "report" in read(browser, way)}

    assert told == {"kent"}


def test_its_source_is_shown(kents, make, kent):
    url = "https://example.org/ticc"
    way = make.workaround(organisation=kent, source_label="TICC report", source_url=url)

    page = " ".join(kents.get(f"{AT}/{way.reference}").text.split())

    assert f'<a href="{url}" rel="noopener noreferrer">TICC report</a>' in page


def test_each_trial_says_how_it_went_when_and_what_it_took(medways, make, way, kent):
    obstacle = make.obstacle("No mandate", organisation=kent)
    make._save(_link(way, obstacle))
    make.trial(
        way,
        obstacle,
        Outcome.PARTLY,
        started_on=date(2019, 3, 1),
        ended_on=date(2019, 12, 31),
        what_it_took="Nine months",
    )

    page = read(medways, way)

    assert "No mandate" in page
    assert "partly worked 1 March 2019 to 31 December 2019 Nine months" in page
    assert "partly worked: 1" in page


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"started_on": date(2019, 3, 1)}, "from 1 March 2019"),
        ({"ended_on": date(2019, 3, 1)}, "until 1 March 2019"),
    ],
)
def test_a_trial_may_have_one_day_alone(medways, make, kent, days, told):
    obstacle = make.obstacle(organisation=kent)
    way = make.workaround(organisation=kent, against=[obstacle])
    make.trial(way, obstacle, **days)

    assert told in read(medways, way)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_where_it_was_tried_shows_only_to_those_who_may_read_the_obstacle(
    browsers, make, kent, visibility
):
    obstacle = make.obstacle("No mandate", organisation=kent, visibility=visibility)
    way = make.workaround(organisation=kent, against=[obstacle], visibility="public")
    make.trial(way, obstacle, what_it_took="Nine months")

    pages = {name: read(browser, way) for name, browser in browsers.items()}

    told = everybody_sees(visibility)
    assert {name for name, page in pages.items() if "No mandate" in page} == told
    assert {name for name, page in pages.items() if "Nine months" in page} == told
    assert {name for name, page in pages.items() if "worked: 1" in page} == told


def test_who_tries_it_against_an_unnamed_obstacle_is_not_named(browsers, make, kent, medway):
    obstacle = make.obstacle(organisation=kent, is_named=False, visibility="public")
    way = make.workaround(organisation=medway, against=[obstacle], visibility="public")
    make.trial(way, obstacle)

    told = {name for name, browser in browsers.items() if "Kent" in read(browser, way)}

    assert told == {"kent"}
    assert "A partner" in read(browsers["medway"], way)


def test_a_draft_beside_it_shows_to_nobody(kents, make, kent, nurse):
    draft = make.obstacle("Half a thought", organisation=kent, is_draft=True, author=nurse)
    way = make.workaround(organisation=kent, against=[draft])

    assert "Half a thought" not in read(kents, way)


def test_without_an_obstacle_it_says_what_will_stand_there(kents, way):
    assert "No trials to show yet. If you try this, record a trial" in read(kents, way)


def test_beside_an_obstacle_without_a_trial_it_says_so(kents, make, kent):
    way = make.workaround(against=[make.obstacle("No mandate", organisation=kent)])

    page = read(kents, way)

    assert "No mandate" in page
    assert "no trials to show" in page


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("kent", {"Record a trial", "Update your trial", "Edit", "Link to obstacle"}),
        ("medway", {"Record a trial", "Link to obstacle"}),
        ("lead", {"Link to obstacle"}),
        ("funder", set()),
    ],
)
def test_each_is_offered_what_they_may_do(browsers, make, kent, who, offered):
    obstacle = make.obstacle(organisation=kent, visibility="public")
    way = make.workaround(organisation=kent, against=[obstacle], visibility="public")
    make.trial(way, obstacle)
    acts = {"Record a trial", "Update your trial", "Edit", "Link to obstacle"}

    page = read(browsers[who], way)

    assert {act for act in acts if act in page} == offered


def test_another_programmes_workaround_looks_missing(kents, make, kent, elsewhere):
    way = make.workaround(organisation=kent, programme=elsewhere)

    assert kents.get(f"{AT}/{way.reference}").status_code == 404
    assert kents.get(f"/programmes/elsewhere/workarounds/{way.reference}").status_code == 200


@pytest.mark.parametrize("code", ["W-2222", "W-0", "nothing", "W-2222222222"])
def test_what_does_not_exist_is_missing(kents, code):
    assert kents.get(f"{AT}/{code}").status_code == 404


def test_what_is_out_of_sight_looks_just_like_what_is_missing(medways, make, kent):
    hidden = make.workaround(organisation=kent, visibility="organisation")

    out_of_sight = medways.get(f"{AT}/{hidden.reference}")
    missing = medways.get(f"{AT}/W-2222")

    assert out_of_sight.status_code == missing.status_code == 404
    alike = without_token(out_of_sight).replace(hidden.reference, "W-2222")
    assert alike == without_token(missing)


def test_a_code_in_small_letters_finds_it(kents, way):
    assert kents.get(f"{AT}/{way.reference.lower()}").status_code == 200


def test_its_cost_does_not_grow_with_what_stands_there(kents, make, kent, way, queries_of):
    make._save(_link(way, make.obstacle(organisation=kent)))
    few = queries_of(kents, f"{AT}/{way.reference}")
    for _ in range(6):
        obstacle = make.obstacle(organisation=kent)
        make._save(_link(way, obstacle))
        make.trial(way, obstacle)

    assert queries_of(kents, f"{AT}/{way.reference}") == few <= 9


def _link(way, obstacle):
    return WorkaroundLink(
        workaround_id=way.id, obstacle_id=obstacle.id, programme_id=obstacle.programme_id
    )
