"""A programme's first page: what was found, what to carry over, what is new, what is mine."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tracker.models import Organisation
from tracker.models.vocabulary import Level, Outcome, Status, Visibility

AT = "/programmes/ticc"


def section(page: str, name: str) -> str:
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


@pytest.fixture
def solved(make: Factory, kent: Organisation, medway: Organisation) -> SimpleNamespace:
    """A barrier in Kent's way that Medway is past, with what got it there."""
    barrier = make.barrier("Sign-off sits too high", level=Level.NATIONAL)
    ours = make.obstacle("Kent waits", organisation=kent, barrier=barrier)
    theirs = make.obstacle(
        "Medway waited", organisation=medway, barrier=barrier, status=Status.RESOLVED
    )
    way = make.workaround("A new mandate", organisation=medway, against=[theirs])
    return SimpleNamespace(barrier=barrier, ours=ours, theirs=theirs, way=way)


@pytest.mark.usefixtures("solved")
def test_the_heading_states_the_finding(leads: FlaskClient) -> None:
    page = leads.get(AT).text

    assert "<h1>1 barrier is shared. At least one organisation has got past it.</h1>" in page


@pytest.mark.usefixtures("kent")
def test_nothing_found_is_said_so(leads: FlaskClient) -> None:
    page = leads.get(AT).text

    assert "<h1>No shared barriers to show yet.</h1>" in page
    assert "No obstacles to show yet" in page


def figures_of(page: str) -> list[tuple[str, int]]:
    found = re.findall(r'<a href="([^"]+)">([\d,]+)</a>', page.partition('class="figs"')[2])
    return [(at.replace("&amp;", "&"), int(number.replace(",", ""))) for at, number in found]


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("solved")
def test_each_figure_is_as_long_as_the_list_it_leads_to(
    make: Factory, leads: FlaskClient, medway: Organisation
) -> None:
    for status in (Status.OPEN, Status.BEING_WORKED_ON, Status.WORKED_ROUND):
        make.obstacle(organisation=medway, status=status, is_named=False)
    make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)
    (network, shared), *lists = figures_of(leads.get(AT).text)

    counted = [
        (number, leads.get(at.replace("obstacles", "obstacles.json")).json) for at, number in lists
    ]

    assert leads.get(network).text.partition('id="table"')[2].count('scope="row"') >= shared == 1
    assert (
        [number for number, _ in counted] == [found["count"] for _, found in counted] == [3, 2, 3]
    )


def test_what_got_past_it_is_offered_where_it_is_in_the_way(
    make: Factory, leads: FlaskClient, solved: SimpleNamespace
) -> None:
    make.trial(solved.way, solved.theirs)

    found = section(leads.get(AT).text, "solved")

    assert "No longer in the way: Medway" in found
    assert "Worked for: Medway" in found
    assert f'href="{AT}/workarounds/{solved.way.reference}?barrier=' in found
    assert re.search(r"Still in the way</p>\s*<p>Kent</p>", found)


def test_the_most_telling_way_is_offered(
    make: Factory, leads: FlaskClient, solved: SimpleNamespace, medway: Organisation
) -> None:
    for title, outcome in (("Half a way", Outcome.PARTLY), ("A whole way", Outcome.WORKED)):
        way = make.workaround(title, organisation=medway, against=[solved.theirs])
        make.trial(way, solved.theirs, outcome)

    found = section(leads.get(AT).text, "solved")

    assert "A whole way" in found
    assert "Half a way" not in found
    assert "A new mandate" not in found


@pytest.mark.usefixtures("solved")
def test_a_way_that_nobody_tells_of_is_said_to_be_so(leads: FlaskClient) -> None:
    assert "No outcome recorded yet." in section(leads.get(AT).text, "solved")


def test_a_hidden_way_is_not_offered(
    make: Factory, leads: FlaskClient, solved: SimpleNamespace, medway: Organisation
) -> None:
    barrier = make.barrier("Another")
    make.obstacle(barrier=barrier)
    theirs = make.obstacle(barrier=barrier, organisation=medway, status=Status.RESOLVED)
    make.workaround(
        "Canary", organisation=medway, visibility=Visibility.ORGANISATION, against=[theirs]
    )

    found = section(leads.get(AT).text, "solved")

    assert "No workaround recorded yet." in found
    assert "Canary" not in found
    assert solved.way.title in found


def test_a_way_tried_out_of_sight_is_not_what_got_past_it(
    make: Factory, leads: FlaskClient, solved: SimpleNamespace, medway: Organisation
) -> None:
    hidden = make.obstacle(
        organisation=medway, barrier=solved.barrier, visibility=Visibility.ORGANISATION
    )
    way = make.workaround("Canary", organisation=medway, against=[hidden])
    make.trial(way, hidden, Outcome.WORKED)

    found = section(leads.get(AT).text, "solved")

    assert solved.way.title in found
    assert "Canary" not in found


def test_a_way_beside_ones_own_draft_is_not_what_got_past_it(
    make: Factory, signed_in_as, solved: SimpleNamespace, medway: Organisation
) -> None:
    author = make.contributor(medway)
    draft = make.obstacle(organisation=medway, barrier=solved.barrier, is_draft=True, author=author)
    make.trial(make.workaround("Canary", organisation=medway, against=[draft]), draft)

    found = section(signed_in_as(author).get(AT).text, "solved")

    assert solved.way.title in found
    assert "Canary" not in found


