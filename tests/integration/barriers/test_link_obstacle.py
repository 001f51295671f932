"""From a barrier's page a programme lead adds obstacles to it, those under none first."""

import pytest
import sqlalchemy as sa

from tracker.models import AuditEvent, Obstacle, Programme

AT = "/programmes/ticc/barriers"


@pytest.fixture
def barrier(make, medway):
    """A cause with an obstacle that everybody sees."""
    barrier = make.barrier("Rules for another way")
    make.obstacle("There already", organisation=medway, barrier=barrier)
    return barrier


@pytest.fixture
def theirs(make, medway):
    return make.obstacle("No rooms", organisation=medway)


def add(browser, barrier, **fields):
    data = {name.replace("_", "-"): value for name, value in fields.items()}
    return browser.post(f"{AT}/{barrier.reference}/obstacles", data=data)


def barrier_of(rows, obstacle):
    return rows(sa.select(Obstacle.barrier_id).where(Obstacle.id == obstacle.id))[0]


@pytest.mark.on_postgresql
def test_an_obstacle_is_added_and_the_page_says_so(leads, barrier, theirs, rows):
    answer = add(leads, barrier, obstacle="rooms", obstacle_choice=theirs.reference)

    page = leads.get(answer.location).text
    assert answer.status_code == 303
    assert "“No rooms” linked to this barrier." in page
    assert barrier_of(rows, theirs) == barrier.id


def test_search_offers_those_without_a_barrier_first(leads, make, barrier, theirs, kent, rows):
    make.obstacle("Rooms elsewhere", organisation=kent, barrier=make.barrier("Another"))

    page = add(leads, barrier, obstacle="room", obstacle_search="1")

    assert page.status_code == 200
    found = page.text.partition("data-found")[2]
    assert found.index("No rooms") < found.index("Rooms elsewhere")
    assert "linked to another barrier" in found
    assert barrier_of(rows, theirs) is None


def test_one_of_another_barrier_moves_and_the_page_names_both(leads, make, barrier, kent, rows):
    moved = make.obstacle("Rooms elsewhere", organisation=kent, barrier=make.barrier("Another"))

    answer = add(leads, barrier, obstacle=moved.reference)

    sentence = "“Rooms elsewhere” linked to this barrier. It was linked to “Another” before."
    assert sentence in leads.get(answer.location).text
    assert barrier_of(rows, moved) == barrier.id


@pytest.mark.on_postgresql
def test_one_that_is_there_already_is_told(leads, make, barrier, kent):
    there = make.obstacle("There too", organisation=kent, barrier=barrier)

    page = add(leads, barrier, obstacle=there.reference)

    assert page.status_code == 422
    assert page.text.count("This obstacle is already linked to the barrier") == 2


@pytest.mark.parametrize("words", ["", "TICC-2222", "parking"])
def test_nothing_chosen_gets_a_sentence_and_keeps_the_words(leads, barrier, words):
    page = add(leads, barrier, obstacle=words)

    assert page.status_code == 422
    assert "There is 1 problem" in page.text
    assert f'value="{words}"' in page.text


def test_one_out_of_the_leads_sight_and_a_draft_are_none(leads, make, barrier, kent, rows):
    hidden = make.obstacle("Hidden", organisation=kent, visibility="organisation")
    draft = make.obstacle("Draft", organisation=kent, is_draft=True)

    answers = [add(leads, barrier, obstacle=one.reference) for one in (hidden, draft)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert barrier_of(rows, hidden) is barrier_of(rows, draft) is None


@pytest.mark.parametrize("who", ["kent", "medway", "funder"])
def test_nobody_else_adds_or_is_offered_to(browsers, make, barrier, theirs, medway, who):
    make.obstacle(organisation=medway, barrier=barrier, visibility="public")

    assert add(browsers[who], barrier, obstacle=theirs.reference).status_code == 403
    assert "Add obstacles" not in browsers[who].get(f"{AT}/{barrier.reference}").text


def test_it_is_in_the_log_and_raises_the_revision(leads, barrier, theirs, rows):
    [before] = rows(sa.select(Programme.revision))

    add(leads, barrier, obstacle=theirs.reference)

    [after] = rows(sa.select(Programme.revision))
    assert after > before
    acts = rows(sa.select(AuditEvent.act).order_by(AuditEvent.id.desc()).limit(1))
    assert [str(act) for act in acts] == ["obstacle:group"]
