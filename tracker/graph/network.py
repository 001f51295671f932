"""The network of a programme as one graph, and its export as GraphML, GEXF and node-link data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from tracker.graph.legible import legible
from tracker.graph.sharing import Node

ENDS: dict[str, tuple[str, str]] = {
    "logged": ("organisation", "obstacle"),
    "part-of": ("obstacle", "barrier"),
    "faces": ("organisation", "barrier"),
    "hinders": ("obstacle", "obstacle"),
    "tagged": ("obstacle", "category"),
    "tried-against": ("workaround", "obstacle"),
    "holds": ("decision-maker", "barrier"),
}
"""The source and target kinds of each kind of edge.

No two kinds join the same two kinds of node in the same direction, so an edge of a `DiGraph`
never has two meanings: its kind follows from its ends.
"""


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """A node: its kind, its id within that kind, its label, and other attributes for files.

    An attribute is a text in every node or a number in every node, as GEXF requires.
    """

    kind: str
    id: str
    label: str
    facts: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NetworkEdge:
    """A relation of two nodes; its kind determines the kinds of its ends (see `ENDS`)."""

    kind: str
    source_id: str
    target_id: str
    weight: int = 1


def network(nodes: Iterable[NetworkNode], edges: Iterable[NetworkEdge]) -> nx.DiGraph:
    """Return the network as a graph whose nodes are called `kind:id`.

    Nodes have `kind`, `label` and their non-empty facts; edges have `kind` and `weight`.
    Edges of one kind between the same two things are joined, their weights added. An edge to a
    node that is missing is left out, so what is out of sight leaves no trace. Characters that XML
    forbids are removed from texts.

    >>> graph = network(
    ...     [NetworkNode("organisation", "kent", "Kent"), NetworkNode("barrier", "b", "Sign-off")],
    ...     [NetworkEdge("faces", "kent", "b", 2), NetworkEdge("faces", "kent", "unseen")],
    ... )
    >>> list(graph.edges(data="weight"))
    [('organisation:kent', 'barrier:b', 2)]
    """
    graph = nx.DiGraph()
    for node in nodes:
        graph.add_node(_key((node.kind, node.id)), **_attributes(node))
    for edge in edges:
        source_kind, target_kind = ENDS[edge.kind]
        source, target = _key((source_kind, edge.source_id)), _key((target_kind, edge.target_id))
        if source in graph and target in graph:
            weight = edge.weight + graph.get_edge_data(source, target, {"weight": 0})["weight"]
            graph.add_edge(source, target, kind=edge.kind, weight=weight)
    return graph


def as_node_link(graph: nx.DiGraph) -> dict[str, Any]:
    """Return the network as node-link data, which `nx.node_link_graph` reads back.

    >>> as_node_link(network([NetworkNode("barrier", "b", "Sign-off")], []))["nodes"]
    [{'kind': 'barrier', 'label': 'Sign-off', 'id': 'barrier:b'}]
    """
    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    return data


def as_graphml(graph: nx.DiGraph) -> bytes:
    """Return the network as GraphML; equal networks give equal bytes."""
    written = BytesIO()
    writer = GraphMLWriter(encoding="utf-8", prettyprint=False, infer_numeric_types=False)
    writer.add_graph_element(graph)
    writer.dump(written)
    return written.getvalue()


def as_gexf(graph: nx.DiGraph) -> bytes:
    """Return the network as GEXF 1.2 with labels; equal networks give equal bytes.

    The modification date that networkx adds is removed.
    """
    written = BytesIO()
    writer = GEXFWriter(encoding="utf-8", prettyprint=False, version="1.2draft")
    writer.add_graph(graph)
    for part in writer.xml:
        part.attrib.pop("lastmodifieddate", None)
    writer.write(written)
    return written.getvalue()


def _key(node: Node) -> str:
    """Return the name of a node in every file."""
    kind, identity = node
    return f"{kind}:{legible(identity)}"


def _attributes(node: NetworkNode) -> dict[str, str | int]:
    """Return the attributes of a node without empty ones."""
    clean = {name: _clean(fact) for name, fact in node.facts.items() if fact is not None}
    facts = {name: fact for name, fact in clean.items() if fact != ""}
    return {**facts, "kind": node.kind, "label": legible(node.label) or legible(node.id)}


def _clean(fact: str | int) -> str | int:
    """Return a fact sanitised for XML."""
    return legible(fact) if isinstance(fact, str) else fact