def test_most_places_still_waiting_stand_first(
    make: Factory, leads: FlaskClient, solved: SimpleNamespace, medway: Organisation
) -> None:
    barrier = make.barrier("Wanted by two")
    make.obstacle(barrier=barrier, organisation=medway, status=Status.WORKED_ROUND)
    for name in ("Lille", "Gent"):
        make.obstacle(barrier=barrier, organisation=make.organisation(name))

    found = section(leads.get(AT).text, "solved")

    assert found.index("Wanted by two") < found.index(solved.barrier.title)


def test_all_of_them_are_one_press_away(
    make: Factory, leads: FlaskClient, medway: Organisation
) -> None:
    for number in range(5):
        barrier = make.barrier(f"Cause {number}")
        make.obstacle(barrier=barrier)
        make.obstacle(barrier=barrier, organisation=medway, status=Status.RESOLVED)

    first = section(leads.get(AT).text, "solved")
    whole = section(leads.get(f"{AT}?solved=all").text, "solved")

    assert "See all 5 barriers" in first
    assert first.count("<li>") == 3
    assert whole.count("<li>") == 5


@pytest.mark.usefixtures("solved")
def test_a_strip_has_a_mark_for_each_organisation(leads: FlaskClient) -> None:
    assert 'aria-label="open: 1, resolved: 1"' in section(leads.get(AT).text, "shared")


@pytest.mark.parametrize(
    ("statuses", "strip"),
    [
        pytest.param([Status.OPEN] * 3, "open: 1", id="all stand alike"),
        pytest.param([Status.OPEN, Status.OPEN, Status.RESOLVED], "open: 2", id="not all alike"),
    ],
)
def test_a_strip_does_not_tell_how_each_of_those_not_named_stands(
    make: Factory,
    leads: FlaskClient,
    medway: Organisation,
    statuses: list[Status],
    strip: str,
) -> None:
    barrier = make.barrier()
    make.obstacle(barrier=barrier)
    for status in statuses:
        make.obstacle(organisation=medway, barrier=barrier, is_named=False, status=status)

    found = section(leads.get(AT).text, "shared")

    assert f'aria-label="{strip}"' in found
    assert ("others (names not shown)" in found) is (strip == "open: 1")


@pytest.mark.usefixtures("solved")
def test_the_power_to_remove_is_counted_by_places(leads: FlaskClient) -> None:
    found = section(leads.get(AT).text, "power")

    assert "national: 1 still in the way, 1 no longer in the way" in found


def test_an_unnamed_new_obstacle_is_a_partners(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("In confidence", organisation=medway, is_named=False)

    found = section(kents.get(AT).text, "new")

    assert re.search(r"In confidence</a>\s*<span[^>]*>A partner,", found)


def test_mine_to_do_is_what_others_are_past(
    kents: FlaskClient, leads: FlaskClient, solved: SimpleNamespace
) -> None:
    mine = section(kents.get(AT).text, "mine")

    assert solved.ours.title in mine
    assert "No longer in the way: Medway" in mine
    assert 'id="mine"' not in leads.get(AT).text


def test_what_only_we_are_past_is_not_ours_to_do(
    make: Factory, kents: FlaskClient, kent: Organisation, medway: Organisation
) -> None:
    barrier = make.barrier()
    make.obstacle(organisation=kent, barrier=barrier, status=Status.RESOLVED)
    make.obstacle(organisation=medway, barrier=barrier)

    assert 'id="mine"' not in kents.get(AT).text


def test_what_is_in_a_partners_way_or_a_draft_is_not_ours_to_do(
    make: Factory, kents: FlaskClient, nurse, solved: SimpleNamespace
) -> None:
    lille, waits = make.organisation("Lille"), {"barrier": solved.barrier}
    make.obstacle("Lille waits", organisation=lille, **waits)
    make.obstacle("Half a sentence", author=nurse, is_draft=True, **waits)

    mine = section(kents.get(AT).text, "mine")

    assert re.findall(r">([^<]+)</a>\s*<span[^>]*>\s*No longer in the way", mine) == ["Kent waits"]


def test_a_draft_is_its_authors_to_do(
    make: Factory, nurse, kents: FlaskClient, signed_in_as, kent: Organisation
) -> None:
    make.obstacle("Half a sentence", author=nurse, is_draft=True)
    colleague = signed_in_as(make.contributor(kent))

    assert "Half a sentence" in section(kents.get(AT).text, "mine")
    assert "Half a sentence" not in colleague.get(AT).text


@pytest.mark.usefixtures("solved")
def test_the_queries_are_as_many_for_ten_times_the_barriers(
    make: Factory, kents: FlaskClient, medway: Organisation, queries_of: Any
) -> None:
    few = queries_of(kents, AT)

    for number in range(10):
        barrier = make.barrier(f"Cause {number}")
        theirs = make.obstacle(barrier=barrier, organisation=medway, status=Status.RESOLVED)
        make.trial(make.workaround(organisation=medway, against=[theirs]), theirs)
        make.obstacle(barrier=barrier)

    assert queries_of(kents, AT) == few <= 22


def test_another_programmes_page_looks_missing(make: Factory, kents: FlaskClient) -> None:
    make.programme("unknown")

    assert kents.get("/programmes/unknown").status_code == 404
