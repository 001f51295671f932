"""One category takes another's obstacles; what was said before keeps its meaning."""

import pytest
import sqlalchemy as sa

from tests.listing import words_in
from tests.triggers import without_triggers
from tracker.categories.commands_merge import merge_category
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import (
    Assignment,
    AuditEvent,
    Barrier,
    Category,
    Membership,
    Obstacle,
    Person,
    obstacle_category,
)
from tracker.models.moment import now

AT = "/programmes/ticc/categories"
LIST = "/programmes/ticc/obstacles"
TAGS = sa.select(obstacle_category.c.category_id).order_by(obstacle_category.c.obstacle_id)


@pytest.fixture
def law(make, programme):
    return make.category("Law", slug="law", programme=programme)


@pytest.fixture
def rules(make, programme):
    return make.category("Rules", slug="rules", programme=programme)


@pytest.fixture
def merge(leads, law, rules):
    """Merge the law into the rules."""
    assert law
    assert rules
    return lambda: leads.post(f"{AT}/law/merge", data={"category": "rules"})


def test_the_page_says_what_will_happen(leads, law, rules, make, kent):
    make.obstacle(organisation=kent, categories=[law])

    words = words_in(leads.get(f"{AT}/law/merge").text)

    assert "You can see 1 of them" in words
    assert "You cannot undo this." in words
    assert rules.name in words


def test_its_obstacles_go_to_the_other_once(merge, law, rules, make, kent, rows):
    make.obstacle(organisation=kent, categories=[law])
    make.obstacle(organisation=kent, categories=[law, rules])

    answer = merge()

    assert (answer.status_code, answer.location) == (303, f"{AT}#category-rules")
    assert rows(TAGS) == [rules.id, rules.id]
    [merged] = rows(sa.select(Category).where(Category.id == law.id))
    assert (merged.name, merged.merged_into_id) == ("Law", rules.id)
    assert merged.retired_at is not None


@pytest.mark.on_postgresql
def test_its_barriers_and_lower_ones_go_too(merge, law, rules, make, programme, rows):
    make.category("Inspection", programme=programme, parent=law)
    make.barrier(programme=programme, category_id=law.id)

    merge()

    assert rows(sa.select(Category.parent_id).where(Category.tier == 2)) == [rules.id]
    assert rows(sa.select(Barrier.category_id)) == [rules.id]


def test_an_old_address_finds_what_it_asked_for(merge, law, kents, make, kent):
    make.obstacle("Four policies", organisation=kent, categories=[law])
    merge()

    page = kents.get(f"{LIST}?category=law").text

    assert "Four policies" in page
    assert "Rules" in page
    assert 'value="rules" checked' in page


def test_the_page_of_categories_tells_what_it_was_called(merge, kents):
    merge()

    words = words_in(kents.get(AT).text)

    assert "Merged from: Law" in words
    assert "Retired" not in words


def test_an_obstacles_log_still_says_the_old_name(merge, law, kents, make, kent):
    obstacle = make.obstacle(organisation=kent, categories=[law])
    merge()

    words = words_in(kents.get(f"{LIST}/{obstacle.reference}/history").text)

    assert "Law" in words
    assert "Rules" in words


def test_the_audit_tells_of_the_merging(merge, rows):
    merge()

    [event] = rows(sa.select(AuditEvent).where(AuditEvent.act == "category:merge"))
    assert event.payload["merged_into_id"][0] is None


@pytest.mark.on_postgresql
def test_what_was_merged_into_it_before_goes_along(merge, leads, make, programme, rules, kents):
    make.category("Statutes", slug="statutes", programme=programme)
    leads.post(f"{AT}/statutes/merge", data={"category": "law"})

    merge()

    assert rules
    assert "Law, Statutes" in words_in(kents.get(AT).text)
    assert 'value="rules" checked' in kents.get(f"{LIST}?category=statutes").text


@pytest.mark.parametrize("act", ["retire", "bring-back", "move", "edit"])
def test_nothing_more_is_done_to_it(merge, leads, act, rows):
    merge()

    answer = leads.post(
        f"{AT}/law/{act}",
        data={"name": "Law again", "version": "2", "way": "up"},
        follow_redirects=True,
    )

    assert "“Law” was merged into “Rules”" in words_in(answer.text)
    assert rows(sa.select(Category.name).where(Category.slug == "law")) == ["Law"]


@pytest.mark.parametrize("act", ["edit", "merge"])
def test_its_own_pages_lead_to_the_other(merge, leads, act):
    merge()

    assert leads.get(f"{AT}/law/{act}").location == f"{AT}/rules/edit"


def test_whoever_had_it_ticked_meanwhile_saves_the_other(merge, kents, kent, law, rules, rows):
    assert "Law" in kents.get(f"{LIST}/log").text
    merge()

    told = {"title": "Four policies", "categories": law.slug, "visibility": "partners"}
    answer = kents.post(f"{LIST}/log", data=told | {"organisation": kent.slug, "act": "log"})

    assert answer.status_code == 303
    assert rows(TAGS) == [rules.id]


