"""Measure coverage only of what tests do, and once: measuring takes longer than doing it.

What makes ready for a test is not measured, nor is what runs again on PostgreSQL after SQLite, nor
what is marked `unmeasured` because others run the same lines.
"""

from collections.abc import Iterator
from typing import Any

import pytest


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
    if measuring is None or item.get_closest_marker("unmeasured") or _runs_again(item):
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
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("database_url") == "postgresql"
