"""The summary counts over its reader's sight, as a page and as files that say the same."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.factories import Factory
from tracker.models import Organisation, Programme
from tracker.models.vocabulary import Level, Outcome, Status, Visibility

AT = "/programmes/ticc/summary"
FILES = ["pdf", "xlsx", "csv"]


@pytest.fixture
def found(make: Factory, kent: Organisation, medway: Organisation) -> Any:
    """A shared barrier that the funder may read of, and one obstacle that she may not."""
    seen = {"visibility": Visibility.FUNDERS}
    category = make.category("Leadership")
    barrier = make.barrier("Sign-off sits too high", level=Level.NATIONAL)
    make.obstacle(organisation=kent, barrier=barrier, categories=[category], **seen)
    theirs = make.obstacle(
        organisation=medway, barrier=barrier, status=Status.RESOLVED, level=Level.TEAM, **seen
    )
    make.obstacle("Canary", organisation=kent, categories=[make.category("Canary")])
    way = make.workaround("A new mandate", organisation=medway, against=[theirs], **seen)
    make.trial(way, theirs, Outcome.WORKED)
    return barrier


def section(page: str, name: str) -> str:
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def figures(page: str) -> list[int]:
    row = page.partition('class="figs"')[2].partition("</dl>")[0]
    return [int(n) for n in re.findall(r'<dd class="n[^"]*">\s*(\d+)\s*</dd>', row)]


@pytest.mark.usefixtures("found")
def test_the_funder_reads_what_was_found(funders: FlaskClient) -> None:
    page = funders.get(AT).text

    assert "<h1>1 barrier is shared. At least one organisation has got past it.</h1>" in page
    assert "2 obstacles logged: 1 still in the way and 1 no longer in the way." in page
    assert "These numbers count what funders and observers can see." in page
    assert figures(page) == [2, 1, 1, 1]


@pytest.mark.usefixtures("found")
def test_what_the_funder_may_not_read_is_not_counted(funders: FlaskClient) -> None:
    assert "Canary" not in funders.get(AT).text


@pytest.mark.usefixtures("found")
def test_a_partner_reads_more(kents: FlaskClient) -> None:
    page = kents.get(AT).text

    assert "3 obstacles logged:" in page
    assert "These numbers count what members of Kent can see" in page


@pytest.mark.usefixtures("found")
def test_what_got_past_it_says_where_it_worked(funders: FlaskClient) -> None:
    assert re.search(
        r"A new mandate</span>\s*<span[^>]*>Medway<", section(funders.get(AT).text, "past")
    )


@pytest.mark.usefixtures("found")
def test_categories_stand_beside_organisations(funders: FlaskClient) -> None:
    matrix = section(funders.get(AT).text, "matrix")

    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)<', matrix)
    rows = re.findall(r'<th scope="row">([^<]*)</th>', matrix)
    assert heads == ["Category", "Kent", "Medway", "Total"]
    assert rows == ["Leadership", "No category", "Total"]


def test_a_category_of_another_programme_changes_no_name(
    make: Factory, kents: FlaskClient, elsewhere: Programme
) -> None:
    make.obstacle(categories=[make.category("Pay", parent=make.category("Money"))])
    make.category("Pay", programme=elsewhere)

    rows = re.findall(r'<th scope="row">([^<]*)</th>', section(kents.get(AT).text, "matrix"))

    assert rows == ["Pay", "Total"]


@pytest.mark.parametrize("who", ["kent", "medway", "lead", "funder"])
@pytest.mark.parametrize("address", [AT, *(f"{AT}.{ending}" for ending in FILES)])
@pytest.mark.usefixtures("found")
def test_everybody_with_a_place_may_have_it(
    browsers: dict[str, FlaskClient], who: str, address: str
) -> None:
    assert browsers[who].get(address).status_code == 200


@pytest.mark.parametrize("address", [AT, *(f"{AT}.{ending}" for ending in FILES)])
def test_nothing_logged_makes_an_empty_summary(funders: FlaskClient, address: str) -> None:
    assert funders.get(address).status_code == 200


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.usefixtures("found")
def test_a_file_is_named_after_programme_and_day(funders: FlaskClient, ending: str) -> None:
    head = funders.get(f"{AT}.{ending}").headers["Content-Disposition"]

    assert re.search(rf'filename="ticc-summary-\d{{4}}-\d\d-\d\d\.{ending}"', head)


@pytest.mark.usefixtures("found")
def test_the_pdf_says_what_the_page_says(funders: FlaskClient) -> None:
    reader = PdfReader(io.BytesIO(funders.get(f"{AT}.pdf").data))

    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "1 barrier is shared." in text
    assert "Sign-off sits too high" in text
    assert "Canary" not in text


@pytest.mark.usefixtures("found")
def test_the_workbook_holds_the_same_numbers(funders: FlaskClient) -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(funders.get(f"{AT}.xlsx").data))

    totals = workbook.get_sheet_by_name("Totals").to_python()
    assert [row[1] for row in totals[1:5]] == [2, 1, 1, 1]


def test_the_csv_has_a_row_for_each_shared_barrier(funders: FlaskClient, found: Any) -> None:
    text = funders.get(f"{AT}.csv").data.decode("utf-8-sig")

    head, row = text.splitlines()
    assert head.startswith("Programme,Summary of,Reference,Barrier")
    assert row.startswith(f"TICC,{date.today().year}")
    assert found.reference in row


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.usefixtures("found")
def test_equal_summaries_are_equal_files(app, funders: FlaskClient, ending: str) -> None:
    first = funders.get(f"{AT}.{ending}")
    app.extensions.pop("viewer_caches", None)
    second = funders.get(f"{AT}.{ending}")

    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("address", [AT, *(f"{AT}.{ending}" for ending in FILES)])
@pytest.mark.usefixtures("found")
def test_the_queries_are_as_many_for_ten_times_the_barriers(
    make: Factory,
    kents: FlaskClient,
    medway: Organisation,
    queries_of: Callable[[FlaskClient, str], int],
    address: str,
) -> None:
    few = queries_of(kents, address)

    for number in range(10):
        barrier = make.barrier(f"Cause {number}")
        theirs = make.obstacle(barrier=barrier, organisation=medway, status=Status.RESOLVED)
        make.trial(make.workaround(organisation=medway, against=[theirs]), theirs)
        make.obstacle(barrier=barrier, categories=[make.category()])

    assert queries_of(kents, address) == few <= 22  # Four of them note who took a file.
