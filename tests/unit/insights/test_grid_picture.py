import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks import Area, clashes, graphs, labels, parsed, shared_by_all
from tracker.graph.grid import DESKTOP, PHONE, grid
from tracker.graph.sharing import BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.insights.grid_picture import grid_picture


def draw(graph, width):
    return parsed(grid_picture(grid(graph, width), label="Grid", address="/{}/{}".format))


@given(graphs(30), st.sampled_from((PHONE, DESKTOP)))
def test_no_two_labels_overlap_and_none_is_cut_off(graph, width) -> None:
    root = draw(graph, width)

    found = labels(root)

    page = Area(0, 0, width, float(root.get("height")))
    assert clashes(found) == []
    assert [area.text for area in found if area.text.strip() and not page.contains(area)] == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_heads_then_rows_are_links(width) -> None:
    bodies = [OrganisationNode("k", "Kent", "UK"), OrganisationNode("m", "Medway", "UK")]
    met = [SharingEdge("k", "b", "open"), SharingEdge("m", "b", "worked-round")]

    nodes = draw(sharing_graph(bodies, [BarrierNode("b", "Two sign-offs")], met), width).findall(
        "a"
    )

    assert [node.get("href") for node in nodes] == [
        "/organisation/k",
        "/organisation/m",
        "/barrier/b",
    ]
    assert [node.get("aria-label") for node in nodes] == [
        "Kent. open: 1",
        "Medway. worked round: 1",
        "Two sign-offs: 2 organisations. open: 1, worked round: 1",
    ]


def test_marks_know_their_row_and_column() -> None:
    row = draw(shared_by_all(2, 1), PHONE).findall("a")[-1]

    assert [mark.get("class") for mark in row.findall("g/g")] == ["l of-0 of-2", "l of-1 of-2"]


def test_a_row_whose_organisations_stand_on_another_page_has_no_capsule() -> None:
    bodies = [OrganisationNode(str(n), f"Body {n:02}") for n in range(20)]
    causes = [BarrierNode(str(n), f"Cause {n}") for n in range(3)]
    met = [SharingEdge(str(n), cause, "open") for n in range(13) for cause in "012"]
    met += [SharingEdge("18", "0", "open"), SharingEdge("19", "0", "open")]
    page = grid(sharing_graph(bodies, causes, met), PHONE, column_page=2)

    rows = parsed(grid_picture(page, label="", address="/{}/{}".format)).findall("a")[-3:]

    capsules = [[r for r in row.findall("g/rect") if r.get("class") == "cap"] for row in rows]
    assert [len(found) for found in capsules] == [1, 0, 0]


def test_heads_of_narrow_columns_stand_upright() -> None:
    heads = draw(shared_by_all(13, 2), PHONE).findall("a")[:13]

    assert all("rotate(-90" in head.find("g/text").get("transform") for head in heads)


def test_heads_are_large_enough_to_press() -> None:
    for node in draw(shared_by_all(13, 2), PHONE).findall("a")[:13]:
        area = node.find("g/rect")
        assert float(area.get("width")) >= 24
        assert float(area.get("height")) >= 24


def test_a_page_may_hold_it_under_the_strictest_policy() -> None:
    markup = grid_picture(
        grid(shared_by_all(4, 4), PHONE), label="", address="/{}/{}".format
    ).markup

    assert " style=" not in markup
    assert " id=" not in markup
