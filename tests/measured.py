"""Measure coverage only of what tests do, and once: measuring takes longer than doing it.

What makes ready for a test is not measured, nor is what runs again on PostgreSQL after SQLite, nor
what is marked `unmeasured` or stands in these folders, because others run the same lines.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
AGAIN = [HERE / "chromium", HERE / "house", HERE / "integration" / "security" / "matrix"]
"""Folders of tests that run no line which others do not run too."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Pause measuring for a test and all that is made ready for it."""
    measuring = _measuring(item)
    if measuring is None:
        return (yield)
    measuring.pause()
    try:
        return (yield)
    finally:
        measuring.resume()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[Any]:
    """Measure the test itself."""
    measuring = _measuring(item)
    if measuring is None or _runs_again(item):
        return (yield)
    measuring.resume()
    try:
        return (yield)
    finally:
        measuring.pause()


def _measuring(item: pytest.Item) -> Any:
    """Return what pytest-cov pauses and resumes, or None where nothing is measured."""
    return getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)


def _runs_again(item: pytest.Item) -> bool:
    params = item.callspec.params if hasattr(item, "callspec") else {}
    is_marked = item.get_closest_marker("unmeasured") is not None
    is_postgresql = params.get("database_url") == "postgresql"
    return is_marked or is_postgresql or item.path.parent in AGAIN
