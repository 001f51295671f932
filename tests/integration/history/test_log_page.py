"""The log: organisation leads read of their own organisation, programme leads of the programme."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.integration.history.saying import saved
from tests.listing import without_token
from tracker.models import AuditEvent, Membership, Obstacle, Participation
from tracker.models.moment import now
from tracker.models.vocabulary import Visibility

LOG = "/programmes/ticc/log"


@pytest.fixture
def kents_lead(make, kent, signed_in_as):
    return signed_in_as(make.organisation_lead(kent, name="Olga Overseer"))


@pytest.fixture
def medways_lead(make, medway, signed_in_as):
    return signed_in_as(make.organisation_lead(medway, name="Milo Mayor"))


@pytest.fixture
def obstacle(make, kent) -> Obstacle:
    return make.obstacle("Signed by managers", organisation=kent)


@pytest.mark.parametrize("who", ["kent", "medway", "funder"])
def test_who_leads_nothing_is_refused(browsers, who) -> None:
    assert browsers[who].get(LOG).status_code == 403
    assert browsers[who].get(f"{LOG}.csv").status_code == 403


def test_a_lead_reads_what_was_done_and_to_what(kents, kents_lead, obstacle) -> None:
    saved(kents, obstacle, title="Signed late")

    text = kents_lead.get(LOG).text

    assert "Edited the obstacle" in text
    assert "Nora Nurse" in text
    assert f"/programmes/ticc/obstacles/{obstacle.reference}" in text


@pytest.mark.on_postgresql
def test_a_lead_reads_who_signed_in_and_who_joined(kents, kents_lead) -> None:
    text = kents_lead.get(LOG).text

    assert kents
    assert "Signed in" in text
    assert "Became a member" in text


def test_a_lead_reads_nothing_of_another_organisation(
    medways, medways_lead, kents_lead, make, medway
) -> None:
    theirs = make.obstacle("Theirs", organisation=medway)
    before = without_token(kents_lead.get(LOG))

    saved(medways, theirs, title="Theirs, said better")
    medways.get("/programmes/ticc/obstacles.csv")
    medways_lead.get(LOG)

    assert without_token(kents_lead.get(LOG)) == before
    assert "Theirs, said better" in medways_lead.get(LOG).text


def test_a_lead_reads_nothing_of_another_programme(kents_lead, make, kent, elsewhere) -> None:
    make.obstacle("Of the other programme", organisation=kent, programme=elsewhere)

    assert "Of the other programme" not in kents_lead.get(LOG).text
    assert "Of the other programme" in kents_lead.get("/programmes/elsewhere/log").text


def test_who_acts_for_the_programme_is_named_to_its_leads_alone(
    kents_lead, make, programme, signed_in_as, run
) -> None:
    pias = signed_in_as(make.programme_lead(programme, name="Pia Programme"))
    pias.post("/programmes/ticc/organisations/kent/end-part", data={"confirmed": "yes"})
    run(sa.update(Participation).values(left_on=None))  # Kent comes back.

    texts = [browser.get(LOG).text for browser in (pias, kents_lead)]

    assert ["Left the programme" in text for text in texts] == [True, True]
    assert ["Pia Programme" in text.partition("<main")[2] for text in texts] == [True, False]


def test_somebody_who_left_is_followed_no_further(kents_lead, nurse, signed_in_as, run) -> None:
    signed_in_as(nurse)
    left = sa.update(Membership).where(Membership.person_id == nurse.id)
    assert kents_lead.get(f"{LOG}?who=nora").text.count("Signed in") == 1

    run(left.values(ended_at=now()))

    assert "Signed in" not in kents_lead.get(f"{LOG}?who=nora").text


def test_a_colleagues_draft_is_in_no_log(kents, kents_lead, make, kent, nurse) -> None:
    draft = make.obstacle("Half a thought", organisation=kent, author=nurse, is_draft=True)

    saved(kents, draft, title="Another half")

    assert "draft" not in kents_lead.get(LOG).text
    assert "half" not in kents_lead.get(LOG).text


def test_a_programme_lead_reads_of_the_programme_and_of_no_obstacle(
    kents, leads, make, obstacle
) -> None:
    make.category("Money", programme=None)
    saved(kents, obstacle, title="Signed late")

    text = leads.get(LOG).text

    assert "Added the category" in text
    assert "Money" in text
    assert "Joined the programme" in text
    assert "the obstacle" not in text
    assert "Signed late" not in text
    assert "Nora Nurse" not in text


@pytest.mark.on_postgresql
def test_a_programme_lead_reads_who_of_no_organisation_took_a_file(funders, leads) -> None:
    funders.get("/programmes/ticc/summary.csv")

    assert "Downloaded the summary" in leads.get(LOG).text


@pytest.mark.on_postgresql
def test_what_has_gone_out_of_sight_bears_no_name(leads, make, kent, run) -> None:
    barrier = make.barrier("Named once")
    run(sa.text(f"DELETE FROM barrier WHERE id = {barrier.id}"))

    text = leads.get(LOG).text

    assert "Added the barrier" in text
    assert 'href="/programmes/ticc/barriers/' not in text
    assert kent


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("?who=nora", True, id="who"),
        pytest.param("?who=milo", False, id="somebody else"),
        pytest.param("?what=obstacles", True, id="what"),
        pytest.param("?what=files", False, id="something else"),
        pytest.param("?words=managers", True, id="words"),
        pytest.param("?words=nothing+such", False, id="other words"),
        pytest.param("?since=2000-01-01", True, id="since"),
        pytest.param("?until=2000-01-01", False, id="until"),
        pytest.param("?since=soon", False, id="no day"),
        pytest.param("?what=eaten", False, id="no action"),
        pytest.param("?who=" + "x" * 300, False, id="too long"),
    ],
)
def test_the_log_is_narrowed(kents, kents_lead, obstacle, asked, is_there) -> None:
    saved(kents, obstacle, team="Night shift")

    assert ("Edited the obstacle" in kents_lead.get(LOG + asked).text) is is_there


@pytest.mark.on_postgresql
def test_a_programme_lead_finds_who_acted_for_the_programme(leads, funders) -> None:
    funders.get("/programmes/ticc/summary.csv")

    assert "Downloaded the summary" in leads.get(f"{LOG}?who=person").text
    assert "Downloaded the summary" not in leads.get(f"{LOG}?who=nobody").text


@pytest.mark.parametrize("asked", ["", "?words=late"])
def test_what_nobody_asked_is_nothing_to_put_right(kents_lead, asked) -> None:
    assert "There is 1 problem" not in kents_lead.get(f"{LOG}{asked}").text


def test_what_is_not_well_typed_is_said(kents_lead) -> None:
    assert "There is 1 problem" in kents_lead.get(f"{LOG}?since=soon").text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-W01-1", "20260101"])
def test_a_day_that_is_not_taken_is_refused_at_its_field(kents_lead, day) -> None:
    answer = kents_lead.get(f"{LOG}?until={day}")

    assert answer.status_code == 200
    assert 'id="until-error"' in answer.text
    assert f'value="{day}"' in answer.text


def test_a_file_of_a_question_that_cannot_be_read_is_none(kents_lead) -> None:
    answer = kents_lead.get("/programmes/ticc/log.csv?until=9999-12-31")

    assert answer.status_code == 404
    assert "Enter a date from" in answer.text


def test_unknown_action_is_named_and_shows_no_changes(kents_lead) -> None:
    text = kents_lead.get(f"{LOG}?what=eaten").text

    assert "No action “eaten” here any more. Choose an action from the list" in text
    assert "No changes to show, because of the problem above." in text
    assert f"{LOG}.csv" not in text


@pytest.mark.on_postgresql
def test_a_day_ends_at_midnight(kents, kents_lead, obstacle) -> None:
    saved(kents, obstacle, team="Night shift")
    today, tomorrow = now().date(), now().date() + timedelta(days=1)

    assert "Edited the obstacle" in kents_lead.get(f"{LOG}?since={today}&until={today}").text
    assert "Edited the obstacle" not in kents_lead.get(f"{LOG}?since={tomorrow}").text


@pytest.mark.on_postgresql
def test_words_find_other_things_too(leads, kents_lead, make, kent) -> None:
    make.workaround("Ask the night lead", organisation=kent)
    make.barrier("Pay by the hour")
    make.decision_maker("Ministry of nights")
    make.category("Night work")

    assert "Added the workaround" in kents_lead.get(f"{LOG}?words=night").text
    text = leads.get(f"{LOG}?words=night").text
    assert "Added the decision-maker" in text
    assert "Added the category" in text
    assert "Added the barrier" not in text


def test_words_find_nothing_that_is_out_of_sight(kents_lead, medways_lead, make, medway) -> None:
    make.obstacle("Theirs", organisation=medway, visibility=Visibility.ORGANISATION)

    assert "No changes match your filters" in kents_lead.get(f"{LOG}?words=theirs").text
    assert "Logged the obstacle" in medways_lead.get(f"{LOG}?words=theirs").text


@pytest.fixture
def without_draft(make, kent, signed_in_as):
    """The browser of a lead who has just deleted their draft."""
    lead = make.organisation_lead(kent)
    browser, draft = signed_in_as(lead), make.obstacle("Half", author=lead, is_draft=True)
    browser.post(
        f"/programmes/ticc/obstacles/{draft.reference}/delete-draft", data={"confirmed": "yes"}
    )
    return browser


def test_what_is_logged_next_takes_no_number_of_a_draft_that_is_gone(
    without_draft, medways
) -> None:
    medways.post("/programmes/ticc/obstacles/log", data={"title": "Theirs", "act": "log"})

    text = without_draft.get(LOG).text
    assert "Deleted the draft" in text
    assert "Theirs" not in text


def test_words_find_no_draft_by_what_took_its_number_out_of_sight(
    without_draft, make, medway
) -> None:
    make.obstacle("Theirs", organisation=medway, visibility=Visibility.ORGANISATION)

    assert "Deleted the draft" in without_draft.get(LOG).text
    assert "No changes match your filters" in without_draft.get(f"{LOG}?words=theirs").text


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("who", ["leads", "kents_lead"])
def test_the_log_takes_as_many_queries_however_long(request, queries_of, make, kent, who) -> None:
    browser = request.getfixturevalue(who)
    make.obstacle(organisation=kent)
    make.category()
    few = queries_of(browser, LOG)
    for number in range(5):
        make.obstacle(f"Obstacle {number}", organisation=kent)
        make.workaround(f"Way {number}", organisation=kent)
        make.category(f"Category {number}")

    assert queries_of(browser, LOG) <= few


def test_the_log_as_a_file_holds_the_same_and_is_noted(kents, kents_lead, obstacle, rows) -> None:
    saved(kents, obstacle, title="=Signed late")

    answer = kents_lead.get(f"{LOG}.csv?what=obstacles")

    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [line["Type of action"] for line in lines][::2] == ["obstacle:edit", "obstacle:log"]
    assert lines[0]["Who"] == "Nora Nurse"
    assert lines[0]["Before and after"] == "Text: Signed by managers → =Signed late"
    assert len(rows(sa.select(AuditEvent).where(AuditEvent.act == "log:export"))) == 1


def test_the_file_says_as_the_page_does_that_words_are_not_kept(
    make, kent, kents_lead, obstacle
) -> None:
    make.comment(obstacle, organisation_id=kent.id, text="Hush")
    sentence = "changed (the text is not stored here)"

    page = kents_lead.get(LOG).text
    answer = kents_lead.get(f"{LOG}.csv?what=obstacles")

    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert lines[0]["Type of action"] == "comment:write"
    assert f"Text: {sentence}" in lines[0]["Before and after"]
    assert "(empty) → (empty)" not in answer.text
    assert sentence in page


@pytest.mark.on_postgresql
def test_a_long_log_is_a_file_of_all_its_lines(kents_lead, make, kent, monkeypatch) -> None:
    monkeypatch.setattr("tracker.history.routes.BATCH_SIZE", 2)
    for number in range(5):
        make.workaround(f"Way {number}", organisation=kent)

    text = kents_lead.get(f"{LOG}.csv?what=workarounds").text

    assert [f"Way {number}" in text for number in range(5)] == [True] * 5


def test_those_who_lead_find_the_log_in_their_menu(kents, kents_lead, leads) -> None:
    assert LOG in kents_lead.get("/programmes/ticc").text
    assert LOG in leads.get("/programmes/ticc").text
    assert LOG not in kents.get("/programmes/ticc").text


@pytest.mark.on_postgresql
def test_words_find_only_what_the_line_shows(kents_lead, make, kent) -> None:
    make.obstacle("Signed by managers", organisation=kent, details="On a Tuesday", team="Wards")

    for words in ("tuesday", "wards", "kent"):
        assert "No changes match your filters" in kents_lead.get(f"{LOG}?words={words}").text
    assert "Logged the obstacle" in kents_lead.get(f"{LOG}?words=managers+signed").text


@pytest.mark.on_postgresql
def test_a_code_finds_its_obstacle(kents_lead, obstacle) -> None:
    text = kents_lead.get(f"{LOG}?words={obstacle.reference.lower()}").text

    assert "Logged the obstacle" in text
