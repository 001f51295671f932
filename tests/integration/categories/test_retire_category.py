"""A category is retired, never deleted; obstacles that have it keep it."""

import pytest
import sqlalchemy as sa

from tracker.models import Category

AT = "/programmes/ticc/categories"
OFFERED = sa.select(Category.slug).where(Category.retired_at.is_(None)).order_by(Category.slug)


@pytest.fixture
def law(make, programme):
    return make.category("Law", slug="law", programme=programme)


@pytest.fixture
def inspection(make, programme, law):
    return make.category("Inspection", slug="inspection", programme=programme, parent=law)


def test_a_retired_category_is_offered_no_more(leads, kents, law, rows):
    answer = leads.post(f"{AT}/law/retire")

    assert (answer.status_code, answer.location) == (303, AT)
    assert rows(OFFERED) == []
    assert law.name not in kents.get("/programmes/ticc/obstacles/log").text


def test_obstacles_that_have_it_keep_it(leads, kents, law, make, kent):
    obstacle = make.obstacle(organisation=kent, categories=[law])

    leads.post(f"{AT}/law/retire")

    assert "Law" in kents.get(f"/programmes/ticc/obstacles/{obstacle.reference}").text
    assert ">Retired<" in kents.get(AT).text


@pytest.mark.on_postgresql
def test_a_barrier_keeps_it_and_may_be_saved(leads, law, make, programme):
    barrier = make.barrier(programme=programme, category_id=law.id)
    leads.post(f"{AT}/law/retire")

    answer = leads.post(
        f"/programmes/ticc/barriers/{barrier.reference}/edit",
        data={"title": "Other words", "category": "law", "version": "1"},
    )

    assert answer.status_code == 303


def test_no_other_barrier_can_take_it(leads, law):
    leads.post(f"{AT}/law/retire")

    answer = leads.post(
        "/programmes/ticc/barriers/add", data={"title": "New", "category": law.slug}
    )

    assert answer.status_code == 422
    assert "Choose a category from the list" in answer.text


@pytest.mark.usefixtures("inspection")
def test_its_own_go_with_it(leads, rows):
    leads.post(f"{AT}/law/retire")

    assert rows(OFFERED) == []


@pytest.mark.usefixtures("inspection")
def test_a_lower_one_is_retired_alone(leads, rows):
    leads.post(f"{AT}/inspection/retire")

    assert rows(OFFERED) == ["law"]


@pytest.mark.usefixtures("inspection")
def test_bringing_back_a_lower_one_brings_back_its_upper_one(leads, rows):
    leads.post(f"{AT}/law/retire")

    answer = leads.post(f"{AT}/inspection/bring-back")

    assert answer.status_code == 303
    assert rows(OFFERED) == ["inspection", "law"]


@pytest.mark.usefixtures("inspection")
def test_bringing_back_an_upper_one_leaves_its_own_retired(leads, rows):
    leads.post(f"{AT}/law/retire")

    leads.post(f"{AT}/law/bring-back")

    assert rows(OFFERED) == ["law"]


@pytest.mark.usefixtures("law")
def test_retiring_twice_is_fine(leads):
    leads.post(f"{AT}/law/retire")

    assert leads.post(f"{AT}/law/retire").status_code == 303


def test_the_moment_at_which_a_lower_one_was_retired_stays(leads, inspection, rows):
    leads.post(f"{AT}/inspection/retire")
    retired_at = sa.select(Category.retired_at).where(Category.id == inspection.id)
    before = rows(retired_at)

    leads.post(f"{AT}/law/retire")

    assert rows(retired_at) == before


@pytest.mark.parametrize("act", ["retire", "bring-back"])
@pytest.mark.usefixtures("law")
def test_a_page_that_is_only_opened_changes_nothing(leads, act):
    assert leads.get(f"{AT}/law/{act}").status_code == 405
