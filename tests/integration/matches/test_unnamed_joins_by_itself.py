"""What bears no name joins a barrier by an act of its own, never in the moment of another."""

import pytest
import sqlalchemy as sa

from tests.listing import without_token, words_in
from tests.page_comparison import PageComparison
from tracker.models import Barrier, Obstacle
from tracker.models.vocabulary import Likeness, Visibility

AT = "/programmes/ticc/obstacles"
LEFT = "is not linked to the barrier yet. An obstacle without a name is linked on its own"
OFFERED = "An obstacle marked as the same is linked to “A cause”."
READ = ("", "?sort=changed", ".csv?sort=changed", ".json", "?shared=ungrouped", "?q=mandate")


@pytest.fixture
def barrier(make, programme, medway) -> Barrier:
    """A barrier that Medway meets, and another beside it."""
    assert programme
    other = make.barrier("Another cause")
    make.obstacle("The rota", organisation=medway, barrier=other, is_named=False)
    barrier = make.barrier("A cause")
    make.obstacle("Theirs", organisation=medway, barrier=barrier)
    return barrier


@pytest.fixture
def logs(kents):
    """Log an obstacle of Kent's with what was answered on the way."""

    def log(*said: str, **more: str) -> str:
        data = {"title": "Sign-off", "visibility": "partners", "act": "log", "said": [*said]}
        answer = kents.post(f"{AT}/log", data=data | more)
        assert answer.status_code == 303
        return words_in(kents.get(answer.location).text)

    return log


@pytest.fixture
def under(rows):
    """Which barrier an obstacle is under."""

    def read(obstacle) -> int | None:
        return rows(sa.select(Obstacle.barrier_id).where(Obstacle.id == obstacle.id))[0]

    return read


def match(browser, one, other):
    data = {"other": other.reference, "answer": "same"}
    return browser.post(f"{AT}/{one.reference}/match", data=data)


@pytest.mark.parametrize(
    ("logged", "other"), [({}, False), ({"is_unnamed": "y"}, False), ({"is_unnamed": "y"}, True)]
)
def test_another_is_left_where_it_is(logs, make, kent, barrier, under, rows, logged, other):
    mine = make.obstacle("No mandate", organisation=kent, is_named=other)

    page = logs(f"barrier {barrier.reference}", f"same {mine.reference}", **logged)

    assert under(mine) is None
    assert f"{mine.reference} {LEFT}" in page
    new = rows(sa.select(Obstacle.barrier_id).where(Obstacle.title == "Sign-off"))
    assert new == [barrier.id]


def test_the_order_of_the_answers_makes_no_difference(logs, make, kent, barrier, under):
    mine = make.obstacle("No mandate", organisation=kent, is_named=False)

    page = logs(f"same {mine.reference}", f"barrier {barrier.reference}")

    assert (under(mine), LEFT in page) == (None, True)


def test_of_two_that_are_named_the_other_joins_at_once(logs, make, kent, barrier, under):
    mine = make.obstacle("No mandate", organisation=kent)

    page = logs(f"barrier {barrier.reference}", f"same {mine.reference}")

    assert (under(mine), LEFT in page) == (barrier.id, False)


def test_what_is_not_theirs_to_put_there_is_not_spoken_of(logs, make, medway, barrier, under):
    theirs = make.obstacle("No mandate", organisation=medway, is_named=False)

    page = logs(f"barrier {barrier.reference}", f"same {theirs.reference}")

    assert (under(theirs), LEFT in page) == (None, False)


def test_logged_without_a_name_it_joins_the_barrier_of_a_named_one(logs, make, kent, barrier, rows):
    mine = make.obstacle("No mandate", organisation=kent, barrier=barrier)

    logs(f"same {mine.reference}", is_unnamed="y")

    new = rows(sa.select(Obstacle.barrier_id).where(Obstacle.title == "Sign-off"))
    assert new == [barrier.id]


@pytest.mark.parametrize("who", ["kents", "leads"])
def test_on_a_page_it_joins_by_its_own_act_alone(request, make, kent, barrier, under, who):
    browser = request.getfixturevalue(who)
    named = make.obstacle("Named", organisation=kent, barrier=barrier)
    unnamed = make.obstacle("Unnamed", organisation=kent, is_named=False)

    answer = match(browser, named, unnamed)

    assert under(unnamed) is None
    assert LEFT in words_in(browser.get(answer.location).text)
    match(browser, unnamed, named)
    assert under(unnamed) == barrier.id


