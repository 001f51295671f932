from collections import Counter

from hypothesis import given

from tests.networks import COUNTRIES, graphs, shared_by_all
from tracker.graph.folding import MAX_BOXES, MAX_DISCS, OTHERS, Remainder, folded
from tracker.graph.sharing import (
    BarrierNode,
    OrganisationNode,
    SharingEdge,
    organisations_in,
    shared_barriers,
    sharing_graph,
)


def groups(folding) -> dict[str, int]:
    nodes = organisations_in(folding.graph)
    return {node[1]: folding.graph.nodes[node]["of"].members for node in nodes}


def test_eighteen_barriers_and_fourteen_organisations_stay_whole() -> None:
    folding = folded(shared_by_all(14, 18))

    assert len(folding.boxes) == 18
    assert len(organisations_in(folding.graph)) == 14
    assert folding.rows == ()


def test_beyond_eighteen_the_rest_is_one_row_a_category() -> None:
    folding = folded(shared_by_all(3, 22))

    assert len(folding.boxes) == 15
    assert Counter(row.barriers for row in folding.rows) == {2: 2, 1: 3}
    assert folding.rows[0] == Remainder(
        "Category 0", barriers=2, min_organisations=3, max_organisations=3
    )


def test_from_three_hundred_the_categories_are_the_boxes() -> None:
    folding = folded(shared_by_all(2, 300))

    boxes = [folding.graph.nodes[box]["of"] for box in folding.boxes]
    assert [(box.stands_for, box.title, box.barriers) for box in boxes] == [
        ("category", f"Category {n}", 60) for n in range(5)
    ]


def test_barriers_that_nobody_shares_do_not_count_as_too_many() -> None:
    causes = [BarrierNode(str(n), f"Cause {n}") for n in range(400)]
    met = [SharingEdge("k", cause.id, "open") for cause in causes] + [SharingEdge("m", "0", "open")]
    bodies = [OrganisationNode("k", "Kent"), OrganisationNode("m", "Medway")]

    folding = folded(sharing_graph(bodies, causes, met))

    assert folding.boxes == (("barrier", "0"),)
    assert folding.reach["organisation", "k"].own == 399


def test_beyond_fourteen_organisations_each_country_is_one_disc() -> None:
    bodies = [OrganisationNode(str(n), f"Body {n}", COUNTRIES[n % 3]) for n in range(16)]
    met = [SharingEdge(str(n), "b", "open") for n in range(7)]

    folding = folded(sharing_graph(bodies, [BarrierNode("b", "Two sign-offs")], met))

    assert groups(folding) == {"Belgium": 6, "France": 5, "United Kingdom": 5}
    assert folding.graph["country", "Belgium"]["barrier", "b"]["organisations"] == 3


def test_in_a_single_country_each_kind_is_one_disc() -> None:
    kinds = ["delivery"] * 10 + ["advisory"] * 5
    bodies = [OrganisationNode(str(n), f"Body {n}", "France", kind) for n, kind in enumerate(kinds)]

    assert groups(folded(sharing_graph(bodies, [], []))) == {"delivery": 10, "advisory": 5}


def test_where_all_are_alike_the_busiest_stay_and_the_others_are_one_disc() -> None:
    folding = folded(shared_by_all(20, 2, country="France", kind="delivery"))

    assert len(groups(folding)) == 14
    assert groups(folding)[OTHERS] == 7


def test_the_smallest_of_many_countries_go_together() -> None:
    bodies = [OrganisationNode(str(n), f"Body {n}", f"Country {n:02}") for n in range(30)]

    assert groups(folded(sharing_graph(bodies, [], [])))[OTHERS] == 17


def test_a_group_stands_as_its_furthest_back() -> None:
    bodies = [OrganisationNode(str(n), f"Body {n}", COUNTRIES[n % 3]) for n in range(15)]
    met = [SharingEdge("0", "b", "resolved"), SharingEdge("3", "b", "open", obstacles=4)]

    folding = folded(sharing_graph(bodies, [BarrierNode("b", "Two sign-offs")], met))

    standing = folding.graph["country", "Belgium"]["barrier", "b"]
    assert standing == {"state": "open", "weight": 5, "organisations": 2}


@given(graphs())
def test_folding_keeps_every_shared_barrier_and_organisation_in_the_count(graph) -> None:
    folding = folded(graph)

    in_rows = sum(row.barriers for row in folding.rows)
    assert len(folding.boxes) + in_rows == len(shared_barriers(graph))
    assert sum(groups(folding).values()) == len(organisations_in(graph))
    assert len(folding.boxes) <= MAX_BOXES
    assert len(groups(folding)) <= MAX_DISCS
