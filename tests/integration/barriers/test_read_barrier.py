"""A barrier's page: who meets it, how each stands, what gets past it, within the reader's sight."""

import re

import pytest

from tests.integration.conftest import everybody_sees
from tests.listing import words_in
from tracker.models.vocabulary import Level, Outcome, Status, Visibility

AT = "/programmes/ticc/barriers"


@pytest.fixture
def barrier(make, programme):
    return make.barrier("Sign-off sits too high", programme=programme)


def read(browser, barrier):
    page = browser.get(f"{AT}/{barrier.reference}")
    assert page.status_code == 200, page.status_code
    return words_in(page.text.partition("<main")[2].partition("</main")[0])


@pytest.mark.parametrize("visibility", list(Visibility))
def test_who_may_read_one_of_its_obstacles_may_read_it(browsers, make, kent, barrier, visibility):
    make.obstacle(organisation=kent, barrier=barrier, visibility=visibility)
    path = f"{AT}/{barrier.reference}"

    answers = {name: browser.get(path).status_code for name, browser in browsers.items()}

    readers = {name for name, status in answers.items() if status == 200}
    assert readers == everybody_sees(visibility) | {"lead"}
    assert set(answers.values()) <= {200, 404}


def test_without_an_obstacle_it_is_missing_but_to_programme_leads(browsers, barrier):
    path = f"{AT}/{barrier.reference}"

    answers = {name: browser.get(path).status_code for name, browser in browsers.items()}

    assert answers == {"kent": 404, "medway": 404, "lead": 200, "funder": 404}
    assert "No obstacle that you can see is linked to this barrier." in read(
        browsers["lead"], barrier
    )


def test_a_draft_under_it_opens_it_to_nobody(kents, make, kent, nurse, barrier):
    make.obstacle(organisation=kent, barrier=barrier, is_draft=True, author=nurse)

    assert kents.get(f"{AT}/{barrier.reference}").status_code == 404


def test_each_organisation_and_how_it_stands(kents, make, kent, medway, barrier):
    make.obstacle("No mandate", organisation=kent, barrier=barrier)
    make.obstacle("Too slow", organisation=medway, barrier=barrier, status=Status.WORKED_ROUND)

    page = read(kents, barrier)

    assert "Shared by 2 organisations. 1 of them has got past it." in page
    assert "Kent open Medway worked round" in page
    assert re.search(r"No mandate TICC-\w+ Kent open", page)
    assert re.search(r"Too slow TICC-\w+ Medway worked round", page)


def test_where_nobody_is_past_it_that_is_said(kents, make, kent, medway, barrier):
    for organisation in (kent, medway):
        make.obstacle(organisation=organisation, barrier=barrier)

    assert "None of them has got past it yet." in read(kents, barrier)


def test_met_by_one_organisation_it_does_not_claim_to_be_shared(kents, make, kent, barrier):
    make.obstacle(organisation=kent, barrier=barrier)

    page = read(kents, barrier)

    assert "1 organisation has this barrier so far" in page
    assert "Shared by" not in page


@pytest.mark.parametrize("visibility", list(Visibility))
def test_obstacles_and_standings_show_to_those_who_may_read_them(
    browsers, make, kent, medway, barrier, visibility
):
    make.obstacle("Open to all", organisation=medway, barrier=barrier, visibility="public")
    make.obstacle("No mandate", organisation=kent, barrier=barrier, visibility=visibility)

    pages = {name: read(browser, barrier) for name, browser in browsers.items()}

    told = everybody_sees(visibility)
    assert {name for name, page in pages.items() if "No mandate" in page} == told
    assert {name for name, page in pages.items() if "Kent" in page} == told
    assert {name for name, page in pages.items() if "Shared by 2" in page} == told


def test_unnamed_its_owner_is_named_to_its_own_alone(browsers, make, kent, barrier):
    make.obstacle(organisation=kent, barrier=barrier, is_named=False, visibility="public")

    pages = {name: read(browser, barrier) for name, browser in browsers.items()}

    assert {name for name, page in pages.items() if "Kent" in page} == {"kent"}
    assert "name not shown" in pages["lead"]


def test_few_unnamed_ones_stand_as_no_organisation(medways, make, kent, medway, barrier):
    make.obstacle(organisation=medway, barrier=barrier)
    make.obstacle("Whose?", organisation=kent, barrier=barrier, is_named=False)

    page = read(medways, barrier)

    assert "1 organisation has this barrier so far" in page
    assert re.search(r"Whose\? TICC-\w+ name not shown", page)


def test_what_gets_past_it_says_where_it_was_tried(kents, make, kent, medway, barrier):
    ours = make.obstacle(organisation=kent, barrier=barrier)
    theirs = make.obstacle(organisation=medway, barrier=barrier)
    make.workaround("Never tried", against=[ours])
    way = make.workaround("Ask the board", against=[ours, theirs])
    make.trial(way, ours, Outcome.DID_NOT)
    make.trial(way, theirs, Outcome.WORKED)

    page = read(kents, barrier)

    assert "Ask the board did not work Kent worked Medway Never tried no trials to show" in page


def test_without_a_workaround_it_says_what_will_stand_there(kents, make, kent, barrier):
    make.obstacle(organisation=kent, barrier=barrier)

    assert "No workarounds to show yet." in read(kents, barrier)


