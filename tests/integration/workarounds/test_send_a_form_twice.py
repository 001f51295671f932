"""The forms of workarounds and trials, sent twice, log once as well."""

import re

import pytest
import sqlalchemy as sa

from tracker.models import Trial, Workaround

pytestmark = pytest.mark.on_postgresql


AT = "/programmes/ticc/workarounds"
KEY = "0b7f7f2e-6a58-4f0f-8a4d-0c8f2f7a9d11"
WAY = {"title": "A named deputy signs", "visibility": "partners", "form_key": KEY}


@pytest.fixture
def trial(make, kent, medway):
    """Where a trial is recorded, and what is sent there."""
    workaround = make.workaround(organisation=medway, visibility="partners")
    obstacle = make.obstacle(organisation=kent)
    sent = {"obstacle": obstacle.reference, "outcome": "worked", "form_key": KEY}
    return f"{AT}/{workaround.reference}/trials/new", sent


def test_a_workaround_sent_again_is_the_one_that_was_logged(kents, rows):
    answers = [kents.post(f"{AT}/log", data=WAY) for _each in range(2)]

    [workaround] = rows(sa.select(Workaround))
    assert {answer.location for answer in answers} == {f"{AT}/{workaround.reference}"}


def test_a_workaround_with_other_words_is_asked_about(kents, rows):
    kents.post(f"{AT}/log", data=WAY)

    answer = kents.post(f"{AT}/log", data=WAY | {"details": "Each Monday"})

    [code] = rows(sa.select(Workaround.reference))
    assert answer.status_code == 422
    assert f"You already sent this form with a different text ({code})." in answer.text
    assert KEY not in answer.text


def test_a_trial_sent_again_is_the_one_that_was_recorded(kents, rows, trial):
    address, sent = trial

    answers = [kents.post(address, data=sent) for _each in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(rows(sa.select(Trial))) == 1


def test_a_trial_with_another_outcome_is_asked_about(kents, rows, trial):
    address, sent = trial
    kents.post(address, data=sent)

    answer = kents.post(address, data=sent | {"outcome": "partly"})

    assert answer.status_code == 422
    assert "You already sent this form with a different text" in answer.text
    assert re.search(r'value="partly"[^>]*checked|checked[^>]*value="partly"', answer.text)
    assert rows(sa.select(Trial.outcome)) == ["worked"]
