"""Sharing graphs for tests of pictures, and geometry of pictures."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx
from hypothesis import strategies as st

from tracker.graph.lettering import width_of
from tracker.graph.sharing import STATES, BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.web.svg import Drawing

COUNTRIES = ("Belgium", "France", "United Kingdom")
FAR = (*COUNTRIES, "Bosnia and Herzegovina", "The Netherlands", "Luxembourg", "Türkiye")
NAMES = ("ADMR", "Emmaus", "Kent Community Health NHS Foundation Trust", "Zorgbedrijf Antwerpen")
TITLES = (
    "Approval and hierarchy sit too high for autonomous teams",
    "Payment follows tasks",
    "Arbeidsongeschiktheidsverzekeringsmaatschappijen",
    " ".join(["The host institution does not share the model's values"] * 4),
)


def shared_by_all(organisations: int, barriers: int, **facts: Any) -> nx.Graph:
    """Every organisation meets every barrier."""
    organisation_nodes = [
        OrganisationNode(f"o{n}", f"Body {n:04}", **facts) for n in range(organisations)
    ]
    barrier_nodes = [
        BarrierNode(f"b{n}", f"Cause {n:03}", f"Category {n % 5}") for n in range(barriers)
    ]
    edges = [
        SharingEdge(organisation.id, barrier.id, "open")
        for organisation in organisation_nodes
        for barrier in barrier_nodes
    ]
    return sharing_graph(organisation_nodes, barrier_nodes, edges)


def anything() -> st.SearchStrategy[str]:
    """A text of any kind, or one that a person would write."""
    return st.one_of(st.text(max_size=60), st.sampled_from(NAMES + TITLES))


@st.composite
def parts(draw: st.DrawFn, max_size: int = 20) -> tuple[list[Any], list[Any], list[Any]]:
    """Organisations, barriers and edges of any shape."""
    countries = st.sampled_from(draw(st.sampled_from([COUNTRIES, FAR, COUNTRIES[:1], ("",)])))
    kinds = st.sampled_from(("delivery", "advisory"))
    names = draw(st.lists(st.tuples(anything(), countries, kinds), max_size=max_size))
    titles = draw(st.lists(st.tuples(anything(), st.sampled_from("AB")), max_size=max_size + 5))
    organisation_nodes = [OrganisationNode(f"o{n}", *facts) for n, facts in enumerate(names)]
    barrier_nodes = [BarrierNode(f"b{n}", *facts) for n, facts in enumerate(titles)]
    random = draw(st.randoms(use_true_random=False))
    density = random.random()
    edges = [
        SharingEdge(organisation.id, barrier.id, random.choice(STATES), random.randint(1, 9))
        for organisation in organisation_nodes
        for barrier in barrier_nodes
        if random.random() < density
    ]
    return organisation_nodes, barrier_nodes, edges


def graphs(max_size: int = 20) -> st.SearchStrategy[nx.Graph]:
    """Sharing graphs of any shape."""
    return parts(max_size).map(lambda things: sharing_graph(*things))


@dataclass(frozen=True)
class Area:
    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def touches(self, other: "Area") -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.bottom <= other.top or other.bottom <= self.top)

    def contains(self, other: "Area") -> bool:
        is_within = self.left <= other.left and other.right <= self.right
        return is_within and self.top <= other.top and other.bottom <= self.bottom


SIZES = {"hd": 13.5, "ot": 15, "os": 13.5, "on": 13, "bt": 16, "num": 15, "ch": 13, "pt": 13}


def parsed(picture: Drawing) -> ET.Element:
    """The picture as a browser reads it."""
    return ET.fromstring(picture.markup)


def labels(root: ET.Element) -> list[Area]:
    """The area of each line of text."""
    return [
        area
        for text in root.iter("text")
        for area in _lines(text, in_grid="lines" in _classes(root))
    ]


def _classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def _lines(text: ET.Element, *, in_grid: bool) -> Iterator[Area]:
    classes = _classes(text)
    size = 15 if "sm" in classes else float(text.get("font-size", SIZES[classes[0]]))
    anchor = text.get("text-anchor", "start")
    if classes == ["num"]:
        anchor = "end" if in_grid else "middle"
    for line in text.findall("tspan") or [text]:
        content = line.text or ""
        width = width_of(content, size, "serif" if "bt" in classes else "sans")
        x, y = float(line.get("x", "nan")), float(line.get("y", "nan"))
        if text.get("transform"):
            yield Area(x - size * 0.75, y - width, x + size * 0.25, y, content)
            continue
        left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
        yield Area(left, y - size * 0.75, left + width, y + size * 0.22, content)


def clashes(areas: list[Area]) -> list[tuple[str, str]]:
    """The pairs of texts whose areas overlap."""
    ranked = sorted((area for area in areas if area.text.strip()), key=lambda area: area.top)
    found = []
    for index, area in enumerate(ranked):
        for other in ranked[index + 1 :]:
            if other.top >= area.bottom:
                break
            if area.touches(other):
                found.append((area.text, other.text))
    return found
