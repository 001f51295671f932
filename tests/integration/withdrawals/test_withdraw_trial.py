"""A trial that was recorded by mistake is withdrawn: it counts no more, until it is restored."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.page_comparison import without_form_keys
from tracker.models import Trial
from tracker.models.moment import now
from tracker.models.vocabulary import Outcome
from tracker.obstacles.queries_workarounds import MAX_RANKED

TICC = "/programmes/ticc"


@pytest.fixture
def obstacle(make):
    return make.obstacle()


@pytest.fixture
def workaround(make, obstacle):
    return make.workaround(against=[obstacle])


@pytest.fixture
def trial(make, nurse, workaround, obstacle):
    return make.trial(workaround, obstacle, author_id=nurse.id, what_it_took="Two meetings")


def withdraw(browser, trial):
    return browser.post(f"{TICC}/trials/{trial.reference}/withdraw")


def restore(browser, trial):
    return browser.post(f"{TICC}/trials/{trial.reference}/restore")


@pytest.mark.on_postgresql
def test_it_no_longer_counts_as_evidence(kents, medways, workaround, trial):
    pages = [f"{TICC}/workarounds/{workaround.reference}", f"{TICC}/workarounds"]
    assert all("worked: 1" in medways.get(page).text for page in pages)

    answer = withdraw(kents, trial)

    assert answer.location == f"{TICC}/trials/{trial.reference}/edit"
    assert not any("worked: 1" in medways.get(page).text for page in pages)
    assert "Two meetings" not in medways.get(pages[0]).text


def test_the_page_of_the_trial_leads_to_the_question_and_back(kents, obstacle, trial):
    at = f"{TICC}/trials/{trial.reference}"

    assert f"{at}/withdraw" in kents.get(f"{at}/edit").text
    assert "no longer counts as evidence" in kents.get(f"{at}/withdraw").text
    withdraw(kents, trial)
    page = kents.get(f"{at}/edit").text
    assert "This trial was withdrawn" in page
    assert "Two meetings" in page
    assert restore(kents, trial).location == f"{AT}/{obstacle.reference}"


@pytest.mark.on_postgresql
def test_a_restored_trial_is_as_it_was(kents, medways, workaround, trial, rows):
    page = f"{TICC}/workarounds/{workaround.reference}"
    before, version = medways.get(page).text, rows(sa.select(Trial.version))

    withdraw(kents, trial)
    restore(kents, trial)

    assert without_form_keys(medways.get(page).text) == without_form_keys(before)
    assert rows(sa.select(Trial.version)) == version


def test_only_its_author_and_the_organisations_lead_can(
    make, signed_in_as, kent, medways, leads, trial
):
    colleague, lead = make.contributor(kent), make.organisation_lead(kent)

    for browser in (signed_in_as(colleague), medways, leads):
        assert withdraw(browser, trial).status_code == 403
        assert restore(browser, trial).status_code == 403
    assert withdraw(signed_in_as(lead), trial).status_code == 303


def test_both_acts_are_recorded_once_at_each_end(kents, trial, events):
    for act in (withdraw, restore):
        act(kents, trial)
        act(kents, trial)

    for act in ("trial:withdraw", "trial:restore"):
        assert sorted(event.thing_kind for event in events(act)) == ["obstacle", "workaround"]


@pytest.mark.on_postgresql
def test_the_workaround_can_be_tried_anew(kents, workaround, obstacle, trial, rows):
    withdraw(kents, trial)

    kents.post(f"{AT}/{obstacle.reference}/try", data={"workaround": workaround.reference})

    by_id = sa.select(Trial.outcome).order_by(Trial.id)
    assert rows(by_id) == [Outcome.WORKED, Outcome.TOO_EARLY]


@pytest.mark.on_postgresql
def test_its_link_stays_while_it_can_be_restored(kents, workaround, obstacle, trial, rows):
    withdraw(kents, trial)

    kents.post(f"{AT}/{obstacle.reference}/unlink", data={"workaround": workaround.reference})

    page = kents.get(f"{TICC}/workarounds/{workaround.reference}").text
    assert "was withdrawn and can still be restored" in page
    assert len(rows(sa.select(Trial))) == 1


@pytest.mark.on_postgresql
def test_after_30_days_it_is_missing_to_all(kents, trial, run):
    withdraw(kents, trial)

    run(sa.update(Trial).values(withdrawn_at=now() - timedelta(days=30, minutes=1)))

    assert kents.get(f"{TICC}/trials/{trial.reference}/edit").status_code == 404
    assert restore(kents, trial).status_code == 404


def test_it_brings_no_workaround_among_those_that_are_shown(medways, make, obstacle):
    last = [make.workaround(against=[obstacle]) for _ in range(MAX_RANKED + 1)][-1]
    before = medways.get(f"{AT}/{obstacle.reference}").text

    make.trial(last, obstacle, withdrawn_at=now())

    after = medways.get(f"{AT}/{obstacle.reference}").text
    assert last.reference not in before
    assert last.reference not in after
