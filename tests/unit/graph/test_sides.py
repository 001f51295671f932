from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.networks import graphs, parts
from tracker.graph.folding import folded
from tracker.graph.sharing import BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.graph.sides import columns, sides


def bodies_of(*countries: str) -> list[OrganisationNode]:
    return [OrganisationNode(str(n), f"Body {n}", country) for n, country in enumerate(countries)]


def names(side) -> str:
    return "".join(node[1] for node in side)


def test_the_largest_country_stands_left_and_the_others_right() -> None:
    bodies = bodies_of("UK", "Belgium", "UK", "France", "UK")

    left, right = sides(sharing_graph(bodies, [], []))

    assert (names(left), names(right)) == ("024", "13")


def test_many_small_countries_are_shared_out_evenly() -> None:
    left, right = sides(sharing_graph(bodies_of("A", "B", "C", "D", "E", "F"), [], []))

    assert (names(left), names(right)) == ("024", "135")


def test_in_a_single_country_those_that_share_most_stand_together() -> None:
    causes = [BarrierNode("x", "x"), BarrierNode("y", "y"), BarrierNode("z", "z")]
    pairs = ["0x", "2x", "4x", "0y", "2y", "4y", "1z", "3z"]
    met = [SharingEdge(body, cause, "open") for body, cause in pairs]

    left, right = sides(sharing_graph(bodies_of(*["UK"] * 6), causes, met))

    assert {"0", "2", "4"} == {node[1] for node in left}
    assert {"1", "3", "5"} == {node[1] for node in right}


def test_a_single_organisation_stands_left() -> None:
    assert sides(sharing_graph(bodies_of("UK"), [], [])) == ([("organisation", "0")], [])


@given(graphs())
def test_every_organisation_stands_on_one_side_once(graph) -> None:
    folding = folded(graph)

    order = columns(folding.graph, folding.boxes)

    everybody = [node for node, side in folding.graph.nodes(data="side") if side == "organisation"]
    assert sorted(order.left + order.right) == sorted(everybody)
    assert sorted(order.boxes) == sorted(folding.boxes)


@given(parts(), st.integers())
def test_the_order_in_which_things_are_given_changes_nothing(things, seed) -> None:
    ways = []
    for _ in range(2):
        folding = folded(sharing_graph(*things))
        ways.append(columns(folding.graph, folding.boxes))
        for part in things:
            Random(seed).shuffle(part)

    assert ways[0] == ways[1]


def test_organisations_are_ordered_so_that_lines_do_not_cross() -> None:
    causes = [BarrierNode(str(n), f"Cause {n}") for n in range(3)]
    met = [SharingEdge(str(2 - n), str(n), "open") for n in range(3)]
    met += [SharingEdge(str(5 - n), str(n), "open") for n in range(3)]
    graph = sharing_graph(bodies_of(*["UK"] * 3, *["France"] * 3), causes, met)

    order = columns(graph, [cause.node for cause in causes])

    met_by_left = [next(iter(graph.adj[node])) for node in order.left]
    met_by_right = [next(iter(graph.adj[node])) for node in order.right]
    assert met_by_left == order.boxes == met_by_right


def met_as(pairs: str) -> list[SharingEdge]:
    return [SharingEdge(pair[0], pair[1], "open") for pair in pairs.split()]


def test_equally_shared_barriers_are_ordered_for_both_sides() -> None:
    countries = {"L": "UK", "M": "UK", "R": "France", "S": "Belgium"}
    bodies = [OrganisationNode(name, name, country) for name, country in countries.items()]
    causes = [BarrierNode(name, name) for name in "TXY"]

    graph = sharing_graph(bodies, causes, met_as("LT MT RT LX SX LY RY"))

    assert names(columns(graph, [cause.node for cause in causes]).boxes) == "TYX"


def test_organisations_start_in_the_order_of_their_barriers() -> None:
    bodies = [OrganisationNode(name, name, "UK") for name in "abc"]
    bodies += [OrganisationNode(name, name, "France") for name in "vwxyz"]
    causes = [BarrierNode(name, name) for name in "0123"]
    facing = met_as("v0 w0 x0 y0 v1 w1 x1 v2 w2 v3")

    graph = sharing_graph(bodies, causes, [*met_as("a2 b0 b3 c1"), *facing])

    assert names(columns(graph, [cause.node for cause in causes]).right) == "cba"
