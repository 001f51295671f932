"""No pair of filters tells more of the unnamed than the rows that their reader sees anyway.

Each row either bears a name or none. If every number that any pair of filters gives can be
counted from those rows, then no difference, sum or interval of such numbers can say who stands
behind a row without a name.
"""

import re
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from flask import Flask

from tests.integration.security.matrix.actors import ACTORS, TIDE
from tests.integration.security.matrix.visiting import Visitor
from tests.integration.security.matrix.world import World
from tests.listing import numbers

READERS = ["kent-lead", "lille-contributor", "tide-funder"]
THRESHOLD = 3
STATUSES = ("open", "being-worked-on", "worked-round", "resolved", "accepted-as-immovable")
LEVELS = ("team", "organisation", "local-system", "national", "european")

Row = dict[str, Any]
Filter = tuple[str, str]


class Seen:
    """The rows that a reader sees, and what can be counted from them alone."""

    def __init__(self, world: World, rows: list[Row]) -> None:
        self.rows = rows
        self.names = {row["slug"]: row["name"] for row in world.rows["organisation"]}
        self.categories = {row["slug"]: row["name"] for row in world.rows["category"]}
        self.below = {world.address["category", "tide-upper"]: "tide-lower"}
        self.world = world
        self.unnamed_count = sum(row["organisation"] is None for row in rows)

    def answers(self, row: Row, one: Filter) -> bool:
        """Say whether a row answers to a filter, as far as the row itself tells."""
        name, value = one
        if name in {"status", "level"}:
            return bool(row[name] == value)
        if name == "organisation":
            return bool(row["organisation"] == self.names[value])
        if name == "category" and value == "uncategorised":
            return not row["categories"]
        if name == "category":
            return not self._names_of(value).isdisjoint(row["categories"])
        if name == "workaround":
            return bool(row["workarounds"]) is (value == "yes")
        return self.sharing_of(row) == value

    def _names_of(self, slug: str) -> set[str]:
        """Return the category's name, and of an upper one those of its own."""
        lower = self.below.get(slug)
        rows = zip(self.world.things["category"], self.world.rows["category"], strict=True)
        return {self.categories[slug], *(row["name"] for thing, row in rows if thing == lower)}

    def sharing_of(self, row: Row) -> str:
        """Say how the row's barrier is shared; all not named together are one, if enough."""
        barrier = row["barrier_reference"]
        if not barrier:
            return "ungrouped"
        owners = {one["organisation"] for one in self.rows if one["barrier_reference"] == barrier}
        if self.unnamed_count < THRESHOLD:
            owners.discard(None)
        return "yes" if len(owners) > 1 else "no"

    def filters(self) -> list[Filter]:
        """Return every value of every filter."""
        return [
            *(("status", value) for value in STATUSES),
            *(("level", value) for value in LEVELS),
            *(("shared", value) for value in ("yes", "no", "ungrouped")),
            *(("workaround", value) for value in ("yes", "no")),
            *(("organisation", self.world.address["organisation", one]) for one in ORGANISATIONS),
            *(("category", self.world.address["category", one]) for one in CATEGORIES),
            ("category", "uncategorised"),
        ]


ORGANISATIONS = ("kent", "medway", "lille", "purse", "gone")
CATEGORIES = ("tide-upper", "tide-lower", "tide-retired", "tide-hidden")


@pytest.fixture
def address(world: World) -> str:
    return f"/programmes/{world.address['programme', TIDE]}/obstacles"


@pytest.mark.on_postgresql
@pytest.mark.parametrize("reader", READERS)
def test_no_pair_of_filters_tells_more_than_the_rows(
    guarded_app: Flask, world: World, address: str, reader: str
) -> None:
    visitor = Visitor(guarded_app, ACTORS[reader])
    seen = Seen(world, visitor.ask(f"{address}.json").get_json()["obstacles"])

    wrong = []
    for one, other in combinations(seen.filters(), 2):
        if one[0] == other[0]:
            continue
        query = "&".join(f"{name}={value}" for name, value in (one, other))
        told = visitor.ask(f"{address}.json?{query}").get_json()
        counted = [r for r in seen.rows if seen.answers(r, one) and seen.answers(r, other)]
        if told["count"] != len(counted) or references(told["obstacles"]) != references(counted):
            wrong.append(query)

    assert wrong == []


def references(rows: list[Row]) -> set[str]:
    return {row["reference"] for row in rows}


@pytest.mark.parametrize("reader", READERS)
def test_the_numbers_beside_the_filters_tell_no_more_either(
    guarded_app: Flask, world: World, address: str, reader: str
) -> None:
    visitor = Visitor(guarded_app, ACTORS[reader])
    seen = Seen(world, visitor.ask(f"{address}.json").get_json()["obstacles"])

    told = numbers(visitor.ask(address))

    counted = {one: sum(seen.answers(row, one) for row in seen.rows) for one in told}
    assert told == counted


@pytest.mark.parametrize("reader", READERS)
def test_the_network_tells_no_more_either(
    guarded_app: Flask, world: World, address: str, reader: str
) -> None:
    visitor = Visitor(guarded_app, ACTORS[reader])
    seen = Seen(world, visitor.ask(f"{address}.json").get_json()["obstacles"])
    network = visitor.ask(re.sub("obstacles$", "network.json", address)).get_json()

    slugs = {name: slug for slug, name in seen.names.items()} | {None: "not-named"}
    logged = {(slugs[row["organisation"]], row["reference"]) for row in seen.rows}
    grouped = [row for row in seen.rows if row["barrier_reference"]]
    faced = Counter((slugs[row["organisation"]], row["barrier_reference"]) for row in grouped)

    assert pairs(network, "logged") == logged
    weights = {
        (edge["source"], edge["target"]): edge["weight"]
        for edge in network["edges"]
        if edge["kind"] == "faces"
    }
    assert {tuple(map(bare, pair)): weight for pair, weight in weights.items()} == faced


def bare(identity: str) -> str:
    """Return a node's slug or reference without the kind that stands before it."""
    return identity.rpartition(":")[2]


def pairs(network: dict[str, Any], kind: str) -> set[tuple[str, str]]:
    edges = [edge for edge in network["edges"] if edge["kind"] == kind]
    return {(bare(edge["source"]), bare(edge["target"])) for edge in edges}
