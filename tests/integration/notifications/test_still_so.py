"""Somebody is asked whether what they logged is still so, and says so with one press."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.integration.conftest import AT
from tracker.models import AuditEvent, Membership, Obstacle, Participation, Programme
from tracker.models.moment import now
from tracker.models.vocabulary import Status
from tracker.notifications import queries_reminders

DASHBOARD = "/programmes/ticc"
LONG_AGO = now() - timedelta(days=400)


def mine(browser: FlaskClient) -> str:
    return browser.get(DASHBOARD).text.partition('id="mine"')[2].partition("</section>")[0]


@pytest.fixture
def asked(make, nurse, kent) -> Obstacle:
    """An obstacle of the nurse's that she is asked about."""
    assert kent
    obstacle = make.obstacle("Sign-off waits", author=nurse, changed_at=LONG_AGO)
    make.reminder(obstacle, nurse)
    return obstacle


def test_the_question_stands_on_the_first_page(kents, asked) -> None:
    todo = mine(kents)

    assert "Sign-off waits" in todo
    assert "Is this still in the way? Nobody has updated it since" in todo
    assert f'action="{AT}/{asked.reference}/still-so"' in todo


def test_the_question_stands_on_its_own_page(kents, asked) -> None:
    page = kents.get(f"{AT}/{asked.reference}").text

    assert "Is it still in the way?" in page
    assert f'action="{AT}/{asked.reference}/still-so"' in page


def test_a_colleague_and_other_organisations_are_not_asked(
    signed_in_as, medways, leads, make, asked
) -> None:
    browsers = [signed_in_as(make.contributor()), medways, leads]

    pages = [browser.get(f"{AT}/{asked.reference}").text for browser in browsers]

    assert not [page for page in pages if "still in the way" in page]
    assert [mine(browser) for browser in browsers] == ["", "", ""]


def test_whoever_takes_it_over_was_not_asked(signed_in_as, make, asked, run) -> None:
    colleague = make.contributor()
    run(sa.update(Obstacle).values(owner_id=colleague.id))

    page = signed_in_as(colleague).get(f"{AT}/{asked.reference}").text

    assert "still in the way" not in page


def test_still_so_is_one_press(kents, asked, rows) -> None:
    answer = kents.post(f"{AT}/{asked.reference}/still-so")

    [saved] = rows(sa.select(Obstacle))
    assert (answer.status_code, answer.location) == (303, f"{AT}/{asked.reference}")
    assert saved.confirmed_at > LONG_AGO
    assert (saved.changed_at, saved.version) == (asked.changed_at, asked.version)
    assert mine(kents) == ""
    assert "Is it still in the way?" not in kents.get(f"{AT}/{asked.reference}").text


def test_one_comes_back_to_where_one_was_asked(kents, asked) -> None:
    answer = kents.post(
        f"{AT}/{asked.reference}/still-so", headers={"Referer": f"http://localhost{DASHBOARD}"}
    )

    assert answer.location == DASHBOARD
    assert "“Sign-off waits” is still in the way." in kents.get(DASHBOARD).text


def test_it_is_audited_and_raises_the_revision(kents, asked, nurse, rows) -> None:
    [before] = rows(sa.select(Programme.revision))

    kents.post(f"{AT}/{asked.reference}/still-so")

    [event] = rows(sa.select(AuditEvent).where(AuditEvent.act == "obstacle:confirm"))
    assert (event.person_id, event.thing_id) == (nurse.id, asked.id)
    assert rows(sa.select(Programme.revision)) == [before + 1]
    history = kents.get(f"{AT}/{asked.reference}/history").text
    assert "Confirmed that the obstacle is still in the way" in history


def test_resolved_is_one_press_too(kents, asked, rows) -> None:
    kents.post(f"{AT}/{asked.reference}/status", data={"status": "resolved"})

    assert rows(sa.select(Obstacle.status)) == [Status.RESOLVED]
    assert mine(kents) == ""


def test_an_edit_answers_too(kents, asked, run) -> None:
    assert asked.title in mine(kents)

    run(sa.update(Obstacle).values(changed_at=now()))

    assert mine(kents) == ""


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(sa.update(Programme).values(reminder_months=0), id="nobody is to be asked"),
        pytest.param(sa.update(Obstacle).values(author_id=None), id="it is not theirs any more"),
        pytest.param(sa.update(Membership).values(ended_at=now()), id="they left"),
        pytest.param(sa.update(Participation).values(left_on=now().date()), id="the place left"),
    ],
)
def test_the_question_goes_once_there_is_nobody_to_ask(kents, asked, run, statement) -> None:
    assert asked
    run(statement)

    assert "Is this still in the way?" not in kents.get(DASHBOARD).text


def test_a_question_rests_after_four_weeks(kents, make, nurse) -> None:
    obstacle = make.obstacle(author=nurse, changed_at=LONG_AGO)
    make.reminder(obstacle, nurse, asked_at=now() - timedelta(days=29))

    assert mine(kents) == ""


def test_it_rests_though_nothing_changes(kents, asked, monkeypatch) -> None:
    assert asked.title in mine(kents)

    monkeypatch.setattr(queries_reminders, "now", lambda: now() + timedelta(days=28))

    assert mine(kents) == ""


def test_any_colleague_may_say_it(signed_in_as, make, asked, rows) -> None:
    signed_in_as(make.contributor()).post(f"{AT}/{asked.reference}/still-so")

    assert rows(sa.select(Obstacle.confirmed_at)) != [None]


def test_another_organisation_may_not_say_it(medways, leads, asked, rows) -> None:
    answers = {
        browser.post(f"{AT}/{asked.reference}/still-so").status_code for browser in (medways, leads)
    }

    assert answers == {403}
    assert rows(sa.select(Obstacle.confirmed_at)) == [None]


def test_what_is_resolved_is_not_still_so(kents, make, nurse, rows) -> None:
    obstacle = make.obstacle(author=nurse, status=Status.RESOLVED)

    answer = kents.post(f"{AT}/{obstacle.reference}/still-so", follow_redirects=True)

    assert "This obstacle is no longer in the way. You do not need to answer" in answer.text
    assert rows(sa.select(Obstacle.confirmed_at)) == [None]
