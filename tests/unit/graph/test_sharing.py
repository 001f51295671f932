import pytest

from tracker.graph.sharing import (
    BarrierNode,
    OrganisationNode,
    SharingEdge,
    barriers_in,
    count_organisations,
    least_advanced,
    organisations_in,
    own_barriers,
    shared_barriers,
    sharing_graph,
)

KENT, MEDWAY = OrganisationNode("1", "Kent"), OrganisationNode("2", "Medway")
SIGN_OFF, MONEY = BarrierNode("1", "Two sign-offs"), BarrierNode("2", "No core money")


def graph_of(*standings):
    return sharing_graph([KENT, MEDWAY], [SIGN_OFF, MONEY], standings)


def test_an_organisation_and_a_barrier_of_one_id_are_two_nodes() -> None:
    graph = graph_of(SharingEdge("1", "1", "open"))

    assert organisations_in(graph) == [KENT.node, MEDWAY.node]
    assert barriers_in(graph) == [SIGN_OFF.node, MONEY.node]
    assert list(graph.edges) == [(KENT.node, SIGN_OFF.node)]


def test_several_standings_of_one_pair_are_joined() -> None:
    graph = graph_of(SharingEdge("1", "1", "resolved", 2), SharingEdge("1", "1", "open", 3))

    assert graph[KENT.node][SIGN_OFF.node] == {"state": "open", "weight": 5, "organisations": 1}


@pytest.mark.parametrize("unseen", [SharingEdge("9", "1", "open"), SharingEdge("1", "9", "open")])
def test_what_is_out_of_sight_leaves_no_trace(unseen) -> None:
    graph = graph_of(unseen)

    assert graph.number_of_edges() == 0
    assert len(graph) == 4


def test_a_barrier_of_one_organisation_is_its_own() -> None:
    graph = graph_of(SharingEdge("1", "1", "open", obstacles=7), SharingEdge("1", "2", "open"))

    assert shared_barriers(graph) == []
    assert own_barriers(graph, KENT.node) == [MONEY.node, SIGN_OFF.node]
    assert own_barriers(graph, MEDWAY.node) == []


def test_barriers_stand_by_how_many_share_them_then_by_title() -> None:
    both = [SharingEdge(body, cause, "open") for body in "12" for cause in "12"]

    assert shared_barriers(graph_of(*both)) == [MONEY.node, SIGN_OFF.node]


def test_a_group_counts_for_the_organisations_in_it() -> None:
    group = OrganisationNode("be", "Belgium", "Belgium", stands_for="country", members=23)
    graph = sharing_graph([group], [SIGN_OFF], [SharingEdge("be", "1", "open", organisations=7)])

    assert count_organisations(graph, SIGN_OFF.node) == 7
    assert shared_barriers(graph) == [SIGN_OFF.node]


@pytest.mark.parametrize(
    ("states", "least"),
    [
        (["resolved", "worked-round"], "worked-round"),
        (["worked-round", "accepted-as-immovable"], "accepted-as-immovable"),
        (["being-worked-on", "accepted-as-immovable"], "being-worked-on"),
        (["being-worked-on", "open"], "open"),
    ],
)
def test_the_least_advanced_state_stands(states, least) -> None:
    assert least_advanced(states) == least
