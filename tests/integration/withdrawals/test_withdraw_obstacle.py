"""An obstacle logged by mistake or twice is withdrawn, and can be restored for 30 days."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.integration.conftest import AT
from tests.page_comparison import without_form_keys
from tracker.models import Membership, Obstacle, Programme, StatusChange
from tracker.models.moment import now
from tracker.models.vocabulary import Visibility

MISTAKE = {"reason": "mistake"}
TITLE = "Quillfeather sign-off"


@pytest.fixture
def obstacle(make, nurse):
    return make.obstacle(TITLE, author=nurse, details="The manager was on leave")


def withdraw(browser, obstacle, **form):
    return browser.post(f"{AT}/{obstacle.reference}/withdraw", data=form or MISTAKE)


def restore(browser, obstacle):
    return browser.post(f"{AT}/{obstacle.reference}/restore")


def duplicate(other):
    return {"reason": "duplicate", "other": other.reference.lower()}


def test_its_page_leads_to_the_question_and_that_says_what_follows(kents, obstacle):
    page = kents.get(f"{AT}/{obstacle.reference}").text
    question = kents.get(f"{AT}/{obstacle.reference}/withdraw").text

    assert f"{AT}/{obstacle.reference}/withdraw" in page
    assert TITLE in question
    last_day = now() + timedelta(days=30)
    assert f"until {last_day.day} {last_day:%B %Y}" in question


@pytest.mark.on_postgresql
def test_it_leaves_the_list_and_the_search_of_everybody(browsers, obstacle):
    assert all(TITLE in one.get(AT).text for one in (browsers["medway"], browsers["kent"]))

    answer = withdraw(browsers["kent"], obstacle)

    assert (answer.status_code, answer.location) == (303, f"{AT}/{obstacle.reference}")
    for browser in browsers.values():
        assert TITLE not in browser.get(AT).text
        assert TITLE not in browser.get(f"{AT}?q=quillfeather").text


@pytest.mark.on_postgresql
def test_its_address_tells_those_who_could_read_it(browsers, obstacle):
    withdraw(browsers["kent"], obstacle)
    at = f"{AT}/{obstacle.reference}"

    for name in ("kent", "medway", "lead"):
        page = browsers[name].get(at)
        assert page.status_code == 200
        assert "This obstacle was withdrawn" in page.text
    assert TITLE in browsers["kent"].get(at).text
    assert TITLE not in browsers["medway"].get(at).text
    assert "Restore" not in browsers["medway"].get(at).text


def test_to_others_it_is_missing_like_what_never_was(browsers, obstacle):
    withdraw(browsers["kent"], obstacle)

    gone = browsers["funder"].get(f"{AT}/{obstacle.reference}")
    never = browsers["funder"].get(f"{AT}/TICC-22222")

    assert gone.status_code == 404
    assert gone.data == never.data


@pytest.mark.parametrize("page", ["edit", "history", "status", "near", "logged", "hinder"])
def test_no_page_below_it_opens(page, kents, obstacle):
    withdraw(kents, obstacle)

    assert kents.get(f"{AT}/{obstacle.reference}/{page}").status_code == 404


@pytest.mark.on_postgresql
def test_comments_files_and_history_come_back_with_it(kents, make, nurse, obstacle, rows):
    make.comment(obstacle, nurse, "Ask the board")
    at = f"{AT}/{obstacle.reference}"
    before = rows(sa.select(Obstacle))[0]
    page = kents.get(at).text
    withdraw(kents, obstacle)
    assert "Restore obstacle" in kents.get(at).text

    answer = restore(kents, obstacle)

    [after] = rows(sa.select(Obstacle))
    kents.get(at)  # The first page has the message.
    assert answer.location == at
    assert "Ask the board" in page
    assert without_form_keys(kents.get(at).text) == without_form_keys(page)
    assert (after.version, after.changed_at) == (before.version, before.changed_at)
    assert len(rows(sa.select(StatusChange))) == 1


def test_an_edit_begun_before_is_no_conflict_after(kents, obstacle, rows):
    withdraw(kents, obstacle)
    restore(kents, obstacle)

    answer = kents.post(
        f"{AT}/{obstacle.reference}/edit",
        data={"title": "Said better", "visibility": "partners", "version": "1"},
    )

    assert answer.status_code == 303
    assert rows(sa.select(Obstacle.title)) == ["Said better"]


def test_a_colleague_who_did_not_log_it_cannot(make, signed_in_as, kent, obstacle, rows):
    colleague = signed_in_as(make.contributor(kent))

    assert withdraw(colleague, obstacle).status_code == 403
    assert "withdraw" not in colleague.get(f"{AT}/{obstacle.reference}").text
    assert rows(sa.select(Obstacle.withdrawn_at)) == [None]


def test_the_organisations_lead_can_withdraw_and_restore(make, signed_in_as, kent, obstacle, rows):
    lead = signed_in_as(make.organisation_lead(kent))

    withdraw(lead, obstacle)
    assert rows(sa.select(Obstacle.withdrawn_at)) != [None]

    restore(lead, obstacle)
    assert rows(sa.select(Obstacle.withdrawn_at)) == [None]


def test_neither_the_programmes_lead_nor_another_organisation_can(leads, medways, obstacle):
    for browser in (leads, medways):
        assert withdraw(browser, obstacle).status_code == 403
        assert restore(browser, obstacle).status_code == 403


def test_an_author_who_left_cannot(kents, nurse, kent, medway, also_in, obstacle, run):
    also_in(nurse, medway)
    run(sa.update(Membership).where(Membership.organisation_id == kent.id).values(ended_at=now()))

    assert withdraw(kents, obstacle).status_code == 403


def test_a_draft_is_deleted_instead(kents, make, nurse):
    draft = make.obstacle("Not yet", author=nurse, is_draft=True)

    assert withdraw(kents, draft).status_code == 404


def test_both_acts_are_safe_to_send_twice(kents, obstacle, events):
    for send, act in ((withdraw, "obstacle:withdraw"), (restore, "obstacle:restore")):
        answers = [send(kents, obstacle) for _turn in range(2)]

        assert {answer.location for answer in answers} == {f"{AT}/{obstacle.reference}"}
        assert len(events(act)) == 1


def test_both_acts_are_in_the_log_of_its_organisation(
    make, signed_in_as, kent, kents, obstacle, leads
):
    kept = make.obstacle("The one that stays")
    withdraw(kents, obstacle, **duplicate(kept))
    lead = signed_in_as(make.organisation_lead(kent))

    log = lead.get("/programmes/ticc/log").text
    restore(kents, obstacle)

    assert "Withdrew the obstacle" in log
    assert TITLE in log
    assert "The one that stays" in log
    assert "Restored the obstacle" in lead.get("/programmes/ticc/log").text
    assert "Withdrew the obstacle" not in leads.get("/programmes/ticc/log").text


@pytest.mark.on_postgresql
def test_a_duplicate_leads_to_the_other(kents, medways, make, obstacle, rows):
    kept = make.obstacle("The one that stays")

    withdraw(kents, obstacle, **duplicate(kept))

    link = f'href="{AT}/{kept.reference}"'
    assert link in kents.get(f"{AT}/{obstacle.reference}").text
    assert link in medways.get(f"{AT}/{obstacle.reference}").text
    by_id = sa.select(Obstacle.duplicate_of_id).order_by(Obstacle.id)
    assert set(rows(by_id)) == {None, kept.id}
    restore(kents, obstacle)
    assert set(rows(by_id)) == {None}


@pytest.mark.parametrize(
    ("of_withdrawn", "of_kept"),
    [
        pytest.param({}, {"visibility": Visibility.ORGANISATION}, id="fewer may read the other"),
        pytest.param({"is_named": False}, {}, id="it had no name"),
        pytest.param({}, {"is_named": False}, id="the other has no name"),
    ],
)
@pytest.mark.on_postgresql
def test_a_duplicate_tells_others_nothing_that_they_cannot_see(
    of_withdrawn, of_kept, kents, medways, make, nurse
):
    one = make.obstacle(TITLE, author=nurse, **of_withdrawn)
    by_mistake = make.obstacle(TITLE, author=nurse, **of_withdrawn)
    kept = make.obstacle("The one that stays", **of_kept)

    withdraw(kents, one, **duplicate(kept))
    withdraw(kents, by_mistake)

    page = without_form_keys(medways.get(f"{AT}/{one.reference}").text)
    other = without_form_keys(medways.get(f"{AT}/{by_mistake.reference}").text)
    assert page.replace(one.reference, by_mistake.reference) == other
    assert "The one that stays" in kents.get(f"{AT}/{one.reference}").text


def test_its_own_organisation_learns_which_unnamed_one_it_duplicates(kents, make, medway, nurse):
    one = make.obstacle(TITLE, author=nurse)
    kept = make.obstacle("The one that stays", organisation=medway, is_named=False)

    withdraw(kents, one, **duplicate(kept))

    assert "The one that stays" in kents.get(f"{AT}/{one.reference}").text


def test_a_duplicate_of_what_is_withdrawn_leads_nowhere(kents, medways, make, nurse, obstacle):
    kept = make.obstacle("The one that stays", author=nurse)
    withdraw(kents, obstacle, **duplicate(kept))

    withdraw(kents, kept)

    assert "The one that stays" not in medways.get(f"{AT}/{obstacle.reference}").text


def test_a_duplicate_must_be_another_obstacle_within_sight(kents, make, medway, obstacle, rows):
    hidden = make.obstacle(organisation=medway, visibility=Visibility.ORGANISATION)

    answers = [
        withdraw(kents, obstacle, reason="duplicate", other=code)
        for code in ("", "TICC-22222", hidden.reference)
    ]
    itself = withdraw(kents, obstacle, reason="duplicate", other=obstacle.reference)

    assert [answer.status_code for answer in answers] == [422] * 3
    assert "Choose an obstacle. Enter words from it" in answers[0].text
    assert all("No obstacle that you can see matches" in one.text for one in answers[1:])
    assert f'value="{hidden.reference}"' in answers[2].text
    assert "cannot be a duplicate of itself" in itself.text
    assert set(rows(sa.select(Obstacle.withdrawn_at))) == {None}


def test_a_reference_is_ignored_for_a_mistake(kents, obstacle, rows):
    withdraw(kents, obstacle, reason="mistake", other="TICC-22222")

    assert rows(sa.select(Obstacle.withdrawn_at)) != [None]


@pytest.mark.on_postgresql
def test_after_30_days_it_is_missing_to_all(kents, obstacle, run, rows):
    withdraw(kents, obstacle)
    run(sa.update(Obstacle).values(withdrawn_at=now() - timedelta(days=29, hours=23)))
    assert kents.get(f"{AT}/{obstacle.reference}").status_code == 200

    run(sa.update(Obstacle).values(withdrawn_at=now() - timedelta(days=30, minutes=1)))

    assert kents.get(f"{AT}/{obstacle.reference}").status_code == 404
    assert restore(kents, obstacle).status_code == 404
    assert rows(sa.select(Obstacle.withdrawn_at)) != [None]


def test_the_programmes_caches_notice_both_acts(kents, medways, obstacle, rows):
    revisions = [rows(sa.select(Programme.revision))[0]]
    for act in (withdraw, restore):
        act(kents, obstacle)
        revisions.append(rows(sa.select(Programme.revision))[0])

    assert sorted(set(revisions)) == revisions
    assert TITLE in medways.get(AT).text