def test_workarounds_and_trials_out_of_sight_do_not_show(medways, make, kent, medway, barrier):
    hidden = make.obstacle(organisation=kent, barrier=barrier, visibility="organisation")
    seen = make.obstacle(organisation=medway, barrier=barrier)
    way = make.workaround("Ask the board", organisation=medway, against=[hidden, seen])
    make.workaround("Own secret", organisation=kent, against=[seen], visibility="organisation")
    make.trial(way, hidden)

    page = read(medways, barrier)

    assert "Ask the board no trials to show" in page
    assert "Own secret" not in page


def test_a_trial_against_an_unnamed_obstacle_names_nobody(medways, make, kent, barrier):
    unnamed = make.obstacle(organisation=kent, barrier=barrier, is_named=False)
    make.trial(make.workaround(organisation=kent, against=[unnamed], is_named=False), unnamed)

    page = read(medways, barrier)

    assert "worked name not shown" in page
    assert "Kent" not in page


def test_what_it_is_about_stands_beside(leads, make):
    maker = make.decision_maker("The regulator")
    category = make.category("Rules")
    barrier = make.barrier(
        level=Level.NATIONAL,
        explanation="What two rows of the source share.",
        category_id=category.id,
        decision_maker_id=maker.id,
    )

    page = read(leads, barrier)

    for words in ("national", "What two rows", "Rules", "The regulator"):
        assert words in page


@pytest.fixture
def hold_up(make, kent, medway, barrier):
    """Make another barrier that this one holds up, through two obstacles of Kent."""

    def make_other(holding="partners", held_up="partners"):
        other = make.barrier("Teams start too small")
        ours = make.obstacle(organisation=kent, barrier=barrier, visibility=holding)
        theirs = make.obstacle(organisation=kent, barrier=other, visibility=held_up)
        make.hindrance(ours, theirs)
        for either in (barrier, other):
            make.obstacle(organisation=medway, barrier=either)
        return other

    return make_other


def test_what_it_holds_up_stands_beside_it(medways, barrier, hold_up):
    other = hold_up()

    assert "Blocks Teams start too small" in read(medways, barrier)
    assert "Blocked by Sign-off sits too high" in read(medways, other)


@pytest.mark.parametrize("hidden", ["holding", "held_up"])
def test_what_it_holds_up_out_of_sight_does_not(kents, medways, barrier, hold_up, hidden):
    other = hold_up(**{hidden: "organisation"})

    assert "Blocks" in read(kents, barrier)
    assert "Blocks" not in read(medways, barrier)
    assert "Blocked by" not in read(medways, other)


@pytest.mark.parametrize("drafts", ["holding", "held_up"])
def test_a_draft_holds_nothing_up(kents, make, kent, nurse, barrier, drafts):
    given = {drafts: {"is_draft": True, "author": nurse}}
    other = make.barrier("Teams start too small")
    one = make.obstacle(organisation=kent, barrier=barrier, **given.get("holding", {}))
    make.hindrance(one, make.obstacle(barrier=other, **given.get("held_up", {})))
    make.obstacle(organisation=kent, barrier=barrier)

    assert "Blocks" not in read(kents, barrier)


def test_it_does_not_hold_up_itself(kents, make, kent, barrier):
    one, two = (make.obstacle(organisation=kent, barrier=barrier) for _ in range(2))
    make.hindrance(one, two)

    page = read(kents, barrier)

    assert "Blocks" not in page
    assert "Blocked by" not in page


def test_an_organisation_that_left_still_has_its_page(kents, make, barrier, left):
    gone = left("Gone")
    make.obstacle(organisation=gone, barrier=barrier)

    address = f"/programmes/ticc/organisations/{gone.slug}"

    assert f'href="{address}"' in kents.get(f"{AT}/{barrier.reference}").text
    assert kents.get(address).status_code == 200


def test_another_programmes_barrier_looks_missing(leads, make, elsewhere):
    barrier = make.barrier(programme=elsewhere)

    assert leads.get(f"{AT}/{barrier.reference}").status_code == 404


@pytest.mark.parametrize("code", ["B-2222", "nothing", "B-2"])
def test_what_does_not_exist_is_missing(leads, code):
    assert leads.get(f"{AT}/{code}").status_code == 404


def test_it_lists_the_newest_and_says_how_many_there_are(kents, make, kent, barrier, monkeypatch):
    monkeypatch.setattr("tracker.barriers.queries.MAX_OBSTACLES", 2)
    monkeypatch.setattr("tracker.barriers.routes.MAX_OBSTACLES", 2)
    for number in range(3):
        make.obstacle(f"Obstacle {number}", organisation=kent, barrier=barrier)

    page = read(kents, barrier)

    assert "The newest 2 of 3 obstacles." in page
    assert "Obstacle 0" not in page


def test_its_cost_does_not_grow_with_what_stands_under_it(kents, make, kent, barrier, queries_of):
    make.obstacle(organisation=kent, barrier=barrier)
    few = queries_of(kents, f"{AT}/{barrier.reference}")
    for _ in range(5):
        obstacle = make.obstacle(organisation=make.organisation(), barrier=barrier)
        make.trial(make.workaround(against=[obstacle]), obstacle)

    assert queries_of(kents, f"{AT}/{barrier.reference}") == few <= 13
