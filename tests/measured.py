"""Measure coverage once: measuring takes longer than the tests themselves.

What runs again on PostgreSQL after SQLite is not measured, nor what is marked `unmeasured` or
stands in these folders, because others run the same lines.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
AGAIN = [HERE / "chromium", HERE / "house", HERE / "integration" / "security" / "matrix"]
"""Folders of tests that run no line which others do not run too."""
COMPARING = "_two_worlds"
"""How the names of files end whose tests ask two databases for what others ask of one."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Pause measuring for a test that runs no line anew, and for all that is made for it."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    measuring: Any = getattr(plugin, "cov_controller", None)
    if measuring is None or not _runs_again(item):
        return (yield)
    measuring.pause()
    try:
        return (yield)
    finally:
        measuring.resume()


def _runs_again(item: pytest.Item) -> bool:
    params = item.callspec.params if hasattr(item, "callspec") else {}
    is_marked = item.get_closest_marker("unmeasured") is not None
    is_postgresql = params.get("database_url") == "postgresql"
    is_again = item.path.parent in AGAIN or item.path.stem.endswith(COMPARING)
    return is_marked or is_postgresql or is_again
