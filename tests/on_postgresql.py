"""Choose which cases run on PostgreSQL too: of a test with several, the first.

All of them run on SQLite, and on both where EVERY_CASE is set. A test marked `on_postgresql` names
its own cases by the actor, one marked `each_on_postgresql` runs all: where databases differ.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs on SQLite alone."""
    if os.environ.get("EVERY_CASE"):
        return
    left_out = set(_left_out(items))
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]


def _left_out(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    begun = set()
    for item in items:
        given = _params_of(item)
        if given.pop("database_url", "") != "postgresql" or not given:
            continue
        named, test = item.get_closest_marker("on_postgresql"), item.nodeid.partition("[")[0]
        if item.get_closest_marker("each_on_postgresql"):
            continue
        if (str(given["actor"]) not in named.args) if named else (test in begun):
            yield item
        begun.add(test)


def _params_of(item: pytest.Item) -> dict[str, Any]:
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}
