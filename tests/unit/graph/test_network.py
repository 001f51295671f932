import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from io import BytesIO

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.graph.network import (
    ENDS,
    NetworkEdge,
    NetworkNode,
    as_gexf,
    as_graphml,
    as_node_link,
    network,
)

KINDS = sorted({kind for ends in ENDS.values() for kind in ends})
IDS = st.sampled_from("1234")


@st.composite
def networks(draw: st.DrawFn) -> nx.DiGraph:
    """Networks of any shape, with any text."""
    said = st.one_of(st.none(), st.text())
    counted = st.one_of(st.none(), st.integers(0, 10_000))
    facts = st.fixed_dictionaries({}, optional={"country": said, "obstacles": counted})
    nodes = st.builds(NetworkNode, st.sampled_from(KINDS), IDS, st.text(), facts)
    edges = st.builds(NetworkEdge, st.sampled_from(sorted(ENDS)), IDS, IDS, st.integers(1, 99))
    return network(draw(st.lists(nodes)), draw(st.lists(edges)))


def same(one: nx.DiGraph, other: nx.DiGraph) -> bool:
    wanted = ("kind", "weight")
    edges = [
        {(a, b, *(facts[name] for name in wanted)) for a, b, facts in graph.edges(data=True)}
        for graph in (one, other)
    ]
    return dict(one.nodes(data=True)) == dict(other.nodes(data=True)) and edges[0] == edges[1]


def small() -> nx.DiGraph:
    return network(
        [
            NetworkNode("organisation", "kent", "Kent", {"country": "UK", "since": None}),
            NetworkNode("obstacle", "o", "No mandate\x07 for\nteams", {"note": " \x00"}),
            NetworkNode("obstacle", "p", "No budget"),
            NetworkNode("barrier", "b", "Two sign-offs"),
            NetworkNode("category", "c", "Law"),
        ],
        [
            NetworkEdge("logged", "kent", "o"),
            NetworkEdge("part-of", "o", "b"),
            NetworkEdge("faces", "kent", "b", 2),
            NetworkEdge("faces", "kent", "b", 3),
            NetworkEdge("hinders", "o", "p"),
            NetworkEdge("hinders", "p", "o"),
            NetworkEdge("tagged", "o", "unseen"),
        ],
    )


def test_no_two_kinds_of_edge_join_the_same_ends() -> None:
    assert len(set(ENDS.values())) == len(ENDS)


def test_what_is_not_said_is_left_out_and_texts_are_one_clean_line() -> None:
    graph = small()

    kent = {"country": "UK", "kind": "organisation", "label": "Kent"}
    assert graph.nodes["organisation:kent"] == kent
    assert graph.nodes["obstacle:o"] == {"kind": "obstacle", "label": "No mandate for teams"}


def test_edges_of_one_kind_and_pair_are_joined() -> None:
    assert small().edges["organisation:kent", "barrier:b"] == {"kind": "faces", "weight": 5}


def test_an_edge_to_what_is_out_of_sight_leaves_no_trace() -> None:
    graph = small()

    assert len(graph) == 5
    assert "tagged" not in {kind for _, _, kind in graph.edges(data="kind")}


def test_two_obstacles_may_hold_each_other_up() -> None:
    graph = small()

    assert graph.has_edge("obstacle:o", "obstacle:p")
    assert graph.has_edge("obstacle:p", "obstacle:o")


def test_a_fact_cannot_pass_for_a_label() -> None:
    graph = network([NetworkNode("barrier", "b", "Sign-off", {"label": "x", "kind": "y"})], [])

    assert graph.nodes["barrier:b"] == {"kind": "barrier", "label": "Sign-off"}


def test_an_unlabelled_thing_is_called_by_its_id() -> None:
    assert network([NetworkNode("barrier", "b", "\x00")], []).nodes["barrier:b"]["label"] == "b"


@given(networks())
def test_node_link_data_survive_json_and_reload_equal(graph) -> None:
    data = json.loads(json.dumps(as_node_link(graph)))

    assert same(nx.node_link_graph(data, edges="edges"), graph)
    assert None not in {value for node in data["nodes"] for value in node.values()}


@given(networks())
def test_graphml_reloads_equal(graph) -> None:
    assert same(nx.read_graphml(BytesIO(as_graphml(graph)), node_type=str), graph)


@given(networks())
def test_gexf_reloads_equal(graph) -> None:
    assert same(nx.read_gexf(BytesIO(as_gexf(graph))), graph)


def test_gexf_has_labels_a_known_version_and_no_date() -> None:
    root = ET.fromstring(as_gexf(small()))

    space = {"g": "http://www.gexf.net/1.2draft"}
    names = [node.get("label") for node in root.iterfind(".//g:node", space)]
    assert names == ["Kent", "No mandate for teams", "No budget", "Two sign-offs", "Law"]
    assert root.get("version") == "1.2"
    assert b"lastmodified" not in as_gexf(small())


def test_gexf_edges_are_directed_weighted_and_numbered() -> None:
    space = {"g": "http://www.gexf.net/1.2draft"}
    root = ET.fromstring(as_gexf(small()))

    edges = root.findall(".//g:edge", space)

    assert root.find("g:graph", space).get("defaultedgetype") == "directed"
    assert [edge.get("id") for edge in edges] == [str(n) for n in range(len(edges))]
    assert {edge.get("weight") for edge in edges} == {"1", "5"}


@pytest.mark.parametrize("write", [as_gexf, as_graphml])
def test_equal_networks_give_equal_bytes(write) -> None:
    assert write(small()) == write(small())


def test_nothing_here_needs_scipy_or_flask() -> None:
    program = (
        "import sys, pkgutil, importlib, tracker.graph as g\n"
        "names = [f'tracker.graph.{m.name}' for m in pkgutil.iter_modules(g.__path__)]\n"
        "[importlib.import_module(name) for name in names]\n"
        "print(sorted({'scipy', 'flask', 'sqlalchemy'} & set(sys.modules)))"
    )

    found = subprocess.check_output([sys.executable, "-c", program], text=True)

    assert found.strip() == "[]"
