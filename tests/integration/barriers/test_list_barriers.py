"""The table of barriers: most widely shared first, counted over what the reader may see."""

import re

import pytest
import sqlalchemy as sa

from tests.integration.conftest import everybody_sees
from tests.listing import without_token, words_in
from tracker.database import write_transactions
from tracker.extensions import db
from tracker.models import Obstacle
from tracker.models.vocabulary import Level, Status, Visibility

pytestmark = pytest.mark.on_postgresql


AT = "/programmes/ticc/barriers"


def table(browser, question=""):
    """Return what each row of the table says."""
    page = browser.get(AT + question)
    assert page.status_code == 200, page.status_code
    (body,) = re.findall(r"<tbody[^>]*>(.*?)</tbody>", page.text, re.DOTALL) or [""]
    return [words_in(row) for row in body.split("</tr>")[:-1]]


def strips(browser):
    """Return what each strip says in words."""
    page = browser.get(AT).text
    return [part.partition('"')[0] for part in page.split('aria-label="')[1:] if "open: " in part]


@pytest.fixture
def shared(make, kent, medway):
    """Three barriers: one met by two organisations, one by Kent alone, twice, one by nobody."""
    wide, narrow, empty = (make.barrier(title) for title in ("Wide", "Narrow", "Empty"))
    make.obstacle(organisation=kent, barrier=wide)
    make.obstacle(organisation=medway, barrier=wide, status=Status.RESOLVED)
    make.obstacle(organisation=kent, barrier=narrow)
    make.obstacle(organisation=kent, barrier=narrow)
    return wide, narrow, empty


@pytest.mark.usefixtures("shared")
def test_the_most_widely_shared_stands_first(kents):
    assert [row.split()[0] for row in table(kents)] == ["Wide", "Narrow"]


@pytest.mark.usefixtures("shared")
def test_each_row_counts_organisations_and_obstacles(kents):
    wide, narrow = table(kents)

    assert wide.split()[2:4] == ["2", "2"]
    assert narrow.split()[2:4] == ["1", "2"]


@pytest.mark.usefixtures("shared")
def test_the_heading_states_what_is_shared_and_what_is_past(kents):
    page = words_in(kents.get(AT).text)

    assert "1 barrier is shared. At least one organisation has got past it." in page


@pytest.mark.usefixtures("programme")
def test_where_nothing_is_past_the_heading_says_so(kents, make, kent, medway):
    barrier = make.barrier()
    for organisation in (kent, medway):
        make.obstacle(organisation=organisation, barrier=barrier)

    assert "Nobody has got past it yet." in kents.get(AT).text


@pytest.mark.usefixtures("shared")
def test_the_strip_shows_where_each_organisation_stands(kents):
    assert strips(kents)[0] == "open: 1, resolved: 1"


@pytest.mark.usefixtures("shared")
def test_a_barrier_without_a_visible_obstacle_shows_to_programme_leads_alone(kents, leads):
    assert len(table(kents)) == 2
    assert len(table(leads)) == 3


@pytest.mark.parametrize("visibility", list(Visibility))
def test_it_shows_to_who_may_read_one_of_its_obstacles(browsers, make, kent, visibility):
    make.obstacle(organisation=kent, barrier=make.barrier("Wide"), visibility=visibility)
    del browsers["lead"]

    seen = {name for name, browser in browsers.items() if "Wide" in browser.get(AT).text}

    assert seen == everybody_sees(visibility) - {"lead"}


def test_to_a_programme_lead_what_is_out_of_sight_counts_for_nothing(leads, make, kent):
    make.obstacle(organisation=kent, barrier=make.barrier(), visibility="organisation")

    [row] = table(leads)

    assert " 0 0 " in row


def test_a_draft_counts_for_nobody(kents, make, kent, nurse):
    make.obstacle(organisation=kent, barrier=make.barrier(), is_draft=True, author=nurse)

    assert "No barriers to show yet. Programme leads add a barrier when" in kents.get(AT).text


@pytest.mark.parametrize(("unnamed", "organisations"), [(2, "1"), (3, "2")])
def test_unnamed_obstacles_count_as_one_organisation_from_the_threshold_on(
    medways, make, kent, medway, unnamed, organisations
):
    barrier = make.barrier("Wide")
    make.obstacle(organisation=medway, barrier=barrier)
    for _ in range(unnamed):
        make.obstacle(organisation=kent, barrier=barrier, is_named=False)

    [row] = table(medways)

    assert row.split()[2:4] == [organisations, str(unnamed + 1)]


def test_who_stands_behind_what_is_unnamed_changes_nothing(medways, make, kent, medway, app):
    third = make.organisation("Third")
    barrier = make.barrier("Wide")
    make.obstacle(organisation=medway, barrier=barrier)
    for owner in (kent, kent, third):
        make.obstacle(organisation=owner, barrier=barrier, is_named=False, status=Status.RESOLVED)
    before = without_token(medways.get(AT))

    _give_all_unnamed_to(app, third)

    assert without_token(medways.get(AT)) == before


def _give_all_unnamed_to(app, organisation):
    with app.app_context(), write_transactions():
        db.session.execute(
            sa.update(Obstacle)
            .where(Obstacle.is_named.is_(False))
            .values(organisation_id=organisation.id)
        )
        db.session.commit()
    app.extensions.pop("viewer_caches")


@pytest.fixture
def ordered(make, kent, medway):
    """Barriers that lead in one order each."""
    most, stuck, past = make.barrier("C most"), make.barrier("B stuck"), make.barrier("A past")
    for _ in range(4):
        make.obstacle(organisation=kent, barrier=most)
    for organisation in (kent, medway):
        make.obstacle(organisation=organisation, barrier=stuck)
        make.obstacle(organisation=organisation, barrier=past, status=Status.WORKED_ROUND)


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("in-the-way", "B stuck"),
        ("past", "A past"),
        ("obstacles", "C most"),
        ("title", "A past"),
        ("widest", "A past"),
        ("nonsense", "A past"),
    ],
)
@pytest.mark.usefixtures("ordered")
def test_it_can_be_ordered(kents, sort, first):
    assert table(kents, f"?sort={sort}")[0].startswith(first)


def test_beyond_fifty_it_comes_in_pages_with_an_order_to_choose(leads, make):
    for number in range(51):
        make.barrier(f"Barrier {number:02}")

    first, second = leads.get(f"{AT}?sort=title"), table(leads, "?sort=title&page=2")

    assert 'name="sort"' in first.text
    assert "data-sortable" not in first.text
    assert "sort=title&amp;page=2" in first.text
    assert [row[:10] for row in second] == ["Barrier 50"]


@pytest.mark.parametrize("page", ["0", "-3", "99", "x", "9" * 5000])
def test_a_page_that_is_none_is_the_nearest(leads, make, page):
    make.barrier("Wide")

    assert len(table(leads, f"?page={page}")) == 1


def test_the_level_of_power_stands_beside_it(leads, make):
    make.barrier(level=Level.NATIONAL)

    assert table(leads)[0].endswith("national")


@pytest.mark.usefixtures("programme")
def test_only_a_programme_lead_is_offered_to_add_one(kents, leads):
    assert f"{AT}/add" in leads.get(AT).text
    assert f"{AT}/add" not in kents.get(AT).text


def test_its_cost_does_not_grow_with_the_table(kents, make, kent, queries_of):
    make.obstacle(organisation=kent, barrier=make.barrier())
    few = queries_of(kents, AT)
    for _ in range(5):
        make.obstacle(organisation=kent, barrier=make.barrier())

    assert queries_of(kents, AT) == few <= 6
