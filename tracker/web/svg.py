"""SVG built as a tree, so that every text in it is escaped by construction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup, escape

from tracker.graph.legible import legible

Value = str | float

Address = Callable[[str, str], str]
"""The link of a node: (kind, id) to an address; an empty one makes it no link."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished SVG picture for a page; styled by classes from the page's stylesheet."""

    root: Element
    width: float
    height: float

    def __html__(self) -> str:
        """Return the picture's markup for templates."""
        return tostring(self.root, encoding="unicode")

    @property
    def markup(self) -> Markup:
        """Return the picture as safe markup."""
        return escape(self)


def drawing(width: float, height: float, /, **attributes: Value) -> Drawing:
    """Start a picture of `width` by `height` pixels."""
    size = {"viewBox": f"0 0 {_written(width)} {_written(height)}"}
    root = Element("svg", {**_named(attributes), **size})
    return Drawing(root, width, height)


def add(parent: Element, tag: str, text: str = "", /, **attributes: Value) -> Element:
    """Add an element; `class_` and `text_anchor` become `class` and `text-anchor`."""
    element = SubElement(parent, tag, _named(attributes))
    if text:
        element.text = legible(text)
    return element


def add_node(parent: Element, label: str, address: str, /, **attributes: Value) -> Element:
    """Add a node of a network with its label: a link, or a plain picture without an address.

    Return the group for what is drawn, which screen readers leave out: they read the label, once.
    """
    link = {"href": address} if address else {"role": "img"}
    node = add(parent, "a" if address else "g", **link, **attributes, aria_label=label)
    group = add(node, "g", aria_hidden="true")
    add(group, "title", label)
    return group


def add_lines(
    parent: Element,
    lines: Iterable[str],
    *,
    x: float,
    middle: float,
    step: float,
    **attributes: Value,
) -> None:
    """Add `lines` of text one under the other, around the height `middle`."""
    lines = list(lines)
    first = middle - step * (len(lines) - 1) / 2
    if len(lines) == 1:
        add(parent, "text", lines[0], x=x, y=first, **attributes)
    elif lines:
        text = add(parent, "text", **attributes)
        for index, line in enumerate(lines):
            add(text, "tspan", line, x=x, y=first + step * index)


def _named(attributes: dict[str, Value]) -> dict[str, str]:
    """Return the attributes with names and values as SVG text."""
    return {_hyphened(name): _written(value) for name, value in attributes.items()}


@cache
def _hyphened(name: str) -> str:
    """Return the name of an attribute in SVG's spelling."""
    return name.rstrip("_").replace("_", "-")


def _written(value: Value) -> str:
    """Return a number without trailing zeros, or a text with characters valid in XML."""
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else legible(value)
    return f"{value:.1f}".removesuffix(".0")
