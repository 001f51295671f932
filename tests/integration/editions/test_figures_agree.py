"""Every figure is the same, under the same name, on every page and in every file."""

import csv
import io
import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.factories import Factory
from tracker.models import Barrier, Category, Organisation
from tracker.models.vocabulary import Status, Visibility

pytestmark = pytest.mark.on_postgresql

AT = "/programmes/ticc"
Table = list[list[str]]


class World:
    """Puts obstacles into the programme that a funder may read."""

    def __init__(self, make: Factory, medway: Organisation) -> None:
        self.make, self.medway = make, medway
        self.pay = make.category("Pay")
        self.law = make.category("Law")

    def log(
        self,
        organisation: Organisation,
        barrier: Barrier | None = None,
        *categories: Category,
        **facts: Any,
    ) -> None:
        self.make.obstacle(
            organisation=organisation,
            barrier=barrier,
            categories=list(categories),
            **{"visibility": Visibility.FUNDERS, **facts},
        )

    def log_unnamed(self, number: int, barrier: Barrier | None, *categories: Category) -> None:
        for _ in range(number):
            self.log(self.medway, barrier, *categories, is_named=False)


def nothing(_world: World, _kent: Organisation) -> None:
    """An empty programme."""


def one(world: World, kent: Organisation) -> None:
    world.log(kent, world.make.barrier("A"), world.pay, world.law)


def two(world: World, kent: Organisation) -> None:
    barrier = world.make.barrier("A")
    world.log(kent, barrier, world.pay)
    world.log(world.medway, barrier, world.pay, status=Status.RESOLVED)


def a_group_and_its_members(world: World, kent: Organisation) -> None:
    shared, own = world.make.barrier("A"), world.make.barrier("B")
    group = world.make.organisation("All partners", is_group=True, country="")
    world.log(kent, shared, world.pay, world.law)
    immovable = {"status": Status.ACCEPTED_AS_IMMOVABLE, "look_again_on": date(2099, 1, 1)}
    world.log(group, shared, world.law, **immovable)
    world.log(group, own)
    world.log(world.make.organisation("Antwerp", country="BE"), None, world.pay)


def a_few_unnamed(world: World, kent: Organisation) -> None:
    two(world, kent)
    world.log_unnamed(3, world.make.barrier("B"), world.law)


def unnamed_without_a_barrier(world: World, kent: Organisation) -> None:
    two(world, kent)
    world.log_unnamed(3, None, world.law)


def unnamed_without_a_column(world: World, kent: Organisation) -> None:
    two(world, kent)
    barrier = world.make.barrier("B")
    world.log_unnamed(3, barrier, world.law)
    world.log_unnamed(1, barrier, world.pay)


WORLDS = [
    nothing,
    one,
    two,
    a_group_and_its_members,
    a_few_unnamed,
    unnamed_without_a_barrier,
    unnamed_without_a_column,
]


@pytest.fixture(params=WORLDS, ids=[world.__name__ for world in WORLDS])
def world(
    request: pytest.FixtureRequest, make: Factory, kent: Organisation, medway: Organisation
) -> World:
    built = World(make, medway)
    request.param(built, kent)
    return built


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def figures_of_page(client: FlaskClient, address: str) -> dict[str, int]:
    row = client.get(address).text.partition('class="figs"')[2].partition("</dl>")[0]
    found = re.findall(r"<dt>([^<]*)<span>.*?<dd[^>]*>(.*?)</dd>", row, re.DOTALL)
    return {noun.strip(): int(text_of(number)) for noun, number in found}


def workbook_of(client: FlaskClient) -> dict[str, Table]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{AT}/summary.xlsx").data))
    return {
        name: [
            [plain(cell) for cell in row] for row in workbook.get_sheet_by_name(name).to_python()
        ]
        for name in workbook.sheet_names
    }


def plain(cell: object) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) else str(cell)


def pdf_of(client: FlaskClient) -> str:
    reader = PdfReader(io.BytesIO(client.get(f"{AT}/summary.pdf").data))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def network_of(client: FlaskClient) -> dict[str, list[dict[str, Any]]]:
    nodes: dict[str, list[dict[str, Any]]] = {}
    for node in json.loads(client.get(f"{AT}/network.json").data)["nodes"]:
        nodes.setdefault(node["kind"], []).append(node)
    return nodes


