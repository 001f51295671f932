"""Pause coverage for repeated tests, because measuring takes longer than the tests themselves.

Not measured are runs on PostgreSQL, tests marked `unmeasured` and those in these folders, because
other tests run the same lines.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
UNMEASURED_FOLDERS = [
    HERE / "chromium",
    HERE / "house",
    HERE / "integration" / "security" / "matrix",
]
"""Folders of tests whose lines other tests run too."""
DIFFERENTIAL_SUFFIX = "_two_worlds"
"""The suffix of files with differential tests, which run other tests' lines on two databases."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Pause coverage for a test that runs no new line, and for its fixtures."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    measuring: Any = getattr(plugin, "cov_controller", None)
    if measuring is None or not _is_repeated(item):
        return (yield)
    measuring.pause()
    try:
        return (yield)
    finally:
        measuring.resume()


def _is_repeated(item: pytest.Item) -> bool:
    params = item.callspec.params if hasattr(item, "callspec") else {}
    is_marked = item.get_closest_marker("unmeasured") is not None
    is_postgresql = params.get("database_url") == "postgresql"
    is_excluded = item.path.parent in UNMEASURED_FOLDERS or item.path.stem.endswith(
        DIFFERENTIAL_SUFFIX
    )
    return is_marked or is_postgresql or is_excluded
