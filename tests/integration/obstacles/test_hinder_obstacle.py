"""One obstacle holds up another: said by who owns one end, of ends they see."""

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.listing import without_token
from tracker.models import Hindrance, Programme
from tracker.models.vocabulary import Visibility


@pytest.fixture
def ours(make, kent):
    return make.obstacle("No mandate", organisation=kent)


@pytest.fixture
def theirs(make, medway):
    return make.obstacle("No rooms", organisation=medway)


def link(client, obstacle, other, direction="holds-up", act="hinder"):
    reference = other if isinstance(other, str) else other.reference
    data = {"other": reference, "direction": direction}
    return client.post(f"{AT}/{obstacle.reference}/{act}", data=data)


def pairs(rows):
    return [(one.holding_id, one.held_up_id) for one in rows(sa.select(Hindrance))]


def test_our_obstacle_holds_up_theirs(kents, ours, theirs, rows):
    answer = link(kents, ours, theirs)

    assert answer.status_code == 303
    assert pairs(rows) == [(ours.id, theirs.id)]


def test_our_obstacle_is_held_up_by_theirs(kents, ours, theirs, rows):
    link(kents, ours, theirs, direction="held-up-by")

    assert pairs(rows) == [(theirs.id, ours.id)]


def test_both_pages_tell_it(kents, medways, ours, theirs):
    link(kents, ours, theirs)

    assert "No rooms" in kents.get(f"{AT}/{ours.reference}").text.partition("Blocks")[2]
    assert "No mandate" in medways.get(f"{AT}/{theirs.reference}").text.partition("Blocked by")[2]


def test_the_others_code_may_be_written_in_small_letters(kents, ours, theirs, rows):
    link(kents, ours, f" {theirs.reference.lower()} ")

    assert len(pairs(rows)) == 1


def test_each_may_hold_up_the_other(kents, ours, theirs, rows):
    link(kents, ours, theirs)
    link(kents, ours, theirs, direction="held-up-by")

    assert len(pairs(rows)) == 2
    assert "This obstacle and 1 other block each other" in kents.get(f"{AT}/{ours.reference}").text


def test_the_links_there_are_stand_where_they_can_be_taken_back(kents, ours, theirs, make):
    make.hindrance(theirs, ours)

    page = kents.get(f"{AT}/{ours.reference}/hinder").text

    assert "Remove link" in page
    assert f'name="other" value="{theirs.reference}"' in page


@pytest.mark.on_postgresql
def test_it_can_be_taken_back(kents, ours, theirs, make, rows):
    make.hindrance(ours, theirs)

    link(kents, ours, theirs, act="stop-hindering")

    assert pairs(rows) == []


def test_what_nobody_says_cannot_be_taken_back(kents, ours, theirs):
    answer = link(kents, ours, theirs, act="stop-hindering")

    assert answer.status_code == 422
    assert "This link was already removed" in answer.text


def test_it_is_said_once(kents, ours, theirs, rows):
    link(kents, ours, theirs)

    again = link(kents, ours, theirs)

    assert again.status_code == 422
    assert "These obstacles are already linked" in again.text
    assert len(pairs(rows)) == 1


def test_an_obstacle_does_not_hold_up_itself(kents, ours, rows):
    answer = link(kents, ours, ours)

    assert answer.status_code == 422
    assert "An obstacle cannot block itself. Choose a different obstacle" in answer.text
    assert pairs(rows) == []


def test_an_unknown_code_and_one_out_of_sight_get_the_same_sentence(
    kents, ours, make, medway, rows
):
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)

    unseen, unknown = link(kents, ours, hidden), link(kents, ours, "TICC-ZZZZZ")

    assert (unseen.status_code, unknown.status_code) == (422, 422)
    as_unknown = without_token(unseen).replace(hidden.reference, "TICC-ZZZZZ")
    assert as_unknown == without_token(unknown)
    assert "No obstacle that you can see matches “TICC-ZZZZZ”. Enter other words" in unknown.text
    assert pairs(rows) == []


def test_anothers_draft_cannot_be_found_so(kents, ours, make, medway):
    draft = make.obstacle(organisation=medway, is_draft=True)

    assert "No obstacle that you can see matches" in link(kents, ours, draft).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"other": "", "direction": "holds-up"}, "Choose an obstacle. Enter words from it"),
        ({"other": "TICC-2222", "direction": "sideways"}, "Choose which obstacle blocks the other"),
        (
            {"other": "x" * 9000, "direction": "holds-up"},
            "No obstacle that you can see matches “xxx",
        ),
    ],
)
def test_what_is_wrong_gets_a_sentence(kents, ours, data, sentence):
    answer = kents.post(f"{AT}/{ours.reference}/hinder", data=data)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_who_owns_neither_end_may_not_say_so(leads, medways, ours, rows):
    answers = {link(client, ours, ours).status_code for client in (leads, medways)}

    assert answers == {403}
    assert pairs(rows) == []


def test_it_raises_the_programmes_revision(kents, ours, theirs, rows):
    [before] = rows(sa.select(Programme.revision))

    link(kents, ours, theirs)

    [after] = rows(sa.select(Programme.revision))
    assert after > before
