"""A programme lead gives a category other words; its address and its obstacles stay."""

import pytest
import sqlalchemy as sa

from tracker.categories.commands import CategoryContent, rename_category
from tracker.errors import EditConflict
from tracker.extensions import db
from tracker.models import Category, Programme, obstacle_category

AT = "/programmes/ticc/categories"


@pytest.fixture
def law(make, programme):
    return make.category("Law", slug="law", programme=programme, definition="What binds.")


def test_the_form_shows_what_stands_there(leads, law):
    page = leads.get(f"{AT}/law/edit").text

    assert law.name in page
    assert "What binds." in page


def test_the_words_change_and_the_address_stays(leads, law, rows):
    answer = leads.post(f"{AT}/law/edit", data={"name": "Rules", "definition": "", "version": "1"})

    assert (answer.status_code, answer.location) == (303, f"{AT}#category-law")
    [renamed] = rows(sa.select(Category))
    assert (renamed.id, renamed.name, renamed.slug) == (law.id, "Rules", "law")
    assert renamed.definition == ""


def test_its_obstacles_keep_it(leads, law, make, kent, rows):
    obstacle = make.obstacle(organisation=kent, categories=[law])

    leads.post(f"{AT}/law/edit", data={"name": "Rules", "version": "1"})

    assert rows(sa.select(obstacle_category.c.obstacle_id)) == [obstacle.id]


def test_pages_tell_it_at_once(leads, kents, law, make, kent):
    make.obstacle(organisation=kent, categories=[law])
    assert "Law" in kents.get(AT).text

    leads.post(f"{AT}/law/edit", data={"name": "Rules", "version": "1"})

    assert "Rules" in kents.get(AT).text
    assert "Rules" in kents.get("/programmes/ticc/obstacles").text


def test_saving_it_unchanged_is_fine(leads, law, rows):
    [before] = rows(sa.select(Programme.revision))

    answer = leads.post(
        f"{AT}/law/edit", data={"name": law.name, "definition": law.definition, "version": "1"}
    )

    assert answer.status_code == 303
    assert rows(sa.select(Programme.revision)) == [before]


def test_of_two_who_rename_it_the_second_is_shown_both(leads, law, rows):
    leads.post(f"{AT}/law/edit", data={"name": "Rules", "version": "1"})

    answer = leads.post(f"{AT}/law/edit", data={"name": "Statutes", "version": "1"})

    assert answer.status_code == 409
    assert "Rules" in answer.text
    assert "Statutes" in answer.text
    assert rows(sa.select(Category.name).where(Category.id == law.id)) == ["Rules"]


@pytest.mark.usefixtures("law")
def test_the_second_may_then_put_theirs_in_its_place(leads, rows):
    leads.post(f"{AT}/law/edit", data={"name": "Rules", "version": "1"})

    answer = leads.post(f"{AT}/law/edit", data={"name": "Statutes", "version": "2"})

    assert answer.status_code == 303
    assert rows(sa.select(Category.name)) == ["Statutes"]


@pytest.mark.usefixtures("law")
def test_two_who_say_the_same_are_not_stopped(leads):
    leads.post(f"{AT}/law/edit", data={"name": "Rules", "version": "1"})

    answer = leads.post(f"{AT}/law/edit", data={"name": "Rules", "version": "1"})

    assert answer.status_code == 303


@pytest.mark.usefixtures("law")
def test_a_forged_version_wins_nothing(leads, rows):
    answer = leads.post(f"{AT}/law/edit", data={"name": "Rules", "version": "x"})

    assert answer.status_code == 409
    assert rows(sa.select(Category.name)) == ["Law"]


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("at_work")
def test_the_command_refuses_an_edit_at_the_same_moment(law):
    mine = db.session.get_one(Category, law.id)
    theirs = sa.update(Category).values(version=Category.version + 1)
    db.session.execute(theirs, execution_options={"synchronize_session": False})

    with pytest.raises(EditConflict):
        rename_category(category=mine, version=1, content=CategoryContent("Rules"))


@pytest.fixture
def taken(make, programme):
    """Another category, whose name is taken."""
    return make.category("Taken", slug="taken", programme=programme)


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter a name for the category"),
        ({"name": "x" * 81}, "1 character too long. Shorten the text"),
        ({"name": "taken"}, "Another category already has this name"),
        ({"name": "Rules", "parent": "taken"}, "Choose a main category from the list"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(leads, law, rows, typed, sentence):
    answer = leads.post(f"{AT}/law/edit", data={"definition": "Kept words", "version": "1"} | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept words" in answer.text
    assert rows(sa.select(Category.name).where(Category.id == law.id)) == ["Law"]


@pytest.mark.parametrize("act", ["edit", "retire", "bring-back", "merge", "move"])
@pytest.mark.parametrize("who", ["kent", "medway", "funder"])
def test_only_a_programme_lead_may(browsers, law, rows, who, act):
    answer = browsers[who].post(f"{AT}/law/{act}", data={"name": "Mine"})

    assert answer.status_code == 403
    assert rows(sa.select(Category.name)) == [law.name]


@pytest.mark.parametrize("act", ["edit", "retire", "bring-back", "merge", "move"])
def test_a_category_of_another_programme_is_404(leads, make, elsewhere, act):
    make.category("Foreign", slug="foreign", programme=elsewhere)

    assert leads.post(f"{AT}/foreign/{act}", data={"name": "Mine"}).status_code == 404


@pytest.mark.parametrize("act", ["edit", "retire", "bring-back", "merge", "move"])
def test_somebody_without_a_place_is_told_nothing(signed_in_as, make, law, act):
    stranger = signed_in_as(make.person())

    assert law
    assert stranger.post(f"{AT}/law/{act}").status_code == 404
