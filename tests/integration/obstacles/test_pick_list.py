"""Which obstacle blocks which is chosen by words, without script: search, then choose."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.listing import words_in
from tracker.models import Hindrance


@pytest.fixture
def ours(make, kent):
    return make.obstacle("No mandate", organisation=kent)


@pytest.fixture
def theirs(make, medway):
    return make.obstacle("No rooms for teams", organisation=medway)


def send(browser, obstacle, **fields):
    data = {"direction": "holds-up"} | {name.replace("_", "-"): one for name, one in fields.items()}
    return browser.post(f"{AT}/{obstacle.reference}/hinder", data=data)


def linked(rows):
    return rows(sa.select(Hindrance.held_up_id))


def radio_of(obstacle):
    return f'name="other-choice"\n           value="{obstacle.reference}"'


def test_search_shows_what_matches_and_saves_nothing(kents, ours, theirs, make, medway, rows):
    make.obstacle("Something else", organisation=medway)

    page = send(kents, ours, other="teams", other_search="1", direction="held-up-by")

    assert page.status_code == 200
    assert radio_of(theirs) in page.text
    assert "1 obstacle found. Choose one: No rooms for teams Medway open" in words_in(page.text)
    assert "Something else" not in page.text
    assert 'value="teams"' in page.text
    assert (
        "checked"
        in page.text.partition('value="held-up-by"')[0].rpartition("<input")[2]
        + (page.text.partition('value="held-up-by"')[2].partition(">")[0])
    )
    assert "There is 1 problem" not in page.text
    assert linked(rows) == []


def test_a_search_for_nothing_offers_the_newest_and_one_without_finds_says_so(kents, ours, theirs):
    assert radio_of(theirs) in send(kents, ours, other="", other_search="1").text
    none = send(kents, ours, other="parking permit", other_search="1")
    assert "Nothing that you can see matches. Enter other words." in none.text
    assert none.status_code == 200


@pytest.mark.on_postgresql
def test_what_is_chosen_is_linked(kents, ours, theirs, rows):
    answer = send(kents, ours, other="teams", other_choice=theirs.reference)

    assert answer.status_code == 303
    assert linked(rows) == [theirs.id]


def test_the_choice_counts_and_not_the_words_beside_it(kents, ours, theirs, make, medway, rows):
    other = make.obstacle("Something else", organisation=medway)

    send(kents, ours, other="Something else", other_choice=theirs.reference)

    assert linked(rows) == [theirs.id] != [other.id]


def test_words_alone_are_asked_back_with_what_they_match(kents, ours, theirs, make, medway, rows):
    also = make.obstacle("Teams have no car", organisation=medway)

    page = send(kents, ours, other="teams")

    assert page.status_code == 422
    sentence = "Choose an obstacle from the list. 2 obstacles match “teams”"
    assert page.text.count(sentence) == 2
    assert radio_of(theirs) in page.text
    assert radio_of(also) in page.text
    assert linked(rows) == []


@pytest.mark.on_postgresql
def test_more_than_seven_are_not_counted(kents, ours, make, medway):
    for number in range(9):
        make.obstacle(f"Rooms {number}", organisation=medway)

    page = send(kents, ours, other="rooms")

    assert "Choose an obstacle from the list. More than 7 match “rooms”" in page.text


@pytest.mark.on_postgresql
def test_a_whole_title_is_a_choice_unless_two_have_it(kents, ours, theirs, make, medway, rows):
    send(kents, ours, other="no rooms for TEAMS")
    assert linked(rows) == [theirs.id]

    make.obstacle("No rooms for teams", organisation=medway)
    again = send(kents, ours, other="No rooms for teams", direction="held-up-by")
    assert again.status_code == 422


def test_a_choice_out_of_sight_is_none(kents, ours, make, medway, rows):
    hidden = make.obstacle("Hidden", organisation=medway, visibility="organisation")

    page = send(kents, ours, other="", other_choice=hidden.reference)

    assert page.status_code == 422
    assert "Hidden" not in page.text
    assert linked(rows) == []


def test_a_mistake_elsewhere_keeps_the_choice(kents, ours, theirs):
    page = send(kents, ours, other="teams", other_choice=theirs.reference, direction="sideways")

    assert page.status_code == 422
    chosen = page.text.partition(radio_of(theirs))[2].partition(">")[0]
    assert "checked" in chosen


def test_what_is_near_is_offered_and_chosen_by_the_person(kents, ours, make, medway, rows):
    near = make.obstacle("No teamwork", organisation=medway)

    searched = send(kents, ours, other="work", other_search="1")
    asked_back = send(kents, ours, other="work")

    assert radio_of(near) in searched.text
    assert "No obstacle that you can choose has these words." in words_in(searched.text)
    assert radio_of(near) in asked_back.text
    assert "No obstacle that you can choose has the words “work”." in words_in(asked_back.text)
    assert linked(rows) == []
