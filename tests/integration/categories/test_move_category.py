"""A programme lead puts categories in another order, one step at a time."""

import pytest
import sqlalchemy as sa

from tracker.models import Category, Programme
from tracker.models.moment import now

AT = "/programmes/ticc/categories"
ORDER = sa.select(Category.slug).order_by(Category.position, Category.id)


@pytest.fixture
def three(make, programme):
    """Three upper categories, the second with a lower one."""
    made = [make.category(slug=slug, programme=programme) for slug in ("one", "two", "three")]
    make.category(slug="below", programme=programme, parent=made[1])
    return made


@pytest.mark.each_on_postgresql
@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("slug", "way", "order"),
    [
        ("two", "up", ["two", "one", "three", "below"]),
        ("two", "down", ["one", "three", "two", "below"]),
        ("one", "up", ["one", "two", "three", "below"]),
        ("three", "down", ["one", "two", "three", "below"]),
        ("below", "up", ["one", "two", "three", "below"]),
    ],
)
def test_it_changes_places_with_its_neighbour(leads, rows, slug, way, order):
    answer = leads.post(f"{AT}/{slug}/move", data={"way": way})

    assert (answer.status_code, answer.location) == (303, f"{AT}#category-{slug}")
    assert rows(ORDER) == order


def test_rows_in_one_place_are_set_apart(leads, make, programme, rows):
    for slug in ("one", "two", "three"):
        make.category(slug=slug, programme=programme, position=0)

    leads.post(f"{AT}/three/move", data={"way": "up"})

    assert rows(ORDER) == ["one", "three", "two"]


def test_what_is_retired_is_stepped_over(leads, make, programme, rows):
    make.category(slug="one", programme=programme)
    make.category(slug="gone", programme=programme, retired_at=now())
    make.category(slug="two", programme=programme)

    leads.post(f"{AT}/two/move", data={"way": "up"})

    assert rows(ORDER.where(Category.retired_at.is_(None))) == ["two", "one"]


@pytest.mark.usefixtures("three")
def test_lists_stand_in_the_new_order_at_once(leads, kents):
    page = kents.get(AT).text
    assert page.index("category-one") < page.index("category-two")

    leads.post(f"{AT}/two/move", data={"way": "up"})

    page = kents.get(AT).text
    form = kents.get("/programmes/ticc/obstacles/log").text
    assert page.index("category-two") < page.index("category-one")
    assert form.index("categories-two") < form.index("categories-one")


@pytest.mark.on_postgresql
@pytest.mark.usefixtures("three")
def test_whoever_writes_its_words_is_not_disturbed(leads, rows):
    leads.post(f"{AT}/two/move", data={"way": "up"})

    answer = leads.post(f"{AT}/two/edit", data={"name": "Rules", "version": "1"})

    assert answer.status_code == 303
    assert rows(sa.select(Category.name).where(Category.slug == "two")) == ["Rules"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("way", ["", "left", "UP"])
def test_there_is_no_other_way(leads, rows, way):
    [before] = rows(sa.select(Programme.revision))

    assert leads.post(f"{AT}/two/move", data={"way": way}).status_code == 400
    assert rows(sa.select(Programme.revision)) == [before]
