"""The list of workarounds: found by words, counted and ordered over what the reader may see."""

from datetime import UTC, datetime

import pytest

from tests.integration.conftest import everybody_sees
from tests.listing import rows as rows_on
from tests.listing import titles, without_token
from tracker.models.vocabulary import Outcome, Visibility

pytestmark = pytest.mark.on_postgresql


AT = "/programmes/ticc/workarounds"


@pytest.mark.parametrize("visibility", list(Visibility))
def test_each_sees_those_that_they_may_read(browsers, make, kent, visibility):
    make.workaround("Ask the board", organisation=kent, visibility=visibility)

    pages = {name: browser.get(AT) for name, browser in browsers.items()}

    assert {name for name, page in pages.items() if titles(page)} == everybody_sees(visibility)
    assert {
        name for name, page in pages.items() if "1 to 1" in page.text.replace("</b>", "")
    } == everybody_sees(visibility)


@pytest.mark.usefixtures("programme")
def test_without_any_it_says_what_will_stand_here(kents, leads):
    assert kents.get(AT).text.count("Add a workaround") == 2
    assert "Add a workaround" not in leads.get(AT).text


def test_out_of_sight_and_empty_read_alike(funders, make, kent):
    empty = funders.get(AT)

    make.workaround(organisation=kent, visibility="partners")

    assert empty.status_code == 200
    assert without_token(funders.get(AT)) == without_token(empty)


def test_the_newest_stands_first(kents, make, kent):
    for day in (2, 3, 1):
        make.workaround(
            f"Day {day}", organisation=kent, logged_at=datetime(2026, 5, day, tzinfo=UTC)
        )

    assert titles(kents.get(AT)) == ["Day 3", "Day 2", "Day 1"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("deleg", ["Schéma de délégation"]),
        ("DÉLÉG board", ["Schéma de délégation"]),
        ("kent", ["Coach, do not steer", "Schéma de délégation"]),
        ("unknown", []),
        ("", ["Coach, do not steer", "Schéma de délégation"]),
        ("\x00%'\"", []),
    ],
)
def test_words_find_it_by_their_beginnings_in_any_case_and_without_accents(
    medways, make, kent, q, found
):
    make.workaround("Schéma de délégation", organisation=kent, details="The board agreed.")
    make.workaround("Coach, do not steer", organisation=kent)

    assert titles(medways.get(AT, query_string={"q": q})) == found


def test_its_code_finds_it(kents, make):
    way = make.workaround("Ask the board")
    make.workaround("Another")

    assert titles(kents.get(AT, query_string={"q": way.reference.lower()})) == ["Ask the board"]


def test_an_unnamed_organisation_is_not_found_by_its_name(kents, medways, make, kent):
    make.workaround("Ask the board", organisation=kent, is_named=False)

    assert titles(kents.get(f"{AT}?q=kent")) == ["Ask the board"]
    assert titles(medways.get(f"{AT}?q=kent")) == []
    assert "A partner" in rows_on(medways.get(AT))[0]


def test_nothing_found_offers_all_again(kents, make):
    make.workaround()

    page = kents.get(f"{AT}?q=zebra").text

    assert "No workarounds that you can see match your search." in page
    assert f'href="{AT}"' in page.partition("<main")[2]


@pytest.fixture
def told(make, kent):
    """Three workarounds: one that worked twice, one against most obstacles, one neither."""
    obstacles = [make.obstacle(organisation=kent) for _ in range(3)]
    twice = make.workaround("C worked twice", organisation=kent, against=obstacles[:1])
    make.workaround("B against three", organisation=kent, against=obstacles)
    make.workaround("A neither", organisation=kent)
    make.trial(twice, obstacles[0], Outcome.WORKED)
    make.trial(twice, obstacles[0], Outcome.PARTLY)
    make.trial(twice, obstacles[0], Outcome.DID_NOT)


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("worked", "C worked twice"),
        ("obstacles", "B against three"),
        ("title", "A neither"),
        ("newest", "A neither"),
        ("nonsense", "A neither"),
    ],
)
@pytest.mark.usefixtures("told")
def test_it_can_be_ordered(kents, sort, first):
    assert titles(kents.get(f"{AT}?sort={sort}"))[0] == first


@pytest.mark.usefixtures("told")
def test_each_outcome_is_counted(kents):
    [row] = [row for row in rows_on(kents.get(AT)) if "C worked twice" in row]

    assert "worked: 1 partly worked: 1 did not work: 1" in row
    assert "linked to 1 obstacle" in row


@pytest.mark.usefixtures("told")
def test_the_heading_states_how_many_helped(kents):
    assert "1 workaround helped when tried" in kents.get(AT).text


def test_trials_out_of_sight_count_for_nothing(medways, make, kent):
    hidden = make.obstacle(organisation=kent, visibility="organisation")
    way = make.workaround("Ask the board", organisation=kent, against=[hidden])
    make.trial(way, hidden)

    [row] = rows_on(medways.get(AT))

    assert "linked to 0 obstacles" in row
    assert "no trials to show" in row
    assert "helped where" not in medways.get(AT).text


def test_it_comes_in_pages_that_keep_the_question(kents, make):
    for number in range(26):
        make.workaround(f"Way {number:02}")

    first, second = kents.get(f"{AT}?q=way&sort=title"), kents.get(f"{AT}?q=way&sort=title&page=2")

    assert len(titles(first)) == 25
    assert titles(second) == ["Way 25"]
    assert "q=way&amp;sort=title&amp;page=2" in first.text


@pytest.mark.parametrize("page", ["0", "-1", "99", "two", "9" * 5000])
def test_a_page_that_is_none_is_the_nearest(kents, make, page):
    make.workaround("Ask the board")

    assert titles(kents.get(f"{AT}?page={page}")) == ["Ask the board"]


def test_its_cost_does_not_grow_with_the_list(kents, make, kent, queries_of):
    make.workaround()
    few = queries_of(kents, AT)
    for _ in range(4):
        obstacle = make.obstacle(organisation=kent)
        make.trial(make.workaround(against=[obstacle]), obstacle)

    assert queries_of(kents, AT) == few <= 8


def test_asked_again_it_costs_no_query_of_its_own(kents, make, count_queries):
    make.workaround()
    kents.get(AT)

    with count_queries() as statements:
        kents.get(AT)

    assert not [one for one in statements if "FROM workaround" in one]


@pytest.mark.parametrize(
    ("q", "found"), [("5%", ["Cut 5 per cent"]), ("🚲", ["Go by 🚲"]), ("%", []), ("_", [])]
)
def test_percentages_and_emoji_are_words_and_signs_are_none(kents, make, q, found):
    make.workaround("Cut 5 per cent")
    make.workaround("Go by 🚲")

    assert titles(kents.get(AT, query_string={"q": q})) == found
