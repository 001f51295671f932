"""What is solved there and open here is carried over in two taps: see it, start a trial."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from tests.listing import words_in
from tracker.models import Trial
from tracker.models.vocabulary import Outcome, Status

AT = "/programmes/ticc"


@pytest.fixture
def barrier(make, programme):
    return make.barrier("Rules for another way", programme=programme)


@pytest.fixture
def ours(make, kent, barrier):
    """Kent's obstacle, which is still in the way."""
    return make.obstacle("No mandate", organisation=kent, barrier=barrier)


@pytest.fixture
def way(make, medway, barrier):
    """What worked at Medway, under the same barrier."""
    theirs = make.obstacle(
        "Sign-off too high", organisation=medway, barrier=barrier, status=Status.RESOLVED
    )
    way = make.workaround("Ask the board", organisation=medway, against=[theirs])
    make.trial(way, theirs, Outcome.WORKED)
    return way


def came_from(browser, way, barrier):
    return browser.get(f"{AT}/workarounds/{way.reference}?barrier={barrier.reference}").text


def box(page):
    return page.partition('id="carry-over"')[2].partition("</section>")[0]


def test_two_taps_end_with_a_trial_against_the_right_obstacle(kents, make, kent, ours, way, rows):
    make.obstacle("Another of ours", organisation=kent)
    overview = kents.get(AT).text.partition('id="solved"')[2]
    [link] = re.findall(r'href="([^"]+)">See the workaround', overview)

    found = box(kents.get(link).text)
    [action] = re.findall(r'action="([^"]+)"', found)
    answer = kents.post(action, data={"workaround": way.reference})

    [trial] = rows(sa.select(Trial).where(Trial.outcome == Outcome.TOO_EARLY))
    assert (trial.obstacle_id, trial.workaround_id) == (ours.id, way.id)
    assert answer.location == f"{AT}/obstacles/{ours.reference}#workarounds"


def test_from_the_barriers_page_it_is_known_too(kents, barrier, way):
    page = kents.get(f"{AT}/barriers/{barrier.reference}").text

    assert f"/workarounds/{way.reference}?barrier={barrier.reference}" in page


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("ours")
def test_each_own_obstacle_in_the_way_is_offered_and_no_other(
    kents, make, kent, medway, nurse, barrier, way
):
    for title, given in {
        "Theirs": {"organisation": medway},
        "Past": {"organisation": kent, "status": Status.RESOLVED},
        "Immovable": {
            "organisation": kent,
            "status": Status.ACCEPTED_AS_IMMOVABLE,
            "look_again_on": date(2099, 1, 1),
        },
        "Draft": {"organisation": kent, "is_draft": True, "author": nurse},
    }.items():
        make.obstacle(title, **{"barrier": barrier} | given)
    make.obstacle("Other cause", organisation=kent, barrier=make.barrier("Other"))
    make.obstacle("No time", organisation=kent, barrier=barrier, status=Status.BEING_WORKED_ON)

    words = words_in(box(came_from(kents, way, barrier)))

    assert words.count("Start a trial") == 2
    assert words.index("No time") < words.index("No mandate")
    hidden = ("Theirs", "Past", "Immovable", "Draft", "Other cause")
    assert [title for title in hidden if title in words] == []


def test_what_is_on_trial_there_is_updated_and_not_started_again(
    kents, make, medway, barrier, ours
):
    way = make.workaround(organisation=medway, against=[ours])
    trial = make.trial(way, ours, Outcome.TOO_EARLY)

    found = box(came_from(kents, way, barrier))

    assert "Start a trial" not in found
    assert f"/trials/{trial.reference}/edit" in found


@pytest.mark.usefixtures("ours")
@pytest.mark.parametrize("who", ["medway", "lead", "funder"])
def test_who_has_nothing_in_the_way_there_is_offered_nothing(browsers, make, medway, barrier, who):
    way = make.workaround(organisation=medway, visibility="public")

    assert "carry-over" not in came_from(browsers[who], way, barrier)


@pytest.mark.usefixtures("ours")
@pytest.mark.parametrize("reference", ["B-2222", "", "\x00", "x" * 300])
def test_from_nowhere_it_is_the_page_as_ever(kents, way, reference):
    page = kents.get(f"{AT}/workarounds/{way.reference}", query_string={"barrier": reference})

    assert page.status_code == 200
    assert "carry-over" not in page.text


def test_a_barrier_out_of_sight_and_none_give_the_same_page(kents, make, medway, way):
    hidden = make.barrier("Hidden")
    make.obstacle(organisation=medway, barrier=hidden, visibility="organisation")

    pages = [
        kents.get(f"{AT}/workarounds/{way.reference}?barrier={code}").text
        for code in (hidden.reference, "B-2222")
    ]

    tokens = re.compile(r'name="csrf_token"[^>]*>|value="/[^"]*"')
    assert tokens.sub("", pages[0]) == tokens.sub("", pages[1])
