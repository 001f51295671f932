"""Who could loosen what: the barriers beside a name are those that the viewer may see."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import everybody_sees
from tests.listing import without_token, words_in
from tracker.models import Obstacle

ALL = "/programmes/ticc/decision-makers"


@pytest.fixture
def regulator(make, programme):
    return make.decision_maker("The regulator", programme=programme)


@pytest.fixture
def page(regulator):
    return f"{ALL}/{regulator.reference}"


@pytest.fixture
def barrier(make, regulator):
    return make.barrier("Inspection looks at paper", decision_maker_id=regulator.id)


@pytest.mark.parametrize("visibility", ["organisation", "partners", "funders", "public"])
def test_a_barrier_stands_there_for_who_sees_an_obstacle_of_it(
    browsers, make, barrier, page, visibility
):
    make.obstacle(barrier=barrier, visibility=visibility)

    for address in (ALL, page):
        seeing = {who for who in browsers if barrier.title in browsers[who].get(address).text}
        assert seeing == everybody_sees(visibility) | {"lead"}


def test_who_sees_none_of_its_barriers_reads_so(funders, make, barrier, page):
    make.obstacle(barrier=barrier)

    assert "No barriers linked to this decision-maker that you can see." in funders.get(page).text
    assert "none that you can see" in funders.get(ALL).text


def test_what_is_out_of_sight_changes_nothing(funders, make, barrier, page):
    before = [without_token(funders.get(address)) for address in (ALL, page)]

    hidden = make.obstacle("Hidden", barrier=barrier, visibility="partners")
    make.trial(make.workaround(against=[hidden]), hidden)

    assert [without_token(funders.get(address)) for address in (ALL, page)] == before


def test_who_stands_behind_an_unnamed_obstacle_cannot_be_told(medways, make, kent, barrier, run):
    other = make.organisation("Other")
    hidden = make.obstacle(organisation=kent, barrier=barrier, is_named=False)
    for owner in (kent, other):
        make.obstacle(organisation=owner, barrier=barrier)
    before = without_token(medways.get(ALL))

    run(sa.update(Obstacle).where(Obstacle.id == hidden.id).values(organisation_id=other.id))

    assert without_token(medways.get(ALL)) == before


def test_those_with_most_barriers_stand_first_then_by_name(leads, make, programme, barrier):
    for name in ("the board", "Émile", "Zeeland"):
        make.decision_maker(name, programme=programme)

    words = words_in(leads.get(ALL).text)

    assert barrier
    order = [words.index(name) for name in ("The regulator", "Émile", "the board", "Zeeland")]
    assert order == sorted(order)


def test_what_is_known_stands_on_its_page(kents, make, programme):
    maker = make.decision_maker(
        "<script>alert(1)</script>",
        programme=programme,
        about='"><img src=x>',
        level="european",
        country="BE",
        source_label="Its own pages",
        source_url="https://example.org/?a=1&b=2",
    )

    page = kents.get(f"{ALL}/{maker.reference}").text

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "European" in page
    assert "Belgium" in page
    assert 'href="https://example.org/?a=1&amp;b=2"' in page


def test_a_source_without_an_address_is_told_in_words(kents, make, programme):
    maker = make.decision_maker(programme=programme, source_label="Final report, page 3")

    assert "Final report, page 3" in kents.get(f"{ALL}/{maker.reference}").text


def test_an_empty_programme_says_what_will_stand_here(kents, leads):
    assert "No decision-makers to show yet." in kents.get(ALL).text
    assert "Add a decision-maker" in leads.get(ALL).text
    assert "Add a decision-maker" not in kents.get(ALL).text


def test_one_of_another_programme_is_404(kents, make, elsewhere):
    foreign = make.decision_maker(programme=elsewhere)

    assert kents.get(f"{ALL}/{foreign.reference}").status_code == 404
    assert kents.get(f"{ALL}/D-0000").status_code == 404


def test_its_queries_do_not_grow_with_its_rows(queries_of, kents, make, barrier, page):
    make.obstacle(barrier=barrier)
    few = queries_of(kents, ALL), queries_of(kents, page)

    for number in range(4):
        maker = make.decision_maker(f"Body {number}")
        for decides in (maker.id, barrier.decision_maker_id):
            make.obstacle(barrier=make.barrier(decision_maker_id=decides))

    assert (queries_of(kents, ALL), queries_of(kents, page)) == few


def test_somebody_without_a_place_is_told_nothing(signed_in_as, make, page):
    stranger = signed_in_as(make.person())

    assert {stranger.get(address).status_code for address in (ALL, page)} == {404}


def test_only_programme_leads_are_offered_to_change_it(browsers, page):
    offered = {who for who in browsers if f"{page}/edit" in browsers[who].get(page).text}

    assert offered == {"lead"}
