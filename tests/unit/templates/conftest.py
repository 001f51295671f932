"""Fixtures for the macros: what a template writes, read as a browser reads it."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from tracker.paths import ROOT
from tracker.web import assets, templating

VOID = {"br", "img", "input", "link", "meta", "path", "rect", "circle"}


class Element:
    """One element: its tag, attributes, children and words."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    def __getitem__(self, name: str) -> str | None:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    @property
    def words(self) -> str:
        """Everything written in it, as one line."""
        inner = (child.words if isinstance(child, Element) else child for child in self.children)
        return " ".join(" ".join(inner).split())

    @property
    def within(self) -> "Iterator[Element]":
        """Every element in it, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.within

    def all(self, tag: str = "", **attributes: str) -> "list[Element]":
        """Every element in it of this tag that has these attributes; `class_` is a class of it."""
        wanted_class = attributes.pop("class_", None)
        return [
            element
            for element in self.within
            if (not tag or element.tag == tag)
            and (
                not wanted_class or wanted_class in (element.attributes.get("class") or "").split()
            )
            and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]

    def the(self, tag: str = "", **attributes: str) -> "Element":
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found


class Reader(HTMLParser):
    """Read a page into elements; an element that is not closed in turn is a mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        assert len(element.attributes) == len(attrs), f"An attribute stands twice in {attrs}"
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """Return the page's root."""
    reader = Reader()
    reader.feed(html)
    (root,) = reader.open
    return root


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    """An app that has nothing but what the macros ask for."""
    app = Flask("tracker", template_folder=str(ROOT / "templates"), static_folder=None)
    app.secret_key = "tests only"
    Babel(app, default_locale="en_GB")
    for part in (assets, templating):
        part.init_app(app)
    return app


@pytest.fixture
def render(bare_app: Flask) -> Iterator[Callable[..., Element]]:
    """Return what a piece of template writes: `render("{{ ... }}", name=value)`."""

    def write(template: str, **values: Any) -> Element:
        return read(bare_app.jinja_env.from_string(template).render(**values))

    with bare_app.test_request_context():
        yield write
