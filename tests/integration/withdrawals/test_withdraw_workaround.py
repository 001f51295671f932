"""A workaround that was added by mistake or twice is withdrawn, and can be restored."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.page_comparison import without_form_keys
from tracker.models import Workaround
from tracker.models.moment import now
from tracker.models.vocabulary import Visibility

WORKAROUNDS = "/programmes/ticc/workarounds"
TITLE = "Quillfeather delegation"


@pytest.fixture
def obstacle(make):
    return make.obstacle()


@pytest.fixture
def workaround(make, nurse, obstacle):
    workaround = make.workaround(TITLE, author_id=nurse.id, against=[obstacle])
    make.trial(workaround, obstacle, what_it_took="Two meetings")
    return workaround


def withdraw(browser, workaround, **form):
    at = f"{WORKAROUNDS}/{workaround.reference}/withdraw"
    return browser.post(at, data=form or {"reason": "mistake"})


def restore(browser, workaround):
    return browser.post(f"{WORKAROUNDS}/{workaround.reference}/restore")


@pytest.mark.on_postgresql
def test_it_leaves_lists_and_the_pages_of_obstacles(kents, medways, workaround, obstacle):
    pages = [f"{AT}/{obstacle.reference}", WORKAROUNDS]
    assert all(TITLE in medways.get(page).text for page in pages)

    answer = withdraw(kents, workaround)

    assert answer.location == f"{WORKAROUNDS}/{workaround.reference}"
    assert not any(TITLE in medways.get(page).text for page in pages)


@pytest.mark.on_postgresql
def test_its_address_tells_those_who_could_read_it(browsers, workaround):
    withdraw(browsers["kent"], workaround)
    at = f"{WORKAROUNDS}/{workaround.reference}"

    assert TITLE in browsers["kent"].get(at).text
    assert "This workaround was withdrawn" in browsers["medway"].get(at).text
    assert TITLE not in browsers["medway"].get(at).text
    never = browsers["funder"].get(f"{WORKAROUNDS}/W-22222")
    assert browsers["funder"].get(at).data == never.data


@pytest.mark.on_postgresql
def test_its_trials_come_back_with_it(kents, workaround, obstacle):
    before = kents.get(f"{AT}/{obstacle.reference}").text
    withdraw(kents, workaround)

    restore(kents, workaround)

    kents.get(WORKAROUNDS)  # The first page has the message.
    after = kents.get(f"{AT}/{obstacle.reference}").text
    assert without_form_keys(after) == without_form_keys(before)
    assert "Two meetings" in before


def test_its_page_leads_to_the_question(kents, workaround):
    at = f"{WORKAROUNDS}/{workaround.reference}"

    assert f"{at}/withdraw" in kents.get(at).text
    assert "Its trials, also those of other organisations" in kents.get(f"{at}/withdraw").text


def test_only_its_author_and_the_organisations_lead_can(
    make, signed_in_as, kent, medways, leads, workaround
):
    colleague, lead = make.contributor(kent), make.organisation_lead(kent)

    for browser in (signed_in_as(colleague), medways, leads):
        assert withdraw(browser, workaround).status_code == 403
        assert restore(browser, workaround).status_code == 403
    assert withdraw(signed_in_as(lead), workaround).status_code == 303


@pytest.mark.on_postgresql
def test_a_duplicate_leads_to_the_other(kents, medways, make, workaround):
    kept = make.workaround("The one that stays")
    hidden = make.workaround("Seen by Kent", visibility=Visibility.ORGANISATION)

    withdraw(kents, workaround, reason="duplicate", other=kept.reference)

    at = f"{WORKAROUNDS}/{workaround.reference}"
    assert "The one that stays" in medways.get(at).text
    restore(kents, workaround)
    withdraw(kents, workaround, reason="duplicate", other=hidden.reference)
    assert "Seen by Kent" in kents.get(at).text
    assert "Seen by Kent" not in medways.get(at).text
    assert "The workaround that stays" not in medways.get(at).text


def test_a_duplicate_must_be_another_workaround_within_sight(kents, make, medway, workaround):
    hidden = make.workaround(organisation=medway, visibility=Visibility.ORGANISATION)

    for code in ("W-22222", hidden.reference):
        answer = withdraw(kents, workaround, reason="duplicate", other=code)
        assert answer.status_code == 422
        assert f"No workaround that you can see matches “{code}”" in answer.text
    itself = withdraw(kents, workaround, reason="duplicate", other=workaround.reference)
    assert "cannot be a duplicate of itself" in itself.text


def test_a_duplicate_is_found_by_words_without_script(kents, make, medway, workaround):
    theirs = make.workaround("Quillfeather training", organisation=medway)
    make.workaround("Quillfeather secret", organisation=medway, visibility=Visibility.ORGANISATION)
    form = {"reason": "duplicate", "other": "quill"}

    searched = withdraw(kents, workaround, **form, **{"other-search": "1"})

    assert searched.status_code == 200
    assert "1 workaround found. Choose one:" in searched.text
    assert f'value="{theirs.reference}"' in searched.text
    assert "secret" not in searched.text
    assert "Chosen workaround" not in searched.text
    chosen = withdraw(kents, workaround, **form, **{"other-choice": theirs.reference})
    assert chosen.status_code == 303
    assert theirs.title in kents.get(f"{WORKAROUNDS}/{workaround.reference}").text


def test_which_of_several_is_asked_and_what_was_chosen_stays(kents, make, workaround):
    for title in ("Quillfeather one", "Quillfeather two"):
        last = make.workaround(title)

    several = withdraw(kents, workaround, reason="duplicate", other="quillfeather")
    nothing = withdraw(kents, workaround, reason="duplicate", other="")
    chosen = withdraw(kents, workaround, reason="", other="", **{"other-choice": last.reference})

    assert "2 workarounds match “quillfeather”" in several.text
    assert "Choose a workaround. Enter words from it, or its reference" in nothing.text
    assert "Chosen workaround" in chosen.text
    assert f'value="{last.reference}"' in chosen.text


@pytest.mark.on_postgresql
def test_the_list_while_typing_has_ones_own_first(kents, make, medway, workaround):
    own = make.workaround("Quillfeather at home")
    for number in range(7):
        make.workaround(f"Quillfeather {number}", organisation=medway)
    at, form = f"{WORKAROUNDS}/options", {"words": "quill", "of": workaround.reference}

    found = kents.post(at, data=form).json
    none = kents.post(at, data={"words": "nothing like it"}).json

    assert len(found["options"]) == 7
    assert found["options"][0] == {
        "value": own.reference,
        "label": own.title,
        "status": "",
        "note": "Kent",
    }
    assert workaround.reference not in {option["value"] for option in found["options"]}
    assert found["summary"] == "The first 7 are shown. Enter more words to find others."
    assert none == {
        "options": [],
        "summary": "Nothing that you can see matches. Enter other words.",
    }


def test_both_acts_are_recorded_once(kents, workaround, events):
    for act in (withdraw, restore):
        act(kents, workaround)
        act(kents, workaround)

    assert len(events("workaround:withdraw")) == len(events("workaround:restore")) == 1


@pytest.mark.on_postgresql
def test_after_30_days_it_is_missing_to_all(kents, workaround, run):
    withdraw(kents, workaround)

    run(sa.update(Workaround).values(withdrawn_at=now() - timedelta(days=30, minutes=1)))

    assert kents.get(f"{WORKAROUNDS}/{workaround.reference}").status_code == 404
    assert restore(kents, workaround).status_code == 404
