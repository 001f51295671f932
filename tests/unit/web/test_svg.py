import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from tracker.web.svg import add, add_lines, add_node, drawing


@given(st.text())
def test_any_text_is_escaped_and_read_back(text) -> None:
    picture = drawing(10, 10, aria_label=text)
    add(picture.root, "text", text, class_=text)

    root = ET.fromstring(picture.markup)

    assert [element.tag for element in root.iter()] == ["svg", "text"]
    assert len(root[0]) == 0


def test_a_hostile_text_stays_text() -> None:
    picture = drawing(10, 10)
    add(picture.root, "text", '</svg><script>alert("x")</script>')

    assert "<script" not in picture.markup


def test_a_page_prints_a_picture_as_it_is() -> None:
    picture = drawing(10, 5.25)

    assert escape(picture) == picture.markup == Markup('<svg viewBox="0 0 10 5.2" />')


def test_lines_stand_around_their_middle() -> None:
    picture = drawing(10, 10)
    add_lines(picture.root, ["a", "b", "c"], x=1, middle=20, step=5)

    assert [span.get("y") for span in picture.root[0]] == ["15", "20", "25"]


def test_one_line_needs_no_spans_and_none_no_text() -> None:
    picture = drawing(10, 10)
    add_lines(picture.root, ["a"], x=1, middle=20, step=5)
    add_lines(picture.root, [], x=1, middle=20, step=5)

    assert [(text.text, text.get("y"), len(text)) for text in picture.root] == [("a", "20", 0)]


def test_a_node_without_an_address_is_no_link() -> None:
    picture = drawing(10, 10)

    groups = [add_node(picture.root, "Kent", address) for address in ("/kent", "")]

    assert [(node.tag, node.get("href")) for node in picture.root] == [("a", "/kent"), ("g", None)]
    assert [group.find("title").text for group in groups] == ["Kent", "Kent"]
