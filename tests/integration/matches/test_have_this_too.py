"""Who says "We have this too" is told what was recorded and what follows, and never denied."""

import pytest

from tests.listing import words_in
from tracker.models import Membership
from tracker.models.vocabulary import Status

AT = "/programmes/ticc/obstacles"
RECORDED = "Recorded. None of these obstacles is linked to a barrier yet."


@pytest.fixture
def theirs(make, medway):
    """Medway's obstacle, without a barrier."""
    return make.obstacle("No rooms", organisation=medway, status=Status.WORKED_ROUND)


def have_this_too(browser, other, title="Ours too", **fields):
    """Press the button of the other's page, log, and return the next page."""
    page = browser.get(f"{AT}/{other.reference}").text
    assert f"{AT}/log?same={other.reference}" in page
    data = {"title": title, "visibility": "partners", "said": f"same {other.reference}"} | fields
    answer = browser.post(f"{AT}/log?same={other.reference}", data=data)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


def marked(page):
    return words_in(page.partition('id="marked-as-the-same">')[2].partition("</section>")[0])


@pytest.mark.on_postgresql
def test_what_was_said_and_what_follows_is_on_the_next_page(kents, theirs):
    page = have_this_too(kents, theirs)

    said = marked(page)
    assert f"Obstacles marked as the same No rooms {theirs.reference} Medway worked round" in said
    assert RECORDED in said
    assert "The programme leads can see that they are the same" in said
    assert "Nothing similar yet" not in page


def test_a_programme_lead_finds_the_pair_there(kents, leads, theirs):
    have_this_too(kents, theirs)

    page = leads.get("/programmes/ticc/said-the-same").text

    assert "Ours too" in page
    assert "No rooms" in page


def test_one_who_leads_the_programme_gets_the_link(make, kent, programme, signed_in_as, theirs):
    lead = make.programme_lead(programme)
    make._save(Membership(person_id=lead.id, organisation_id=kent.id, role="contributor"))

    page = have_this_too(signed_in_as(lead), theirs)

    assert RECORDED in marked(page)
    assert 'href="/programmes/ticc/said-the-same">Add a barrier for them</a>' in page


def test_what_only_ones_organisation_sees_is_not_promised_to_the_leads(kents, theirs):
    said = marked(have_this_too(kents, theirs, visibility="organisation"))

    assert "Only your organisation can see that they are the same." in said
    assert "programme leads" not in said


def test_where_a_barrier_joins_them_nothing_is_left_to_follow(kents, make, medway):
    theirs = make.obstacle("No rooms", organisation=medway, barrier=make.barrier("A cause"))

    page = have_this_too(kents, theirs)

    assert "No rooms" in marked(page)
    assert RECORDED not in page
    assert "Linked to a barrier" in page


def test_who_may_not_be_named_is_not_named_here(kents, make, medway):
    theirs = make.obstacle("No rooms", organisation=medway, is_named=False)

    said = marked(have_this_too(kents, theirs))

    assert "Name not shown" in said
    assert "Medway" not in said


def test_an_answer_on_what_went_out_of_sight_is_not_shown(kents, make, kent, medway):
    ours = make.obstacle("Ours", organisation=kent)
    hidden = make.obstacle("Hidden", organisation=medway, visibility="organisation")
    make.match(ours, hidden, "same")

    page = kents.get(f"{AT}/{ours.reference}/logged").text

    assert "marked-as-the-same" not in page
    assert "Hidden" not in page


@pytest.mark.parametrize("answer", ["related", "different"])
def test_other_answers_are_no_same(kents, make, kent, theirs, answer):
    ours = make.obstacle("Ours", organisation=kent)
    make.match(ours, theirs, answer)

    assert "marked-as-the-same" not in kents.get(f"{AT}/{ours.reference}/logged").text
