"""From a summary alone nobody can work out a small number of what bears no name.

The reader has the summary's files and no more. They subtract whatever is given from whatever it
is part of; each remainder is a number of unnamed obstacles, and must be none or not be small.
"""

import io
from itertools import product

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.factories import Factory
from tracker.models import Category, Organisation
from tracker.models.vocabulary import Level, Status, Visibility

AT = "/programmes/ticc/summary.xlsx"
THRESHOLD = 3
SPREADS = list(product(range(5), repeat=2))
"""How many unnamed obstacles stand in the first of two categories, and how many in the second."""


@pytest.fixture
def categories(make: Factory, kent: Organisation) -> list[Category]:
    """Two categories in which Kent, under its name, has logged something."""
    found = [make.category("Leadership"), make.category("Systems")]
    for category in found:
        make.obstacle(
            organisation=kent,
            visibility=Visibility.FUNDERS,
            categories=[category],
            level=Level.TEAM,
        )
    return found


@pytest.mark.parametrize("spread", SPREADS, ids=str)
def test_no_small_number_of_the_unnamed_can_be_worked_out(
    make: Factory,
    medway: Organisation,
    funders: FlaskClient,
    categories: list[Category],
    spread: tuple[int, ...],
) -> None:
    for category, number in zip(categories, spread, strict=True):
        log_unnamed(make, medway, category, number)

    found = remainders(read(funders))

    assert {what: number for what, number in found.items() if 0 < number < THRESHOLD} == {}


@pytest.mark.parametrize("both", [1, 2, 3, 4])
def test_what_stands_in_both_categories_cannot_be_worked_out(
    make: Factory,
    medway: Organisation,
    funders: FlaskClient,
    categories: list[Category],
    both: int,
) -> None:
    log_unnamed(make, medway, categories[0], 3)
    for _ in range(both):
        unnamed(make, medway, categories)

    found = remainders(read(funders))

    assert {what: number for what, number in found.items() if 0 < number < THRESHOLD} == {}


def log_unnamed(make: Factory, owner: Organisation, category: Category, number: int) -> None:
    for _ in range(number):
        unnamed(make, owner, [category])


def unnamed(make: Factory, owner: Organisation, categories: list[Category]) -> None:
    make.obstacle(
        organisation=owner,
        is_named=False,
        visibility=Visibility.FUNDERS,
        categories=categories,
        status=Status.RESOLVED,
    )


Sheets = dict[str, list[list[object]]]


def read(reader: FlaskClient) -> Sheets:
    answer = reader.get(AT)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def remainders(sheets: Sheets) -> dict[str, int]:
    """Return each number of unnamed obstacles that the sheets give, or that is left over."""
    head, *rows = sheets["Categories and organisations"]
    named = [
        place
        for place, title in enumerate(head)
        if title not in {"Category", "Name not shown", "Total"}
    ]
    every, shown = (
        head.index("Total"),
        head.index("Name not shown") if "Name not shown" in head else None,
    )
    found: dict[str, int] = {}
    for row in rows:
        known = sum(number(row[place]) for place in named)
        if row[0] == "Total":
            assert number(row[every]) == logged_in_all(sheets) > 0
            found["all"] = number(row[every]) - known
        else:
            found[f"{row[0]}: left over"] = number(row[every]) - known
        if shown is not None:
            found[f"{row[0]}: given"] = number(row[shown])
    return found


def logged_in_all(sheets: Sheets) -> int:
    """Return how many obstacles there are of every status."""
    rows = sheets["Totals"][1:]
    return sum(number(row[1]) for row in rows if str(row[0]).startswith("Obstacles, status: "))


def number(cell: object) -> int:
    return int(str(cell).partition(".")[0] or 0)
