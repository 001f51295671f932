from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks import graphs, shared_by_all
from tracker.graph.grid import CAPSULE, DESKTOP, MARK, MIN_COLUMN_WIDTH, PHONE, grid
from tracker.graph.sharing import BarrierNode, OrganisationNode, SharingEdge, sharing_graph

WIDTHS = st.sampled_from((PHONE, DESKTOP))


def test_rows_are_the_shared_barriers_and_columns_the_organisations_by_country() -> None:
    bodies = [OrganisationNode("k", "Kent", "UK"), OrganisationNode("e", "Emmaus", "Belgium")]
    bodies += [OrganisationNode("m", "Medway", "UK")]
    met = [SharingEdge(body.id, "b", "open") for body in bodies] + [SharingEdge("m", "c", "open")]

    page = grid(sharing_graph(bodies, [BarrierNode("b", "A"), BarrierNode("c", "B")], met), PHONE)

    assert [column.of.id for column in page.columns] == ["m", "k", "e"]
    assert [group.label for group in page.groups] == ["UK", "Belgium"]
    assert [row.of.id for row in page.rows] == ["b"]


@pytest.mark.parametrize(("width", "columns"), [(PHONE, 13), (DESKTOP, 27)])
def test_a_page_holds_fifty_rows_and_what_columns_fit(width, columns) -> None:
    page = grid(shared_by_all(40, 120), width)

    assert (len(page.rows), page.row_pages) == (50, 3)
    assert (len(page.columns), page.column_pages) == (columns, -(-40 // columns))


def test_the_pages_together_hold_everything_once() -> None:
    graph = shared_by_all(30, 120)

    pages = [grid(graph, PHONE, row_page=row, column_page=1) for row in (1, 2, 3)]
    across = [grid(graph, PHONE, column_page=column) for column in (1, 2, 3)]

    assert len({row.of.id for page in pages for row in page.rows}) == 120
    assert len({column.of.id for page in across for column in page.columns}) == 30


@pytest.mark.parametrize("page", [-3, 0, 99])
def test_a_page_that_does_not_exist_is_the_nearest(page) -> None:
    rows = grid(shared_by_all(2, 60), PHONE, row_page=page).rows

    assert len(rows) == (10 if page == 99 else 50)


def test_codes_are_the_same_on_every_page() -> None:
    graph = shared_by_all(30, 2)

    found = [column.code for n in (1, 2, 3) for column in grid(graph, PHONE, column_page=n).columns]

    assert len(set(found)) == 30


def test_short_names_stand_whole_at_the_head_of_wide_columns() -> None:
    bodies = [OrganisationNode(name, name) for name in ("Kent", "Medway", "West Suffolk")]

    wide, narrow = (grid(sharing_graph(bodies, [], []), width) for width in (DESKTOP, PHONE))

    assert {column.head for column in wide.columns} >= {("Kent",), ("Medway",)}
    assert not wide.has_codes
    assert not narrow.heads_are_turned


def test_one_name_that_does_not_fit_gives_all_columns_codes() -> None:
    bodies = [OrganisationNode("1", "Kent"), OrganisationNode("2", "Incommensurability" * 6)]

    page = grid(sharing_graph(bodies, [], []), PHONE)

    assert page.has_codes
    assert [column.head for column in page.columns] == [("INC",), ("KEN",)]


def test_codes_wider_than_their_columns_are_turned() -> None:
    assert grid(shared_by_all(13, 2), PHONE).heads_are_turned


def test_a_country_too_long_for_its_columns_gets_a_code() -> None:
    bodies = [OrganisationNode(str(n), str(n), "Belgium") for n in range(12)]
    bodies += [OrganisationNode("z", "z", "United Kingdom")]

    page = grid(sharing_graph(bodies, [], []), PHONE)

    assert [group.label for group in page.groups] == ["Belgium", "UK"]


@given(graphs(30), WIDTHS)
def test_columns_stand_apart_and_within_the_page(graph, width) -> None:
    page = grid(graph, width)

    places = [column.x for column in page.columns]
    assert all(b - a >= MIN_COLUMN_WIDTH for a, b in pairwise(places))
    assert all(MARK <= x <= width - MARK for x in places)


@given(graphs(30), WIDTHS)
def test_capsules_stand_clear_of_each_other_and_of_titles(graph, width) -> None:
    page = grid(graph, width)

    for upper, lower in zip(page.rows, page.rows[1:], strict=False):
        assert lower.y - upper.y > 2 * CAPSULE
        assert lower.title_y - 12 > upper.y + CAPSULE or not page.is_narrow
    assert all(row.bottom <= page.height for row in page.rows)


def test_an_empty_network_is_an_empty_page() -> None:
    page = grid(sharing_graph([], [], []), PHONE)

    assert (page.rows, page.columns, page.row_pages, page.column_pages) == ((), (), 1, 1)
