"""An obstacle is put under the barrier that causes it, and out of it again."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Obstacle, Programme
from tracker.models.vocabulary import Outcome, Status, Visibility


@pytest.fixture
def barrier(make, medway):
    """A barrier that Medway meets, for others to see."""
    barrier = make.barrier("Approval sits too high")
    make.obstacle(
        "Approvals sat with managers",
        organisation=medway,
        barrier=barrier,
        status=Status.RESOLVED,
    )
    return barrier


def barrier_of(obstacle, rows):
    return rows(sa.select(Obstacle.barrier_id).where(Obstacle.id == obstacle.id))[0]


def test_ones_own_obstacle_joins_a_barrier(kents, make, kent, barrier, rows):
    obstacle = make.obstacle(organisation=kent)

    answer = kents.post(
        f"{AT}/{obstacle.reference}/group", data={"barrier": barrier.reference.lower()}
    )

    assert answer.location == f"{AT}/{obstacle.reference}"
    assert barrier_of(obstacle, rows) == barrier.id


def test_and_is_then_seen_to_share_it(kents, make, kent, barrier):
    obstacle = make.obstacle(organisation=kent)

    page = kents.post(
        f"{AT}/{obstacle.reference}/group",
        data={"barrier": barrier.reference},
        follow_redirects=True,
    ).text

    assert "Linked to barrier “Approval sits too high”." in page
    assert "Medway has got past this barrier." in page


def test_it_can_be_taken_out_again(kents, make, kent, barrier, rows):
    obstacle = make.obstacle(organisation=kent, barrier=barrier)

    kents.post(f"{AT}/{obstacle.reference}/group", data={"barrier": ""})

    assert barrier_of(obstacle, rows) is None


def test_the_programme_lead_groups_any_obstacle_in_sight(leads, make, kent, barrier, rows):
    obstacle = make.obstacle(organisation=kent)

    leads.post(f"{AT}/{obstacle.reference}/group", data={"barrier": barrier.reference})

    assert barrier_of(obstacle, rows) == barrier.id


def test_a_partner_may_not_group_anothers_obstacle(medways, make, kent, barrier, rows):
    obstacle = make.obstacle(organisation=kent)

    answer = medways.post(f"{AT}/{obstacle.reference}/group", data={"barrier": barrier.reference})

    assert answer.status_code == 403
    assert barrier_of(obstacle, rows) is None


def test_a_barrier_out_of_sight_looks_missing(kents, make, kent, medway, rows):
    hidden = make.barrier("Secret")
    make.obstacle(organisation=medway, barrier=hidden, visibility=Visibility.ORGANISATION)
    obstacle = make.obstacle(organisation=kent)
    at = f"{AT}/{obstacle.reference}/group"

    unseen, unknown = (
        kents.post(at, data={"barrier": reference}) for reference in (hidden.reference, "B-22222")
    )

    assert (unseen.status_code, unknown.status_code) == (404, 404)
    assert barrier_of(obstacle, rows) is None
    assert "Secret" not in kents.get(at).text


def test_a_barrier_of_another_programme_looks_missing(kents, leads, make, kent):
    other = make.programme("other")
    barrier = make.barrier(programme=other)
    obstacle = make.obstacle(organisation=kent)

    answers = {
        client.post(
            f"{AT}/{obstacle.reference}/group", data={"barrier": barrier.reference}
        ).status_code
        for client in (kents, leads)
    }

    assert answers == {404}


def test_grouping_raises_the_programmes_revision(kents, make, kent, barrier, rows):
    obstacle = make.obstacle(organisation=kent)
    [before] = rows(sa.select(Programme.revision))

    kents.post(f"{AT}/{obstacle.reference}/group", data={"barrier": barrier.reference})

    [after] = rows(sa.select(Programme.revision))
    assert after > before


def test_the_page_after_logging_says_what_to_do_next(kents, make, kent):
    obstacle = make.obstacle("No mandate", organisation=kent)

    page = kents.get(f"{AT}/{obstacle.reference}/logged").text

    for words in (
        "Obstacle logged",
        obstacle.reference,
        "Visible to partners, with our name",
        "Nothing similar yet, in what you can see.",
        "Add costs",
        "Log another obstacle",
    ):
        assert words in page


@pytest.mark.parametrize(
    "cost", ["people_supported", "staff_hours_a_week", "sickness_days_a_year", "budget_a_year"]
)
def test_the_page_after_logging_does_not_ask_for_costs_that_are_there(kents, make, kent, cost):
    obstacle = make.obstacle("No mandate", organisation=kent, **{cost: 0})

    assert "Add costs" not in kents.get(f"{AT}/{obstacle.reference}/logged").text
    assert "Add costs" not in kents.get(f"{AT}/{obstacle.reference}").text


def test_the_page_after_logging_offers_the_barriers_that_speak_of_the_same(
    kents, make, kent, barrier
):
    far = make.barrier("No car to drive")
    make.obstacle("The car is old", organisation=kent, barrier=far)
    obstacle = make.obstacle("Every approval waits for a manager", organisation=kent)

    page = kents.get(f"{AT}/{obstacle.reference}/logged").text

    assert "Does one of these barriers cause it?" in page
    assert f'name="barrier" value="{barrier.reference}"' in page
    assert far.reference not in page


def test_workarounds_known_there_are_told(kents, make, kent, medway, barrier):
    theirs = make.obstacle("Approvals again", organisation=medway, barrier=barrier)
    workaround = make.workaround("A new scheme", organisation=medway, against=[theirs])
    make.trial(workaround, theirs, Outcome.WORKED)
    obstacle = make.obstacle("Every approval waits", organisation=kent)

    assert "A new scheme" in kents.get(f"{AT}/{obstacle.reference}/logged").text


def test_words_out_of_sight_make_no_barrier_near(kents, make, kent, medway):
    barrier = make.barrier("A cause")
    make.obstacle("The car is old", organisation=medway, barrier=barrier)
    make.obstacle(
        "Approvals sat with managers",
        organisation=medway,
        barrier=barrier,
        visibility=Visibility.ORGANISATION,
    )
    obstacle = make.obstacle("Every approval waits for managers", organisation=kent)

    assert "A cause" not in kents.get(f"{AT}/{obstacle.reference}/logged").text


def test_every_barrier_in_sight_can_be_chosen(leads, make, kent, barrier):
    empty = make.barrier("Nobody is under it yet")
    obstacle = make.obstacle(organisation=kent)

    page = leads.get(f"{AT}/{obstacle.reference}/group").text

    assert f'value="{barrier.reference}"' in page
    assert empty.title in page


def test_where_there_is_no_barrier_yet_the_page_says_who_makes_one(kents, make, kent):
    obstacle = make.obstacle(organisation=kent)

    assert "No barriers to show yet." in kents.get(f"{AT}/{obstacle.reference}/group").text
