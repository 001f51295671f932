"""The same person logging the same words again within an hour is asked first."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tracker.models import Obstacle, Workaround
from tracker.models.moment import now

TITLE = "Sign-off sits with managers"
WORKAROUNDS = "/programmes/ticc/workarounds"


def log(browser, title=TITLE, at=AT, **form):
    data = {"title": title, "visibility": "partners", "form_key": str(uuid4()), "details": "Why"}
    return browser.post(f"{at}/log", data=data | form)


def references(rows, model=Obstacle):
    return rows(sa.select(model.reference).order_by(model.id))


@pytest.mark.on_postgresql
def test_the_same_words_again_are_asked_about(kents, rows):
    log(kents)

    answer = log(kents, title="  sign-off sits  with Managers")

    [reference] = references(rows)
    assert answer.status_code == 422
    assert f"You logged this 1 minute ago as {reference}." in answer.text
    assert f'href="{AT}/{reference}"' in answer.text
    assert "sign-off sits with Managers" in answer.text
    assert "Why" in answer.text


def test_they_can_be_logged_all_the_same(kents, rows):
    log(kents)
    [reference] = references(rows)

    answer = log(kents, again=reference)

    assert answer.status_code == 303
    assert len(references(rows)) == 2


def test_an_answer_about_another_one_is_no_answer(kents, rows):
    log(kents)
    [reference] = references(rows)
    log(kents, again=reference)

    assert log(kents, again=reference).status_code == 422
    assert len(references(rows)) == 2


def test_a_form_that_is_sent_twice_leads_to_what_it_made(kents, rows):
    key = str(uuid4())

    answers = [log(kents, form_key=key) for _turn in range(2)]

    assert answers[0].location == answers[1].location
    assert len(references(rows)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"title": "Sign-off sits with the board"}, id="another title"),
        pytest.param({"details": "And that"}, id="other details"),
    ],
)
def test_other_words_are_logged_at_once(changed, kents, rows):
    log(kents)

    assert log(kents, **changed).status_code == 303
    assert len(references(rows)) == 2


@pytest.mark.on_postgresql
def test_after_an_hour_nobody_is_asked(kents, run):
    log(kents)
    run(sa.update(Obstacle).values(logged_at=now() - timedelta(minutes=59)))
    assert "You logged this 60 minutes ago" in log(kents).text

    run(sa.update(Obstacle).values(logged_at=now() - timedelta(minutes=61)))

    assert log(kents).status_code == 303


def test_a_colleague_is_not_asked(kents, make, signed_in_as, kent, rows):
    log(kents)

    assert log(signed_in_as(make.contributor(kent))).status_code == 303
    assert len(references(rows)) == 2


def test_another_organisation_of_the_same_person_is_not_asked(
    kents, nurse, kent, medway, also_in, rows
):
    also_in(nurse, medway)
    log(kents, organisation=kent.slug)

    assert log(kents, organisation=medway.slug).status_code == 303
    assert len(references(rows)) == 2


def test_what_was_withdrawn_is_not_asked_about(kents, rows):
    log(kents)
    [reference] = references(rows)
    kents.post(f"{AT}/{reference}/withdraw", data={"reason": "mistake"})

    assert log(kents).status_code == 303


def test_a_draft_of_it_is_named_as_a_draft(kents, rows):
    log(kents, act="draft")

    answer = log(kents)

    [reference] = references(rows)
    assert f"You saved this as a draft 1 minute ago, as {reference}." in answer.text


def test_return_in_a_field_does_not_log_again(kents):
    log(kents)

    form = log(kents).text.partition("<form method")[2]

    assert form.index("aria-hidden") < form.index('name="again"')


@pytest.mark.on_postgresql
def test_the_same_workaround_again_is_asked_about(kents, rows):
    log(kents, at=WORKAROUNDS)

    answer = log(kents, at=WORKAROUNDS)

    [reference] = references(rows, Workaround)
    assert answer.status_code == 422
    assert f"You added this 1 minute ago as {reference}." in answer.text
    assert f'href="{WORKAROUNDS}/{reference}"' in answer.text
    assert log(kents, at=WORKAROUNDS, again=reference).status_code == 303
    assert len(references(rows, Workaround)) == 2
