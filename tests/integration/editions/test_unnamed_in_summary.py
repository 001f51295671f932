"""A summary is handed on: no number in it tells of one or two who are not named."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.listing import without_token
from tracker.models import Category, Organisation
from tracker.models.vocabulary import Status, Visibility

AT = "/programmes/ticc/summary"


@pytest.fixture
def leadership(make: Factory, kent: Organisation) -> Category:
    """A category of which Kent has logged one obstacle."""
    category = make.category("Leadership")
    make.obstacle(organisation=kent, visibility=Visibility.FUNDERS, categories=[category])
    return category


@pytest.fixture
def log_unnamed(make: Factory, medway: Organisation) -> Callable[..., None]:
    """Log obstacles of Medway that may not be named."""

    def log(number: int, *categories: Category, **given: object) -> None:
        for _ in range(number):
            make.obstacle(
                organisation=medway,
                is_named=False,
                visibility=Visibility.FUNDERS,
                categories=list(categories),
                **given,
            )

    return log


def section(page: str, name: str) -> str:
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def heads(page: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>([^<]*)<', section(page, "matrix"))


def test_fewer_than_the_threshold_are_in_no_total(
    funders: FlaskClient, leadership: Category, log_unnamed: Callable[..., None]
) -> None:
    before = [without_token(funders.get(AT)), funders.get(f"{AT}.csv").data]

    log_unnamed(2, leadership, status=Status.RESOLVED)

    assert [without_token(funders.get(AT)), funders.get(f"{AT}.csv").data] == before


def test_enough_of_them_count_and_have_a_column(
    funders: FlaskClient, leadership: Category, log_unnamed: Callable[..., None]
) -> None:
    log_unnamed(3, leadership)

    page = funders.get(AT).text

    assert "4 obstacles logged:" in page
    assert heads(page) == ["Category", "Kent", "Name not shown", "Total"]


def test_their_column_goes_where_it_holds_a_small_number(
    make: Factory, funders: FlaskClient, leadership: Category, log_unnamed: Callable[..., None]
) -> None:
    log_unnamed(3, leadership)
    log_unnamed(1, make.category("Money"))

    page = funders.get(AT).text

    assert "5 obstacles logged:" in page
    assert heads(page) == ["Category", "Kent", "Total"]
    assert "Money" not in page


def test_own_unnamed_obstacles_stand_under_the_own_name(
    kents: FlaskClient, make: Factory, kent: Organisation
) -> None:
    make.obstacle(organisation=kent, is_named=False, categories=[make.category("Leadership")])

    assert heads(kents.get(AT).text) == ["Category", "Kent", "Total"]


def test_a_strip_tells_of_the_named_alone_where_the_others_stand_alike(
    make: Factory, funders: FlaskClient, kent: Organisation, log_unnamed: Callable[..., None]
) -> None:
    barrier = make.barrier()
    make.obstacle(organisation=kent, barrier=barrier, visibility=Visibility.FUNDERS)
    log_unnamed(3, barrier=barrier, status=Status.RESOLVED)

    shared = section(funders.get(AT).text, "shared")

    assert 'aria-label="open: 1"' in shared
    assert "Kent, others (names not shown)" in shared
    assert ">2</td>" in shared
