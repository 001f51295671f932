import xml.etree.ElementTree as ET

import pytest
from hypothesis import given

from tests.networks import anything, shared_by_all
from tracker.graph.sharing import BarrierNode, OrganisationNode, SharingEdge, sharing_graph
from tracker.graph.spine import spine
from tracker.insights.picture import spine_picture
from tracker.insights.standalone import printable_svg, standalone

SVG = {"s": "http://www.w3.org/2000/svg"}


def picture(graph=None):
    graph = graph or shared_by_all(3, 3)
    return spine_picture(spine(graph), label="", address="https://t.example/{}/{}".format)


def alone(graph=None) -> ET.Element:
    return ET.fromstring(standalone(picture(graph), title="Who shares what", note="Of 22 November"))


def test_a_file_says_what_it_shows_to_whom_and_of_when() -> None:
    words = [text.text for text in alone().findall("s:text", SVG)]

    assert words[0] == "Who shares what"
    assert words[-1] == "Of 22 November"
    assert words[1:-1] == [
        "open",
        "being worked on",
        "worked round",
        "resolved",
        "accepted as immovable",
    ]


def test_a_file_has_room_around_the_picture() -> None:
    root, inside = alone(), picture()

    assert float(root.get("width")) > inside.width
    assert float(root.get("height")) > inside.height


@pytest.mark.parametrize("write", [printable_svg, lambda x: standalone(x, title="", note="")])
def test_every_class_in_a_file_is_coloured_in_it(write) -> None:
    root = ET.fromstring(write(picture(shared_by_all(15, 20))))

    sheet = root.find("s:style", SVG).text
    used = {name for x in root.iter() for name in x.get("class", "").split()}
    plain = {name for name in used if not name.startswith("of-")} - {
        "l",
        "es",
        "hit",
        "net",
        "no",
        "nb",
    }
    assert {name for name in plain if f".{name}" not in sheet} == set()


def test_a_file_needs_nothing_from_elsewhere() -> None:
    written = standalone(picture(), title="", note="").decode()

    assert "@import" not in written
    assert "url(" not in written
    assert "var(" not in written
    assert "<script" not in written


@given(anything(), anything())
def test_any_words_give_a_file_that_opens(name, title) -> None:
    bodies = [OrganisationNode("1", name), OrganisationNode("2", title)]
    met = [SharingEdge(body.id, "b", "open") for body in bodies]
    graph = sharing_graph(bodies, [BarrierNode("b", title, name)], met)

    assert ET.fromstring(standalone(picture(graph), title=name, note=title)).tag.endswith("svg")


def test_on_paper_the_ground_is_white_and_there_is_no_head() -> None:
    root = ET.fromstring(printable_svg(picture()))

    assert "ground{fill:#ffffff}" in root.find("s:style", SVG).text
    assert root.findall("s:text", SVG) == []


def test_equal_pictures_give_equal_bytes() -> None:
    assert printable_svg(picture()) == printable_svg(picture())
