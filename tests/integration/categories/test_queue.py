"""What has no category waits in a queue that its organisation and programme leads can clear."""

import pytest
import sqlalchemy as sa

from tests.listing import words_in
from tracker.categories.commands_queue import categorise_obstacle
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import AuditEvent, Obstacle, obstacle_category
from tracker.models.moment import now
from tracker.sight.catalogue import CategoryEntry

LIST = "/programmes/ticc/obstacles"
QUEUE = "/programmes/ticc/categories/uncategorised"
TAGS = sa.select(obstacle_category.c.category_id)


@pytest.fixture
def law(make, programme):
    return make.category("Law", slug="law", programme=programme)


@pytest.fixture
def kents_own(make, kent, law):
    assert law
    return make.obstacle("Four policies", organisation=kent)


def into_law(browser, obstacle):
    return browser.post(f"{LIST}/{obstacle.reference}/categorise", data={"category": "law"})


@pytest.mark.usefixtures("kents_own")
def test_its_own_organisation_and_leads_find_it_there(browsers):
    waiting = {
        who for who, browser in browsers.items() if "Four policies" in browser.get(QUEUE).text
    }

    assert waiting == {"kent", "lead"}


@pytest.mark.parametrize("visibility", ["organisation", "partners"])
def test_a_lead_finds_only_what_they_may_read(leads, make, kent, law, visibility):
    make.obstacle("Four policies", organisation=kent, visibility=visibility)

    assert law
    assert ("Four policies" in leads.get(QUEUE).text) is (visibility == "partners")


@pytest.mark.parametrize("who", ["kent", "lead"])
def test_one_choice_puts_it_under_a_category(browsers, kents_own, law, rows, who):
    answer = into_law(browsers[who], kents_own)

    assert (answer.status_code, answer.location) == (303, QUEUE)
    assert rows(TAGS) == [law.id]
    assert "All obstacles you can edit have a category" in browsers[who].get(QUEUE).text


@pytest.mark.parametrize(("who", "status"), [("medway", 403), ("funder", 404)])
def test_nobody_else_may(browsers, kents_own, rows, who, status):
    assert into_law(browsers[who], kents_own).status_code == status
    assert rows(TAGS) == []


def test_the_log_says_who_said_so(leads, kents, kents_own, rows):
    into_law(leads, kents_own)

    [event] = rows(sa.select(AuditEvent).where(AuditEvent.act == "obstacle:categorise"))
    history = kents.get(f"{LIST}/{kents_own.reference}/history").text
    assert event.thing_id == kents_own.id
    assert "Changed the category of the obstacle" in history


def test_whoever_was_writing_about_it_is_shown_both(leads, kents, kents_own, law, rows):
    into_law(leads, kents_own)

    answer = kents.post(
        f"{LIST}/{kents_own.reference}/edit",
        data={"title": "Five policies", "visibility": "partners", "version": "1"}
        | {"organisation": "kent"},
    )

    assert answer.status_code == 409
    assert law.name in answer.text
    assert rows(TAGS) == [law.id]


def test_what_has_one_by_now_keeps_it(leads, kents_own, make, programme, law, rows):
    make.category("Money", slug="money", programme=programme)
    into_law(leads, kents_own)

    answer = leads.post(
        f"{LIST}/{kents_own.reference}/categorise",
        data={"category": "money"},
        follow_redirects=True,
    )

    assert "Someone else has chosen a category or is editing this obstacle" in answer.text
    assert rows(TAGS) == [law.id]


@pytest.mark.parametrize("chosen", ["", "nothing-such", "retired", "uncategorised"])
def test_only_what_is_offered_can_be_chosen(leads, kents_own, make, programme, chosen, rows):
    make.category(slug="retired", programme=programme, retired_at=now())

    answer = leads.post(
        f"{LIST}/{kents_own.reference}/categorise",
        data={"category": chosen},
        follow_redirects=True,
    )

    assert "Choose a category from the list" in answer.text
    assert rows(TAGS) == []


def test_a_draft_is_not_there(kents, make, kent, nurse, law):
    draft = make.obstacle("Not yet", organisation=kent, is_draft=True, author=nurse)

    assert law
    assert "Not yet" not in kents.get(QUEUE).text
    assert into_law(kents, draft).status_code == 404


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("at_work")
def test_two_at_the_same_moment_are_one(kents_own, law):
    mine = db.session.get_one(Obstacle, kents_own.id)
    category = CategoryEntry(law.id, None, "law", "Law", is_retired=False)
    theirs = sa.update(Obstacle).values(version=Obstacle.version + 1)
    db.session.execute(theirs, execution_options={"synchronize_session": False})

    with pytest.raises(DomainError, match="is editing this obstacle"):
        categorise_obstacle(obstacle=mine, category=category)


def test_ten_stand_on_a_page_and_one_stays_there(leads, make, kent, law):
    made = [make.obstacle(f"Obstacle {number}", organisation=kent) for number in range(11)]

    answer = leads.post(
        f"{LIST}/{made[0].reference}/categorise", data={"category": "law", "page": "2"}
    )

    assert law
    assert "11 obstacles wait" not in words_in(leads.get(f"{QUEUE}?page=2").text)
    assert answer.location == f"{QUEUE}?page=2"
    assert "10 obstacles wait" in words_in(leads.get(f"{QUEUE}?page=99").text)


def test_an_empty_queue_says_so(leads):
    assert "All obstacles you can edit have a category" in leads.get(QUEUE).text


def test_its_queries_do_not_grow_with_its_rows(queries_of, leads, make, kent, law):
    make.obstacle(organisation=kent)
    few = queries_of(leads, QUEUE)

    for _each in range(4):
        make.obstacle(organisation=kent)

    assert law
    assert queries_of(leads, QUEUE) == few


def test_who_owns_an_unnamed_one_is_not_told(leads, make, kent):
    make.obstacle("Four policies", organisation=kent, is_named=False)

    page = words_in(leads.get(QUEUE).text)

    assert "Four policies A partner" in page
    assert "Kent" not in page


@pytest.mark.usefixtures("kents_own")
def test_the_list_can_be_narrowed_to_what_has_none(kents, make, kent, law):
    make.obstacle("Under the law", organisation=kent, categories=[law])

    page = kents.get(f"{LIST}?category=uncategorised").text

    assert "Four policies" in page
    assert "Under the law" not in page
    assert "No category" in page


@pytest.mark.usefixtures("kents_own")
def test_what_has_none_and_one_category_can_be_asked_together(kents, make, kent, law):
    make.obstacle("Under the law", organisation=kent, categories=[law])
    make.obstacle("Elsewhere", organisation=kent, categories=[make.category()])

    page = kents.get(f"{LIST}?category=uncategorised&category=law").text

    assert "Four policies" in page
    assert "Under the law" in page
    assert "Elsewhere" not in page


@pytest.mark.usefixtures("kents_own")
def test_the_filter_counts_what_has_none(kents, make, kent, law):
    make.obstacle(organisation=kent, categories=[law, make.category()])
    make.obstacle(organisation=kent)

    assert "No category 2" in words_in(kents.get(LIST).text)
