"""What the list costs does not grow with the obstacles that it does not show."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from gzip import compress

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.conftest import AT
from tracker.models import Organisation

pytestmark = pytest.mark.on_postgresql


Counting = Callable[[], AbstractContextManager[list[str]]]


def queries(app: Flask, client: FlaskClient, count_queries: Counting, address: str) -> int:
    """Return how many statements an address takes when nothing is kept from before."""
    client.get(address)  # Searches are counted ahead, so not each of them asks the table.
    app.extensions.pop("viewer_caches", None)
    with count_queries() as statements:
        assert client.get(address).status_code == 200
    return sum(statement.startswith(("SELECT", "WITH")) for statement in statements)


def before_facets(statements: list[str]) -> list[str]:
    """Return the statements up to the numbers beside the filters, which are counts too."""
    grouped = [place for place, one in enumerate(statements) if "GROUP BY obstacle.status" in one]
    return statements[: grouped[0]]


@pytest.fixture
def one_of_each(make: Factory, kent: Organisation, medway: Organisation) -> None:
    """One shared barrier, tagged, with a workaround that worked."""
    barrier = make.barrier()
    theirs = make.obstacle(organisation=medway, barrier=barrier, categories=[make.category()])
    make.obstacle(organisation=kent, barrier=barrier)
    make.trial(make.workaround(organisation=medway, against=[theirs]), theirs)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?sort=organisation",
        "?sort=widest&shared=yes",
        "?q=sign&workaround=yes",
        ".csv",
        ".json",
    ],
)
@pytest.mark.usefixtures("one_of_each")
def test_the_queries_are_as_many_for_three_pages_as_for_two(
    app: Flask,
    kents: FlaskClient,
    count_queries: Counting,
    log_many: Callable[..., None],
    asked: str,
) -> None:
    log_many(30)
    few = queries(app, kents, count_queries, f"{AT}{asked}")

    log_many(40)

    assert queries(app, kents, count_queries, f"{AT}{asked}") == few <= 20


@pytest.mark.usefixtures("one_of_each")
def test_what_fits_one_page_is_not_counted_by_itself(
    kents: FlaskClient, count_queries: Counting, log_many: Callable[..., None]
) -> None:
    log_many(10)

    with count_queries() as statements:
        kents.get(AT)

    assert not any(one.startswith("SELECT count(*)") for one in before_facets(statements))


@pytest.mark.usefixtures("one_of_each")
def test_an_unchanged_list_asks_only_who_is_there(
    kents: FlaskClient, count_queries: Counting
) -> None:
    kents.get(AT)

    with count_queries() as statements:
        kents.get(AT)

    assert len([one for one in statements if one.startswith("SELECT")]) <= 3


def test_a_change_is_seen_at_the_next_request(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("First")
    assert "Second" not in kents.get(AT).text

    make.obstacle("Second")

    assert "Second" in kents.get(AT).text


def test_a_full_page_weighs_little(log_many: Callable[..., None], kents: FlaskClient) -> None:
    log_many(60)

    page = kents.get(AT)

    assert len(compress(page.data)) < 12_000
