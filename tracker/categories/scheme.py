"""The scheme that a programme may start with, and the published constructs it points to."""

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
class Kind:
    """A category of the scheme; without a parent it is an upper one."""

    slug: str
    parent: str
    name: str
    definition: str
    examples: tuple[str, ...] = ()
    construct: str | None = None


@dataclass(frozen=True, slots=True)
class Construct:
    """What experts on putting new ways of working into practice call a kind of cause."""

    construct: str
    domain: str
    meaning: str


@cache
def starting_scheme() -> tuple[Kind, ...]:
    """Return the categories of the scheme, each upper one before its own."""
    told = tomllib.loads(_text("scheme.toml"))
    return tuple(kind for upper in told["category"] for kind in _kinds(upper))


def _kinds(upper: dict[str, Any]) -> Iterator[Kind]:
    yield _kind(upper, "")
    for lower in upper["below"]:
        yield _kind(lower, upper["slug"])


def _kind(told: dict[str, Any], parent: str) -> Kind:
    return Kind(
        slug=told["slug"],
        parent=parent,
        name=told["name"],
        definition=told["definition"],
        examples=tuple(told["examples"]),
        construct=told.get("construct"),
    )


@cache
def constructs() -> dict[str, Construct]:
    """Return the published constructs by name, in the order of their domains."""
    rows = csv.DictReader(_text("constructs.csv").splitlines())
    return {row["construct"]: Construct(**row) for row in rows}


def _text(name: str) -> str:
    return files("tracker.categories").joinpath(name).read_text("utf-8")