def test_nor_does_a_named_one_join_in_the_moment_of_one_without(kents, make, kent, barrier, under):
    named = make.obstacle("Named", organisation=kent)
    unnamed = make.obstacle("Unnamed", organisation=kent, barrier=barrier, is_named=False)

    match(kents, unnamed, named)

    assert under(named) is None


def test_its_page_offers_the_barrier_to_its_owner_and_to_nobody_else(
    kents, medways, funders, make, kent, barrier
):
    unnamed = make.obstacle(
        "Unnamed", organisation=kent, is_named=False, visibility=Visibility.FUNDERS
    )
    named = make.obstacle("Named", organisation=kent, barrier=barrier)
    page = f"{AT}/{unnamed.reference}"
    before = [without_token(browser.get(page)) for browser in (medways, funders)]

    make.match(unnamed, named)

    assert OFFERED in words_in(kents.get(page).text)
    assert "“A cause”" not in kents.get(f"{AT}/{named.reference}").text
    near = kents.get(f"{page}/group").text.partition("Suggested barriers")[2]
    assert near.partition("All barriers")[0].count('value="' + barrier.reference) == 1
    assert [without_token(browser.get(page)) for browser in (medways, funders)] == before


def test_what_is_ruled_out_or_only_related_is_not_offered(kents, make, kent, barrier):
    related = make.obstacle("Related", organisation=kent, is_named=False)
    ruled_out = make.obstacle("Ruled out", organisation=kent, is_named=False)
    placed = make.obstacle("Placed", organisation=kent, barrier=barrier)
    make.match(related, placed, Likeness.RELATED)
    make.match(ruled_out, placed)
    make.ruled_out(ruled_out, barrier)

    pages = [words_in(kents.get(f"{AT}/{one.reference}").text) for one in (related, ruled_out)]

    assert [OFFERED in page for page in pages] == [False, False]


def test_a_barrier_out_of_sight_is_not_offered(kents, make, kent, medway, programme):
    unseen = make.barrier("A cause")
    hidden = make.obstacle(organisation=medway, barrier=unseen, visibility=Visibility.ORGANISATION)
    mine = make.obstacle("Mine", organisation=kent, is_named=False)
    assert programme
    make.match(mine, hidden)

    page = kents.get(f"{AT}/{mine.reference}")

    assert (page.status_code, "A cause" in page.text) == (200, False)


def add(browser, *together):
    named = "&".join(f"of={one.reference}" for one in together)
    address = f"/programmes/ticc/barriers/add?{named}"
    page = words_in(browser.get(address).text)
    answer = browser.post(address, data={"title": "Sits too high"})
    return page, words_in(browser.get(answer.location).text)


def test_a_new_barrier_takes_the_named_ones_and_the_others_wait(leads, make, medway, kent, under):
    unnamed = make.obstacle("Unnamed", organisation=kent, is_named=False)
    named = [make.obstacle(title, organisation=medway) for title in ("First", "Second")]

    asked, added = add(leads, unnamed, *named)

    assert (
        "These obstacles will not be linked yet, because"
        in asked.partition("Second")[2].partition("Unnamed")[0]
    )
    assert under(named[0]) == under(named[1]) is not None
    assert under(unnamed) is None
    assert f"{unnamed.reference} {LEFT}" in added


def test_of_several_without_a_name_one_joins(leads, make, medway, kent, under):
    several = [make.obstacle(organisation=one, is_named=False) for one in (medway, kent, kent)]

    add(leads, *several, several[0])

    assert [under(one) is not None for one in several] == [True, False, False]


@pytest.fixture(scope="module")
def worlds() -> PageComparison:
    """What was shown under each owner."""
    return PageComparison()


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("owner", ["kent", "lille"])
def test_partners_see_the_same_whoever_is_behind_it(
    make, kent, medways, leads, logs, barrier, owner, worlds
):
    lille = make.organisation("Lille", slug="lille")
    behind = {"kent": kent, "lille": lille}[owner]
    unnamed = make.obstacle(
        "No mandate", organisation=behind, is_named=False, reference="TICC-22222"
    )

    logs(f"barrier {barrier.reference}", f"same {unnamed.reference}")

    addresses = [f"{AT}{end}" for end in READ] + [f"{AT}/{unnamed.reference}"]
    seen = [without_token(browser.get(one)) for browser in (medways, leads) for one in addresses]
    assert all("No mandate" in page for page in seen if "Sign-off" in page)
    assert worlds.differing(seen) == []
