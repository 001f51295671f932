"""A programme lead adds a kind of obstacle."""

import pytest
import sqlalchemy as sa

from tracker.categories.commands import CategoryContent, add_category
from tracker.errors import DomainError
from tracker.models import Category
from tracker.models.moment import now

AT = "/programmes/ticc/categories"


def test_a_name_is_enough(leads, rows, programme):
    answer = leads.post(f"{AT}/add", data={"name": "  Law  and\trules "})

    [category] = rows(sa.select(Category))
    assert (answer.status_code, answer.location) == (303, AT)
    assert (category.name, category.slug, category.tier) == ("Law and rules", "law-and-rules", 1)
    assert (category.programme_id, category.position) == (programme.id, 1)


def test_it_can_stand_under_an_upper_one(leads, make, programme, rows):
    upper = make.category("Law", slug="law", programme=programme)

    leads.post(
        f"{AT}/add", data={"name": "Inspection", "definition": "Who looks.", "parent": "law"}
    )

    [lower] = rows(sa.select(Category).where(Category.tier == 2))
    assert (lower.parent_id, lower.definition) == (upper.id, "Who looks.")
    assert lower.position > upper.position


@pytest.fixture
def four(make, programme, elsewhere):
    """Categories that are there already: an upper, a lower, a retired and a foreign one."""
    upper = make.category("Law", slug="law", programme=programme)
    make.category("Lower", slug="lower", programme=programme, parent=upper)
    make.category("Retired", slug="retired", programme=programme, retired_at=now())
    make.category("Foreign", slug="foreign", programme=elsewhere)


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter a name for the category"),
        ({"name": " \u200b "}, "Enter a name for the category"),
        ({"name": "x" * 81}, "1 character too long. Shorten the text"),
        ({"definition": "x" * 502}, "2 characters too long. Shorten the text"),
        ({"examples": "x" * 1001}, "1 character too long. Shorten the text"),
        ({"construct": "Fashion"}, "Choose a published term from the list"),
        ({"parent": "nothing-such"}, "Choose a main category from the list"),
        ({"parent": "lower"}, "Choose a main category from the list"),
        ({"parent": "retired"}, "Choose a main category from the list"),
        ({"parent": "foreign"}, "Choose a main category from the list"),
        ({"name": "LAW"}, "Another category already has this name"),
        ({"name": "Retired"}, "Another category already has this name"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(leads, rows, typed, sentence):
    answer = leads.post(f"{AT}/add", data={"name": "New", "definition": "Kept words"} | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.get("definition", "Kept words") in answer.text
    assert len(rows(sa.select(Category))) == 4


def test_examples_and_the_published_kind_of_cause_are_kept(leads, rows):
    told = {"examples": "Four policies\nThree signatures", "construct": "Culture"}

    leads.post(f"{AT}/add", data={"name": "Law"} | told)

    [category] = rows(sa.select(Category))
    assert (category.examples, category.construct) == (told["examples"], "Culture")


@pytest.mark.parametrize("name", ["Uncategorised", "uncategorised!"])
def test_no_category_takes_the_address_of_what_has_none(leads, rows, name):
    leads.post(f"{AT}/add", data={"name": name})

    assert rows(sa.select(Category.slug)) == ["uncategorised-2"]


@pytest.mark.parametrize("name", ["Écoles", "écoles", "ECOLES", "E\u0301coles"])
def test_case_and_accents_make_no_second_name(leads, make, programme, name):
    make.category("Écoles", programme=programme)

    assert leads.post(f"{AT}/add", data={"name": name}).status_code == 422


def test_the_longest_words_are_kept_whole(leads, rows):
    leads.post(f"{AT}/add", data={"name": "é" * 80, "definition": "é" * 500})

    assert rows(sa.select(Category.name)) == ["é" * 80]


def test_signs_that_cannot_be_kept_are_left_out(leads, rows):
    leads.post(f"{AT}/add", data={"name": "La\x00w\x07", "definition": "a\x00\r\nb"})

    assert rows(sa.select(Category.name)) == ["Law"]
    assert rows(sa.select(Category.definition)) == ["a\nb"]


@pytest.mark.parametrize("name", ["...", "法律", "عائق"])
def test_names_without_plain_letters_get_addresses_all_the_same(leads, rows, name):
    leads.post(f"{AT}/add", data={"name": name})
    leads.post(f"{AT}/add", data={"name": f"{name}{name}"})

    assert rows(sa.select(Category.slug).order_by(Category.id)) == ["category", "category-2"]


def test_another_programme_may_use_the_same_name(leads, make, elsewhere, rows):
    make.category("Law", slug="law", programme=elsewhere)

    leads.post(f"{AT}/add", data={"name": "Law"})

    assert rows(sa.select(Category.slug)) == ["law", "law"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["kent", "medway", "funder"])
def test_only_a_programme_lead_adds_one(browsers, rows, who, method):
    answer = getattr(browsers[who], method)(f"{AT}/add", data={"name": "Mine"})

    assert answer.status_code == 403
    assert rows(sa.select(Category)) == []


@pytest.mark.usefixtures("at_work")
def test_the_command_refuses_an_upper_one_of_another_programme(make, programme, elsewhere):
    foreign = make.category(programme=elsewhere)

    with pytest.raises(DomainError, match="Choose a main category from the list"):
        add_category(programme=programme, content=CategoryContent("New"), parent=foreign)


@pytest.mark.usefixtures("at_work")
def test_the_command_refuses_a_third_level(make, programme):
    lower = make.category(programme=programme, parent=make.category(programme=programme))

    with pytest.raises(DomainError, match="Choose a main category from the list"):
        add_category(programme=programme, content=CategoryContent("New"), parent=lower)


@pytest.mark.usefixtures("at_work")
def test_the_command_refuses_a_kind_of_cause_that_nobody_published(programme):
    with pytest.raises(DomainError, match="Choose a published term from the list"):
        add_category(programme=programme, content=CategoryContent("New", construct="Fashion"))


@pytest.mark.usefixtures("at_work")
def test_the_command_refuses_an_address_taken_at_the_same_moment(make, programme, monkeypatch):
    make.category("Law", slug="law", programme=programme)
    monkeypatch.setattr("tracker.categories.commands._free_slug", lambda _programme, slug: slug)

    with pytest.raises(DomainError, match="Another category already has this name"):
        add_category(programme=programme, content=CategoryContent("Rules"), slug="law")
