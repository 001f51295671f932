"""The list for a printer: all that was asked for on one page, up to 500 obstacles."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import titles, words_in
from tracker.models import Organisation
from tracker.models.vocabulary import Status, Visibility

PRINT = f"{AT}/print"


@pytest.mark.on_postgresql
def test_all_pages_are_printed_in_the_order_of_the_list(
    log_many: Callable[..., None], make: Factory, kents: FlaskClient
) -> None:
    log_many(60)
    make.obstacle("Resolved", status=Status.RESOLVED)
    asked = "?status=open&sort=oldest"
    of_pages = [
        title for page in (1, 2, 3) for title in titles(kents.get(f"{AT}{asked}&page={page}"))
    ]

    printed = kents.get(f"{PRINT}{asked}&page=2")

    assert titles(printed) == of_pages
    assert len(titles(printed)) == 60
    assert "data-print" in printed.text
    assert "Filters: open. Order: Oldest first." in words_in(printed.text)


def test_more_than_can_be_printed_is_said(
    log_many: Callable[..., None], kents: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.register.queries.MAX_PRINTED", 30)
    log_many(31)

    printed = kents.get(PRINT)

    assert len(titles(printed)) == 30
    assert "1 to 30 of 31 obstacles" in words_in(printed.text)
    assert "Only the first 30 obstacles are printed." in printed.text


def test_all_that_fits_needs_no_sentence(
    log_many: Callable[..., None], kents: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.register.queries.MAX_PRINTED", 30)
    log_many(30)

    assert len(titles(kents.get(PRINT))) == 30
    assert "Only the first" not in kents.get(PRINT).text


@pytest.mark.on_postgresql
def test_what_is_out_of_sight_is_not_printed(
    make: Factory, medway: Organisation, kents: FlaskClient
) -> None:
    before = words_in(kents.get(PRINT).text)
    make.obstacle("Theirs", organisation=medway, visibility=Visibility.ORGANISATION)

    assert words_in(kents.get(PRINT).text) == before
    assert "No obstacles to print." in before
    assert "data-print" not in kents.get(PRINT).text


def test_an_unknown_filter_prints_nothing_and_is_named(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("No mandate")

    printed = kents.get(f"{PRINT}?category=finance-old")

    assert "finance-old" in words_in(printed.text)
    assert titles(printed) == []


def test_the_list_leads_there_and_says_so_on_paper(
    log_many: Callable[..., None], kents: FlaskClient
) -> None:
    log_many(26)

    page = kents.get(f"{AT}?status=open&page=2")

    assert f'href="{PRINT}?status=open"' in page.text
    assert "This is page 2 of 2. To print the whole list, choose “Print”" in page.text
    assert "To print the whole list" not in kents.get(f"{AT}?status=resolved").text
