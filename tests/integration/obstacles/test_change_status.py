"""An organisation says how its obstacle stands; each change keeps who, when and why."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Obstacle, Programme, StatusChange
from tracker.models.vocabulary import Status

IMMOVABLE = {
    "status": "accepted-as-immovable",
    "reason": "It is the law",
    "look_again_on": "2199-01-31",
}


@pytest.mark.parametrize("status", ["being-worked-on", "worked-round", "resolved"])
def test_a_new_status_stands_and_keeps_who_and_why(kents, make, nurse, rows, status):
    obstacle = make.obstacle()

    answer = kents.post(
        f"{AT}/{obstacle.reference}/status", data={"status": status, "reason": "The board agreed"}
    )

    [saved] = rows(sa.select(Obstacle))
    last = rows(sa.select(StatusChange).order_by(StatusChange.id))[-1]
    assert answer.location == f"{AT}/{obstacle.reference}"
    assert saved.status == status
    assert (last.status, last.reason, last.person_id) == (status, "The board agreed", nurse.id)
    assert saved.changed_at > obstacle.changed_at


def test_the_page_asks_how_it_stands(kents, make):
    obstacle = make.obstacle("No mandate")

    page = kents.get(f"{AT}/{obstacle.reference}/status").text

    for words in ("What is the status now?", "No mandate", "worked round", "Review date"):
        assert words in page


def test_the_history_tells_it_newest_first(kents, make):
    obstacle = make.obstacle()
    at = f"{AT}/{obstacle.reference}"
    kents.post(f"{at}/status", data={"status": "resolved", "reason": "The board agreed"})
    kents.post(f"{at}/status", data={"status": "open", "reason": "The board left"})

    history = kents.get(at).text.partition('id="history"')[2].partition("</ol>")[0]

    told = [history.index(words) for words in ("Reopened", "Resolved", "Logged")]
    assert told == sorted(told)
    assert "“The board agreed”" in history


def test_accepting_it_as_immovable_keeps_the_reason_and_the_day(kents, make, rows):
    obstacle = make.obstacle()

    kents.post(f"{AT}/{obstacle.reference}/status", data=IMMOVABLE)

    [saved] = rows(sa.select(Obstacle))
    assert saved.status is Status.ACCEPTED_AS_IMMOVABLE
    assert saved.look_again_on.isoformat() == "2199-01-31"
    assert "Review on 31 January 2199" in kents.get(f"{AT}/{obstacle.reference}").text


def test_the_day_to_look_again_goes_once_it_moves(kents, make, rows):
    obstacle = make.obstacle()
    kents.post(f"{AT}/{obstacle.reference}/status", data=IMMOVABLE)

    kents.post(f"{AT}/{obstacle.reference}/status", data={"status": "being-worked-on"})

    assert rows(sa.select(Obstacle.look_again_on)) == [None]


def test_the_day_to_look_again_can_be_put_off(kents, make, rows):
    obstacle = make.obstacle()
    kents.post(f"{AT}/{obstacle.reference}/status", data=IMMOVABLE)

    kents.post(
        f"{AT}/{obstacle.reference}/status", data=IMMOVABLE | {"look_again_on": "2199-12-31"}
    )

    [day] = rows(sa.select(Obstacle.look_again_on))
    assert day.isoformat() == "2199-12-31"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"status": ""}, "Choose a status"),
        ({"status": "gone"}, "Choose a status"),
        ({"status": "open"}, "The obstacle already has this status. Choose a different one"),
        ({"status": "resolved", "reason": "x" * 1001}, "1 character too long. Shorten the text"),
        (IMMOVABLE | {"reason": " "}, "Enter why it is accepted as immovable"),
        (IMMOVABLE | {"look_again_on": ""}, "Enter a review date after today"),
        (IMMOVABLE | {"look_again_on": "2020-01-01"}, "Enter a review date after today"),
        (
            IMMOVABLE | {"look_again_on": "soon"},
            "Enter a date from 1900 to 2200, like 2027-03-31",
        ),
    ],
)
def test_what_a_status_needs_is_asked_and_what_was_typed_kept(kents, make, rows, typed, sentence):
    obstacle = make.obstacle()

    answer = kents.post(f"{AT}/{obstacle.reference}/status", data={"reason": "As I said"} | typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2, "once in the summary and once at the field"
    assert (typed | {"reason": typed.get("reason", "As I said")})["reason"].strip() in answer.text
    assert rows(sa.select(Obstacle.status)) == [Status.OPEN]
    assert len(rows(sa.select(StatusChange))) == 1


def test_what_got_round_it_is_asked_where_a_workaround_stands_by(kents, make):
    obstacle = make.obstacle()
    make.workaround("A new scheme", against=[obstacle])

    kents.post(f"{AT}/{obstacle.reference}/status", data={"status": "worked-round"})

    assert "Record that this worked" in kents.get(f"{AT}/{obstacle.reference}").text


def test_it_raises_the_programmes_revision(kents, make, rows):
    obstacle = make.obstacle()
    [before] = rows(sa.select(Programme.revision))

    kents.post(f"{AT}/{obstacle.reference}/status", data={"status": "resolved"})

    [after] = rows(sa.select(Programme.revision))
    assert after > before


def test_another_organisation_may_not_say_how_it_stands(medways, leads, make, kent, rows):
    obstacle = make.obstacle(organisation=kent)
    at = f"{AT}/{obstacle.reference}/status"

    answers = {
        client.post(at, data={"status": "resolved"}).status_code for client in (medways, leads)
    }

    assert answers == {403}
    assert rows(sa.select(Obstacle.status)) == [Status.OPEN]


def test_one_tap_on_the_obstacles_page_says_it_is_resolved(kents, make, rows):
    at = f"{AT}/{make.obstacle().reference}"
    page = kents.get(at).text

    answer = kents.post(f"{at}/status", data={"status": "resolved"})

    assert f'action="{at}/status"' in page
    assert page.count('form="one-tap"') == 2
    assert answer.location == at
    assert rows(sa.select(Obstacle.status)) == [Status.RESOLVED]


def test_a_second_tap_changes_nothing(kents, make, rows):
    at = f"{AT}/{make.obstacle().reference}"

    answers = [kents.post(f"{at}/status", data={"status": "resolved"}) for _each in range(2)]

    assert [answer.location for answer in answers] == [at, at]
    assert len(rows(sa.select(StatusChange))) == 2


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.ACCEPTED_AS_IMMOVABLE])
def test_what_is_settled_is_not_asked_for_by_one_tap(kents, make, status):
    given = {"look_again_on": date(2199, 1, 31)} if status in IMMOVABLE.values() else {}
    obstacle = make.obstacle(status=status, **given)

    assert 'form="one-tap"' not in kents.get(f"{AT}/{obstacle.reference}").text


def test_others_have_no_button_for_it(medways, make, kent):
    page = medways.get(f"{AT}/{make.obstacle(organisation=kent).reference}").text

    assert "one-tap" not in page
