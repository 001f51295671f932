"""Who could loosen or remove a barrier: listed and read with the barriers in sight."""

import pytest

from tests.integration.conftest import everybody_sees
from tests.listing import words_in
from tracker.models.vocabulary import Level, Visibility

AT = "/programmes/ticc/decision-makers"


@pytest.fixture
def regulator(make, programme):
    return make.decision_maker("The regulator", programme=programme, level=Level.NATIONAL)


@pytest.fixture
def barrier(make, regulator):
    """A barrier that the regulator holds."""
    return make.barrier("Sign-off sits too high", decision_maker_id=regulator.id)


def main(page):
    assert page.status_code == 200, page.status_code
    return words_in(page.text.partition("<main")[2].partition("</main")[0])


@pytest.mark.parametrize("visibility", list(Visibility))
def test_its_barriers_show_to_those_who_may_read_an_obstacle_of_theirs(
    browsers, make, kent, regulator, barrier, visibility
):
    make.obstacle(organisation=kent, barrier=barrier, visibility=visibility)
    del browsers["lead"]

    listed = {name: main(browser.get(AT)) for name, browser in browsers.items()}
    shown = {
        name: main(browser.get(f"{AT}/{regulator.reference}")) for name, browser in browsers.items()
    }

    told = everybody_sees(visibility) - {"lead"}
    assert {name for name, page in listed.items() if barrier.title in page} == told
    assert {name for name, page in shown.items() if barrier.title in page} == told


@pytest.mark.usefixtures("barrier")
def test_without_a_barrier_in_sight_it_is_said_so(kents, regulator):
    assert "none that you may read" in main(kents.get(AT))
    assert "No barrier that you may read names it yet." in main(
        kents.get(f"{AT}/{regulator.reference}")
    )


def test_who_holds_most_in_sight_stands_first(leads, make, barrier):
    make.decision_maker("A board")
    assert barrier

    page = main(leads.get(AT))

    assert page.index("The regulator") < page.index("A board")


def test_its_page_says_what_is_known_of_it(kents, make, kent):
    maker = make.decision_maker(
        "ARS",
        about="The regional health agency.",
        level=Level.LOCAL_SYSTEM,
        country="FR",
        source_label="Its own page",
        source_url="https://example.org/ars",
    )
    assert kent

    page = kents.get(f"{AT}/{maker.reference}")

    for words in ("ARS", "The regional health agency.", "local system", "France"):
        assert words in main(page)
    assert (
        '<a href="https://example.org/ars" rel="noopener noreferrer">Its own page</a>' in page.text
    )


@pytest.mark.usefixtures("programme")
def test_without_any_it_says_what_will_stand_here(kents):
    assert "Here will stand who could remove what is in the way." in kents.get(AT).text


@pytest.mark.usefixtures("regulator")
def test_only_programme_leads_are_offered_to_change_anything(browsers, regulator):
    path = f"{AT}/{regulator.reference}"

    offered = {name for name, one in browsers.items() if f"{path}/edit" in one.get(path).text}
    to_add = {name for name, one in browsers.items() if f"{AT}/add" in one.get(AT).text}

    assert offered == to_add == {"lead"}


def test_another_programmes_looks_missing(leads, make, elsewhere):
    maker = make.decision_maker(programme=elsewhere)

    assert leads.get(f"{AT}/{maker.reference}").status_code == 404
    assert leads.get(f"{AT}/{maker.reference}/edit").status_code == 404
    assert leads.get(f"{AT}/D-2222").status_code == 404


def test_the_cost_does_not_grow_with_the_table(kents, make, kent, barrier, queries_of):
    make.obstacle(organisation=kent, barrier=barrier)
    few = queries_of(kents, AT)
    for number in range(4):
        held = make.barrier(decision_maker_id=make.decision_maker(f"Board {number}").id)
        make.obstacle(organisation=kent, barrier=held)

    assert queries_of(kents, AT) == few <= 7
