"""The starting scheme of categories, and the published constructs that it refers to."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

SOURCE_OF_CONSTRUCTS = "https://doi.org/10.1186/s13012-019-0892-4"
"""Waltz and others 2019, who name the constructs of CFIR; the meanings are in our own words."""


@dataclass(frozen=True, slots=True)
class SchemeCategory:
    """A category of the scheme; a main category has an empty parent."""

    slug: str
    parent: str
    name: str
    definition: str
    examples: tuple[str, ...] = ()
    construct: str | None = None


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct of implementation science that names a kind of cause."""

    construct: str
    domain: str
    meaning: str


@cache
def starting_scheme() -> tuple[SchemeCategory, ...]:
    """Return the categories of the scheme, each main category before its subcategories."""
    data = tomllib.loads(_text("scheme.toml"))
    return tuple(
        kind for parent_data in data["category"] for kind in _scheme_categories(parent_data)
    )


def _scheme_categories(parent_data: dict[str, Any]) -> Iterator[SchemeCategory]:
    yield _scheme_category(parent_data, "")
    for child in parent_data["below"]:
        yield _scheme_category(child, parent_data["slug"])


def _scheme_category(data: dict[str, Any], parent: str) -> SchemeCategory:
    return SchemeCategory(
        slug=data["slug"],
        parent=parent,
        name=data["name"],
        definition=data["definition"],
        examples=tuple(data["examples"]),
        construct=data.get("construct"),
    )


@cache
def constructs() -> dict[str, Construct]:
    """Return the published constructs by name, in the order of their domains."""
    rows = csv.DictReader(_text("constructs.csv").splitlines())
    return {row["construct"]: Construct(**row) for row in rows}


def _text(name: str) -> str:
    return files("tracker.categories").joinpath(name).read_text("utf-8")