def csv_of(client: FlaskClient) -> list[dict[str, str]]:
    text = client.get(f"{AT}/summary.csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def matrix_of_page(client: FlaskClient) -> Table:
    page = client.get(f"{AT}/summary").text
    section = page.partition('id="matrix"')[2].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


@pytest.mark.usefixtures("world")
def test_a_figure_has_one_number_under_one_name(funders: FlaskClient) -> None:
    page = figures_of_page(funders, f"{AT}/summary")
    totals = {row[0]: int(row[1]) for row in workbook_of(funders)["Totals"][1:]}
    printed = pdf_of(funders)
    overview = figures_of_page(funders, AT)

    assert {noun: totals[noun] for noun in page} == page
    assert [
        f"{number} {noun}" for noun, number in page.items() if f"{number} {noun}" not in printed
    ] == []
    assert {noun: number for noun, number in overview.items() if noun in page} == {
        noun: number for noun, number in page.items() if noun in overview
    }
    assert len(overview.keys() & page.keys()) == 3


@pytest.mark.usefixtures("world")
def test_no_total_of_the_workbook_appears_twice(funders: FlaskClient) -> None:
    names = [row[0].casefold() for row in workbook_of(funders)["Totals"]]
    definitions = [row[2] for row in workbook_of(funders)["Totals"] if row[2]]

    assert len(set(names)) == len(names)
    assert len(set(definitions)) == len(definitions)


@pytest.mark.usefixtures("world")
def test_the_network_counts_what_the_summary_counts(funders: FlaskClient) -> None:
    figures = list(figures_of_page(funders, f"{AT}/summary").values())
    nodes = network_of(funders)
    barriers = [node for node in nodes.get("barrier", []) if node["obstacles"]]
    shared = [node for node in barriers if node["organisations"] >= 2]

    assert figures[:2] == [len(nodes.get("organisation", [])), len(shared)]
    definition = f"Barriers with obstacles: {len(barriers)}."
    assert definition in text_of(funders.get(f"{AT}/summary").text)
    assert sum(figures[2:]) + immovable(funders) == len(nodes.get("obstacle", []))


def immovable(client: FlaskClient) -> int:
    rows = {row[0]: int(row[1]) for row in workbook_of(client)["Totals"][1:]}
    return rows["Obstacles, status: accepted as immovable"]


@pytest.mark.usefixtures("world")
def test_each_shared_barrier_has_one_number_of_organisations(funders: FlaskClient) -> None:
    in_network = {
        node["label"]: str(node["organisations"])
        for node in network_of(funders).get("barrier", [])
        if node["organisations"] >= 2
    }
    head, *rows = workbook_of(funders)["Shared barriers"]
    in_workbook = {row[head.index("Barrier")]: row[head.index("Organisations")] for row in rows}

    assert in_workbook == in_network
    assert {row["Barrier"]: row["Organisations"] for row in csv_of(funders)} == in_network
    for address in (f"{AT}/summary", f"{AT}/network", f"{AT}/barriers", AT):
        page = text_of(funders.get(address).text)
        assert all(re.search(rf"\b{title} .*?\b{n}\b", page) for title, n in in_network.items())


@pytest.mark.usefixtures("world")
def test_those_who_share_are_some_of_those_with_obstacles(funders: FlaskClient) -> None:
    found = re.search(r"Organisations that share them: (\d+)", funders.get(f"{AT}/network").text)
    (organisations, *_rest) = figures_of_page(funders, f"{AT}/summary").values()

    assert int(found[1] if found else 0) <= organisations


@pytest.mark.usefixtures("world")
def test_the_matrix_is_one_table_whose_last_total_is_all_obstacles(funders: FlaskClient) -> None:
    in_workbook = workbook_of(funders)["Categories and organisations"]
    logged = len(network_of(funders).get("obstacle", []))
    on_page = matrix_of_page(funders)

    if on_page:
        assert on_page == in_workbook
        assert [row[0] for row in on_page].count("Total") == 1
        assert on_page[-1][-1] == str(logged)
        assert "" not in {cell for row in on_page for cell in row}
        printed = pdf_of(funders)
        assert re.search(rf"Total [\d ]*{logged}\b", printed)
    else:
        assert logged == 0


def test_what_has_no_column_is_said_beside_the_matrix(
    make: Factory, kent: Organisation, medway: Organisation, funders: FlaskClient
) -> None:
    unnamed_without_a_column(World(make, medway), kent)
    sentence = "The last total also counts 4 obstacles whose organisation’s name is not shown."

    assert sentence in funders.get(f"{AT}/summary").text
    assert sentence in pdf_of(funders)


def test_a_group_and_all_unnamed_count_as_one_organisation_each(
    make: Factory, kent: Organisation, medway: Organisation, funders: FlaskClient
) -> None:
    world = World(make, medway)
    a_group_and_its_members(world, kent)
    world.log_unnamed(3, None)

    page = text_of(funders.get(f"{AT}/summary").text)

    assert "organisations with obstacles Countries: 2. Groups, each counted as 1: 1." in page
    assert "All whose name is not shown count as 1." in page
    assert figures_of_page(funders, f"{AT}/summary")["organisations with obstacles"] == 4
