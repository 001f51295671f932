"""Select the tests that run on PostgreSQL too: the first case of each marked test.

All tests run on SQLite, on both if EVERY_CASE is set, and on SQLite alone if WITHOUT_POSTGRESQL is
set (`-k` would drop the marked tests with their cases). `on_postgresql` marks a test or a module
that runs on PostgreSQL as well, with its first case or, by actor, with those named;
`each_on_postgresql` one that runs with all. `tests.statements` finds missing marks.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect PostgreSQL cases of tests that are not marked."""
    if os.environ.get("EVERY_CASE"):
        return
    deselected = set(_deselected(items))
    config.hook.pytest_deselected(items=[*deselected])
    items[:] = [item for item in items if item not in deselected]


def _deselected(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    started = set()
    for item in items:
        given = _params_of(item)
        if given.pop("database_url", "") != "postgresql":
            continue
        if os.environ.get("WITHOUT_POSTGRESQL"):
            yield item
            continue
        if is_marked(item, "each_on_postgresql"):
            continue
        test = item.nodeid.partition("[")[0]
        actors = [actor for mark in item.iter_markers("on_postgresql") for actor in mark.args]
        is_left = str(given["actor"]) not in actors if actors else test in started
        if is_left or not is_marked(item, "on_postgresql"):
            yield item
        started.add(test)


def is_marked(item: pytest.Item, name: str) -> bool:
    """Return whether a test or its module has this mark."""
    return item.get_closest_marker(name) is not None


def _params_of(item: pytest.Item) -> dict[str, Any]:
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}
