"""Choose what runs on PostgreSQL too: the first case of each test that is marked.

All tests run on SQLite, and all of them on both where EVERY_CASE is set. `on_postgresql` marks a
test or a module that runs on PostgreSQL as well, with its first case or, by actor, with those
named; `each_on_postgresql` one that runs with all. `tests.statements` finds what lacks the mark.
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
        if given.pop("database_url", "") != "postgresql" or is_marked(item, "each_on_postgresql"):
            continue
        test = item.nodeid.partition("[")[0]
        actors = [actor for mark in item.iter_markers("on_postgresql") for actor in mark.args]
        is_left = str(given["actor"]) not in actors if actors else test in begun
        if is_left or not is_marked(item, "on_postgresql"):
            yield item
        begun.add(test)


def is_marked(item: pytest.Item, name: str) -> bool:
    """Say whether a test or its module bears this mark."""
    return item.get_closest_marker(name) is not None


def _params_of(item: pytest.Item) -> dict[str, Any]:
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}