@pytest.mark.parametrize("chosen", ["", "law", "nothing-such", "below"])
def test_what_cannot_take_it_is_not_to_be_chosen(leads, law, make, programme, chosen, rows):
    make.category("Below", slug="below", programme=programme, parent=law)

    answer = leads.post(f"{AT}/law/merge", data={"category": chosen})

    assert answer.status_code == 422
    assert "Choose a category from the list" in answer.text
    assert rows(sa.select(Category.merged_into_id)) == [None, None]


def test_one_with_lower_ones_goes_into_an_upper_one_only(leads, law, rules, make, programme):
    make.category("Inspection", programme=programme, parent=law)
    make.category("Statutes", slug="statutes", programme=programme, parent=rules)

    answer = leads.post(f"{AT}/law/merge", data={"category": "statutes"})

    assert answer.status_code == 422
    assert "Choose a main category for them" in answer.text


@pytest.fixture
def unfit(make, programme, elsewhere, law):
    """What cannot take the law: a retired one, another programme's, its own, itself."""
    return [
        make.category(programme=programme, retired_at=now()),
        make.category(programme=elsewhere),
        make.category(programme=programme, parent=law),
        law,
    ]


@pytest.mark.usefixtures("unfit", "at_work")
@pytest.mark.parametrize("place", range(4))
def test_the_command_refuses_what_is_retired_foreign_or_its_own(unfit, law, place):
    category = db.session.get_one(Category, law.id)

    with pytest.raises(DomainError):
        merge_category(category=category, into=db.session.get_one(Category, unfit[place].id))


def test_an_upper_one_that_was_merged_brings_nothing_back(leads, law, rules, make, programme, rows):
    make.category("Below", slug="below", programme=programme, parent=law, retired_at=now())
    leads.post(f"{AT}/law/merge", data={"category": "rules"})

    leads.post(f"{AT}/below/bring-back")

    back = sa.select(Category.slug).where(Category.retired_at.is_(None)).order_by(Category.slug)
    assert rules
    assert rows(back) == ["below", "rules"]


BY_THE_PROGRAMME = "The programme merged a category of the obstacle into another"


@pytest.fixture
def hidden(make, kent, nurse, law):
    """Kent's obstacle that Kent alone reads, its nurse's draft, and a neighbour of neither."""
    make.obstacle("A neighbour", organisation=kent)
    make.obstacle("Half", organisation=kent, author=nurse, is_draft=True, categories=[law])
    return make.obstacle("Ours", organisation=kent, visibility="organisation", categories=[law])


@pytest.fixture
def as_before(app, rows):
    """Make the events of a merge what they were when each was an act of whoever merged."""

    def change() -> None:
        [merge] = rows(sa.select(AuditEvent).where(AuditEvent.act == "category:merge"))
        acts = {"obstacle:category-merged": "obstacle:edit", "draft:category-merged": "draft:edit"}
        with app.app_context(), write_transactions():
            with without_triggers():
                for act, former in acts.items():
                    values = {"act": former, "person_id": merge.person_id, "capacity": None}
                    db.session.execute(
                        sa.update(AuditEvent).where(AuditEvent.act == act).values(values)
                    )
            db.session.commit()

    return change


@pytest.fixture(params=["now", "before"])
def merged(request, merge, hidden, as_before):
    """A merge of a category that hidden obstacles have, as it is noted now, and as it was."""
    assert hidden
    merge()
    if request.param == "before":
        as_before()
    return hidden


def history_of(obstacle):
    return f"{LIST}/{obstacle.reference}/history"


def test_a_merge_is_one_act_of_whoever_merges(merged, leads):
    done = leads.get("/account/data").json["what you did"]

    assert merged.reference not in str(done)
    assert [one["act"] for one in done if "obstacle" in one["act"] or "draft" in one["act"]] == []
    assert [one["act"] for one in done].count("category:merge") == 1


@pytest.mark.on_postgresql
def test_its_obstacles_tell_that_the_programme_did_it(merged, kents, leads):
    text = words_in(kents.get(history_of(merged)).text)

    assert BY_THE_PROGRAMME in text
    assert "the programme, " in text
    assert "Edited the obstacle" not in text
    log = leads.get("/programmes/ticc/log").text
    assert "Merged the category into another" in log
    assert BY_THE_PROGRAMME not in log
    assert "Edited the obstacle" not in log


@pytest.mark.on_postgresql
def test_a_draft_tells_its_author_alone(merged, kents, make, kent, signed_in_as, rows):
    [draft] = rows(sa.select(Obstacle).where(Obstacle.is_draft))
    overseer = signed_in_as(make.organisation_lead(kent))

    assert merged
    assert BY_THE_PROGRAMME in kents.get(history_of(draft)).text
    log = overseer.get("/programmes/ticc/log").text
    assert log.count(BY_THE_PROGRAMME) == 1
    assert "Edited the draft" not in log


@pytest.mark.on_postgresql
def test_who_merges_reads_of_no_colleagues_draft(merged, leads, make, kent, rows):
    [lead] = rows(sa.select(Person.id).join(Assignment, Assignment.person_id == Person.id))
    make._save(Membership(person_id=lead, organisation_id=kent.id, role="lead"))

    log = leads.get("/programmes/ticc/log").text

    assert merged
    assert log.count(BY_THE_PROGRAMME) == 1
    assert "Edited the draft" not in log
    assert "Person" not in words_in(leads.get(history_of(merged)).text.partition("<ol")[2])
