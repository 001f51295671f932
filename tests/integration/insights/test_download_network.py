"""The network as files: what DESIGN says of its nodes and edges, and what programs read back."""

import io
import json
import xml.etree.ElementTree as ET
from types import SimpleNamespace
from typing import Any

import networkx as nx
import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.integration.insights.conftest import AT
from tracker.models import Organisation
from tracker.models.vocabulary import Kind

pytestmark = pytest.mark.on_postgresql


def graph_at(client: FlaskClient, asked: str = "") -> dict[str, Any]:
    return json.loads(client.get(f"{AT}.json{asked}").data)


def nodes(graph: dict[str, Any], kind: str) -> list[str]:
    return sorted(node["id"] for node in graph["nodes"] if node["kind"] == kind)


def edges(graph: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    return sorted((e["source"], e["target"]) for e in graph["edges"] if e["kind"] == kind)


def test_nodes_go_by_slugs_and_references(kents: FlaskClient, shared: SimpleNamespace) -> None:
    graph = graph_at(kents)

    assert nodes(graph, "organisation") == ["organisation:kent", "organisation:medway"]
    assert f"obstacle:{shared.ours.reference}" in nodes(graph, "obstacle")
    assert nodes(graph, "barrier") == [f"barrier:{shared.barrier.reference}"]
    assert nodes(graph, "workaround") == [f"workaround:{shared.workaround.reference}"]
    assert nodes(graph, "category") == ["category:leadership"]


def test_edges_say_who_has_to_do_with_what(
    make: Factory, kents: FlaskClient, shared: SimpleNamespace
) -> None:
    make.hindrance(shared.ours, shared.theirs)
    ours, theirs = f"obstacle:{shared.ours.reference}", f"obstacle:{shared.theirs.reference}"
    barrier = f"barrier:{shared.barrier.reference}"

    graph = graph_at(kents)

    assert ("organisation:kent", ours) in edges(graph, "logged")
    assert set(edges(graph, "part-of")) == {(ours, barrier), (theirs, barrier)}
    assert ("organisation:medway", barrier) in edges(graph, "faces")
    assert edges(graph, "hinders") == [(ours, theirs)]
    assert edges(graph, "tagged") == [(theirs, "category:leadership")]
    assert edges(graph, "tried-against") == [(f"workaround:{shared.workaround.reference}", theirs)]


def test_what_it_is_in_another_programme_is_not_told(
    make: Factory, kents: FlaskClient, shared: SimpleNamespace, elsewhere, kent: Organisation
) -> None:
    watched = make.programme("watched")
    make.participation(kent, watched, kind=Kind.OBSERVER)
    for name, programme in (("Abroad", elsewhere), ("Watched", watched)):
        make.category(name, slug=shared.category.slug, programme=programme)

    found = {node["id"]: node for node in graph_at(kents)["nodes"]}

    assert found["organisation:kent"]["participation"] == "delivery"
    assert found["category:leadership"]["label"] == "Leadership"


def test_a_decision_maker_holds_its_barriers(make: Factory, leads: FlaskClient) -> None:
    regulator = make.decision_maker()
    barrier = make.barrier(decision_maker_id=regulator.id)

    assert edges(graph_at(leads), "holds") == [
        (f"decision-maker:{regulator.reference}", f"barrier:{barrier.reference}")
    ]


def test_how_many_obstacles_it_faces_is_the_weight(
    make: Factory, kents: FlaskClient, shared: SimpleNamespace, kent: Organisation
) -> None:
    make.obstacle(organisation=kent, barrier=shared.barrier)

    faces = [e for e in graph_at(kents)["edges"] if e["kind"] == "faces"]

    assert {e["source"]: e["weight"] for e in faces} == {
        "organisation:kent": 2,
        "organisation:medway": 1,
    }


@pytest.mark.usefixtures("shared")
def test_at_the_depth_of_barriers_no_obstacle_is_told(kents: FlaskClient) -> None:
    graph = graph_at(kents, "?depth=barriers")

    assert {node["kind"] for node in graph["nodes"]} == {"organisation", "barrier"}
    assert {edge["kind"] for edge in graph["edges"]} == {"faces"}


def test_an_unnamed_obstacle_has_no_edge_to_who_logged_it(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    unnamed = make.obstacle(organisation=medway, is_named=False)

    graph = graph_at(kents)

    assert f"obstacle:{unnamed.reference}" in nodes(graph, "obstacle")
    assert edges(graph, "logged") == []
    assert nodes(graph, "organisation") == []


def test_enough_unnamed_ones_have_one_stand_in(
    make: Factory, kents: FlaskClient, medway: Organisation
) -> None:
    barrier = make.barrier()
    for _ in range(3):
        make.obstacle(organisation=medway, is_named=False, barrier=barrier)

    graph = graph_at(kents)

    assert nodes(graph, "organisation") == ["organisation:not-named"]
    assert {source for source, _ in edges(graph, "logged")} == {"organisation:not-named"}


def test_drafts_are_in_no_file(make: Factory, nurse, kents: FlaskClient) -> None:
    make.obstacle(author=nurse, is_draft=True)

    assert graph_at(kents)["nodes"] == []


@pytest.mark.usefixtures("shared")
def test_other_programs_read_the_files_back(kents: FlaskClient) -> None:
    graphml = nx.read_graphml(io.BytesIO(kents.get(f"{AT}.graphml").data))
    gexf = nx.read_gexf(io.BytesIO(kents.get(f"{AT}.gexf").data))
    node_link = nx.node_link_graph(graph_at(kents), edges="edges")

    assert set(graphml) == set(gexf) == set(node_link) != set()
    assert set(graphml.edges) == set(gexf.edges) == set(node_link.edges)


@pytest.mark.usefixtures("shared")
def test_the_picture_stands_alone(kents: FlaskClient) -> None:
    answer = kents.get(f"{AT}.svg?view=grid")

    root = ET.fromstring(answer.data)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "These numbers count what members of Kent can see" in answer.text
    assert "href" not in answer.text


def test_there_is_no_picture_of_nothing(kents: FlaskClient) -> None:
    assert kents.get(f"{AT}.svg").status_code == 404


@pytest.mark.parametrize("ending", ["svg", "json", "graphml", "gexf"])
@pytest.mark.usefixtures("shared")
def test_each_is_a_file_to_keep(kents: FlaskClient, ending: str) -> None:
    head = kents.get(f"{AT}.{ending}").headers["Content-Disposition"]

    assert head.startswith(f'attachment; filename="ticc-network.{ending}"')


def test_what_is_hostile_breaks_no_file(make: Factory, kents: FlaskClient) -> None:
    make.obstacle("<b>&\x07\u202e]]>", barrier=make.barrier("\x1b[31m\ufffe \"'"))

    assert ET.fromstring(kents.get(f"{AT}.graphml").data) is not None
    assert ET.fromstring(kents.get(f"{AT}.gexf").data) is not None
