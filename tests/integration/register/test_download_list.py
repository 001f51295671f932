"""The list as CSV, XLSX and JSON: what the list shows, all pages, and not a word more."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.factories import Factory
from tests.integration.conftest import AT
from tests.listing import titles
from tracker.models import Organisation, Person
from tracker.models.vocabulary import Level, Outcome, Status, Visibility
from tracker.register.criteria import Sort

pytestmark = pytest.mark.on_postgresql


FIRST_OF_MARCH = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def as_csv(client: FlaskClient, asked: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{AT}.csv{asked}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def as_xlsx(client: FlaskClient, asked: str = "") -> list[dict[str, Any]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{AT}.xlsx{asked}").data))
    heading, *lines = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [dict(zip(heading, line, strict=True)) for line in lines]


def as_json(client: FlaskClient, asked: str = "") -> dict[str, Any]:
    answer = client.get(f"{AT}.json{asked}")
    assert answer.content_type == "application/json"
    found: dict[str, Any] = json.loads(answer.data)
    return found


@pytest.fixture
def told(make: Factory, kent: Organisation, medway: Organisation) -> str:
    """One obstacle with all that can be told of it; returns its reference."""
    barrier = make.barrier("Approval sits high", reference="B-23456")
    theirs = make.obstacle("Theirs", organisation=medway, barrier=barrier)
    ours = make.obstacle(
        "=No mandate",
        details="Nobody may sign.",
        organisation=kent,
        team="Charing",
        reference="TICC-7KQ4",
        status=Status.ACCEPTED_AS_IMMOVABLE,
        look_again_on=date(2027, 1, 2),
        level=Level.LOCAL_SYSTEM,
        visibility=Visibility.FUNDERS,
        barrier=barrier,
        categories=[make.category("Leadership"), make.category("Pay")],
        people_supported=40,
        budget_a_year=Decimal("1200.50"),
        budget_currency="GBP",
        since_year=2019,
        since_month=3,
        logged_at=FIRST_OF_MARCH,
        changed_at=FIRST_OF_MARCH,
        source_label="Final report",
        source_url="https://example.org/report",
        grouping_note="Our grouping",
    )
    scheme = make.workaround("A scheme of delegation", organisation=medway, against=[theirs, ours])
    make.trial(scheme, theirs, Outcome.WORKED)
    return ours.reference


def test_a_line_of_json_tells_all_that_is_known(told: str, kents: FlaskClient) -> None:
    lines = {line["reference"]: line for line in as_json(kents)["obstacles"]}

    assert lines[told] == {
        "reference": "TICC-7KQ4",
        "title": "=No mandate",
        "what_happened": "Nobody may sign.",
        "team": "Charing",
        "organisation": "Kent",
        "country": "GB",
        "status": "accepted-as-immovable",
        "look_again_on": "2027-01-02",
        "level": "local-system",
        "visibility": "funders",
        "named": True,
        "categories": ["Leadership", "Pay"],
        "barrier": "Approval sits high",
        "barrier_reference": "B-23456",
        "shared_with": 1,
        "workarounds": ["A scheme of delegation"],
        "worked_elsewhere": ["Medway"],
        "people_supported": 40,
        "staff_hours_a_week": None,
        "sickness_days_a_year": None,
        "budget_a_year": 1200.5,
        "budget_currency": "GBP",
        "since": "2019-03",
        "logged_at": "2026-03-01",
        "changed_at": "2026-03-01",
        "source": "Final report",
        "source_link": "https://example.org/report",
        "grouping_note": "Our grouping",
        "link": "http://localhost/programmes/ticc/obstacles/TICC-7KQ4",
    }


def test_a_line_of_csv_runs_nothing_and_leaves_blanks_blank(told: str, kents: FlaskClient) -> None:
    line = next(line for line in as_csv(kents) if line["Reference"] == told)

    assert line["Obstacle"] == "'=No mandate"
    assert line["Status"] == "accepted as immovable"
    assert line["Visibility"] == "funders"
    assert line["Categories"] == "Leadership; Pay"
    assert line["Since"] == "2019-03"
    assert line["Staff hours a week"] == ""


def test_a_line_of_the_workbook_holds_dates_and_numbers(told: str, kents: FlaskClient) -> None:
    line = next(line for line in as_xlsx(kents) if line["Reference"] == told)

    assert line["Obstacle"] == "=No mandate"
    assert line["Review date"] == date(2027, 1, 2)
    assert line["People supported"] == 40


@pytest.mark.usefixtures("told")
def test_files_say_what_was_asked(kents: FlaskClient) -> None:
    told = as_json(kents, "?status=open&status=resolved&q=sign&sort=title&page=7")

    assert told["programme"] == "ticc"
    assert told["count"] == len(told["obstacles"]) == 0
    assert told["asked"] == {
        "q": "sign",
        "status": ["open", "resolved"],
        "shared": [],
        "workaround": [],
        "level": [],
        "organisation": [],
        "category": [],
        "sort": "title",
    }


@pytest.mark.each_on_postgresql
@pytest.mark.parametrize("asked", ["", "?status=open", *(f"?sort={sort}" for sort in Sort)])
def test_files_hold_all_pages_in_the_order_of_the_list(
    log_many: Callable[..., None], make: Factory, kents: FlaskClient, asked: str
) -> None:
    log_many(27)
    make.obstacle("Another obstacle", status=Status.RESOLVED)
    first = titles(kents.get(f"{AT}{asked}"))
    second = titles(kents.get(f"{AT}{asked}{'&' if asked else '?'}page=2"))

    by_csv = [line["Obstacle"] for line in as_csv(kents, asked)]

    assert by_csv == first + second
    assert by_csv == [line["Obstacle"] for line in as_xlsx(kents, asked)]
    assert by_csv == [line["title"] for line in as_json(kents, asked)["obstacles"]]


def test_the_page_links_to_files_of_the_same_list(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("No mandate")

    page = kents.get(f"{AT}?status=open&sort=title")

    for ending in ("xlsx", "json"):
        assert f'href="{AT}.{ending}?status=open&amp;sort=title"' in page.text
    for separator in ("comma", "semicolon"):
        address = f"{AT}.csv?status=open&amp;sort=title&amp;separator={separator}"
        assert f'href="{address}"' in page.text


def test_files_without_a_line_keep_their_heading(kents: FlaskClient) -> None:
    csv_file = kents.get(f"{AT}.csv").data.decode("utf-8-sig").splitlines()

    assert len(csv_file) == 1
    assert csv_file[0].startswith("Reference,Obstacle,")
    assert kents.get(f"{AT}.xlsx").status_code == 200
    assert as_json(kents)["obstacles"] == []


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("json", "application/json"),
    ],
)
def test_files_are_kept_and_not_shown(kents: FlaskClient, ending: str, kind: str) -> None:
    answer = kents.get(f"{AT}.{ending}")

    assert answer.content_type == kind
    assert f'filename="ticc-obstacles.{ending}"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unnamed_line_tells_nothing_of_its_organisation(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    make.obstacle(
        "In confidence",
        organisation=medway,
        is_named=False,
        team="Strood",
        budget_a_year=Decimal(900),
        budget_currency="GBP",
        source_label="Medway's own report",
        source_url="https://medway.example/report",
        grouping_note="Told by Medway",
    )

    (line,) = as_json(kents)["obstacles"]
    files = kents.get(f"{AT}.csv").text + json.dumps(as_xlsx(kents), default=str)

    assert (line["organisation"], line["country"], line["team"]) == (None, "", "")
    assert (line["budget_a_year"], line["budget_currency"], line["source"]) == (None, "", "")
    assert as_csv(kents)[0]["Organisation"] == "name not shown"
    for secret in ("medway", "strood", "gbp", "900"):
        assert secret not in (json.dumps(line) + files).lower()


def test_without_an_amount_no_file_has_a_currency(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("No car", budget_currency="GBP")

    assert as_json(kents)["obstacles"][0]["budget_currency"] == ""
    assert as_csv(kents)[0]["Currency"] == as_xlsx(kents)[0]["Currency"] == ""


def test_ones_own_unnamed_line_is_whole(
    make: Factory, medways: FlaskClient, medway: Organisation
) -> None:
    make.obstacle("In confidence", organisation=medway, is_named=False, team="Strood")

    (line,) = as_json(medways)["obstacles"]

    assert (line["organisation"], line["team"], line["named"]) == ("Medway", "Strood", False)


def test_files_hold_nothing_out_of_sight(
    make: Factory, kents: FlaskClient, kent: Organisation, medway: Organisation
) -> None:
    barrier = make.barrier()
    ours = make.obstacle("Ours", organisation=kent, barrier=barrier)
    canary = {"organisation": medway, "visibility": Visibility.ORGANISATION}
    theirs = make.obstacle("Canary", barrier=barrier, **canary)
    make.trial(make.workaround("Canary", against=[theirs, ours], **canary), theirs)
    make.obstacle("Canary", organisation=kent, is_draft=True)

    (line,) = as_json(kents)["obstacles"]

    assert (line["title"], line["shared_with"]) == ("Ours", 0)
    assert (line["workarounds"], line["worked_elsewhere"]) == ([], [])
    assert "Canary" not in kents.get(f"{AT}.csv").text


def test_a_funder_gets_what_funders_may_read(
    make: Factory, signed_in_as: Callable[[Person], FlaskClient], kent: Organisation
) -> None:
    make.obstacle("For partners", organisation=kent)
    make.obstacle("For funders", organisation=kent, visibility=Visibility.FUNDERS)

    funders = signed_in_as(make.funder())

    assert [line["Obstacle"] for line in as_csv(funders)] == ["For funders"]


def test_one_not_named_that_got_past_it_stands_in_the_line_without_its_name(
    make: Factory, kents: FlaskClient, kent: Organisation, medway: Organisation
) -> None:
    barrier = make.barrier()
    make.obstacle("Ours", organisation=kent, barrier=barrier)
    theirs = make.obstacle("Theirs", organisation=medway, barrier=barrier, is_named=False)
    make.trial(make.workaround(organisation=kent, against=[theirs]), theirs)

    lines = {line["title"]: line for line in as_json(kents)["obstacles"]}

    assert lines["Ours"]["worked_elsewhere"] == ["a partner"]
    assert lines["Theirs"]["worked_elsewhere"] == []


@pytest.mark.usefixtures("told")
def test_csv_with_semicolons_is_one_press_away(kents: FlaskClient) -> None:
    page = kents.get(f"{AT}?level=local-system").text
    assert f'href="{AT}.csv?level=local-system&amp;separator=semicolon"' in page

    text = kents.get(f"{AT}.csv?level=local-system&separator=semicolon").data.decode("utf-8-sig")

    (line,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (line["Budget a year"], line["Review date"]) == ("1200.50", "2027-01-02")


@pytest.mark.parametrize("file", ["obstacles", "summary"])
@pytest.mark.usefixtures("told")
def test_separator_is_remembered(kents: FlaskClient, file: str) -> None:
    def is_separated_by(sign: str, separator: str = "") -> bool:
        text = kents.get(f"/programmes/ticc/{file}.csv{separator}").data.decode("utf-8-sig")
        return text.partition("\r\n")[0].count(sign) > 5

    assert is_separated_by(",")
    assert is_separated_by(";", "?separator=semicolon")
    assert is_separated_by(";")
    assert is_separated_by(";", "?separator=tab")
    assert is_separated_by(",", "?separator=comma")
    assert is_separated_by(",")


def test_remembered_separator_comes_first(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("No mandate")
    first = kents.get(AT).text.index("separator=comma") < kents.get(AT).text.index("=semicolon")

    kents.get(f"{AT}.csv?separator=semicolon")

    after = kents.get(AT).text
    assert first
    assert after.index("separator=semicolon") < after.index("separator=comma")


@pytest.mark.parametrize("sheet", ["obstacles", "summary"])
@pytest.mark.usefixtures("told")
def test_every_reader_of_workbooks_finds_all_rows(kents: FlaskClient, sheet: str) -> None:
    content = kents.get(f"/programmes/ticc/{sheet}.xlsx").data

    workbook = load_workbook(io.BytesIO(content), read_only=True)
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for one, cells in enumerate(workbook.worksheets):
        rows = calamine.get_sheet_by_index(one).to_python(skip_empty_area=False)
        assert cells.max_row == len(rows) == len(list(cells.iter_rows()))
        assert cells.max_column == len(rows[0])
    assert len(rows) > 1


def test_links_of_the_workbook_are_links(told: str, kents: FlaskClient) -> None:
    cells = load_workbook(io.BytesIO(kents.get(f"{AT}.xlsx").data)).active

    targets = {cell.hyperlink.target for row in cells.iter_rows() for cell in row if cell.hyperlink}
    assert f"http://localhost{AT}/{told}" in targets
    assert "https://example.org/report" in targets
