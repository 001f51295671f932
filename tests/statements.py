"""Note which statements of the product each database gets, so that none is asked of SQLite alone.

Tests run on SQLite, and those marked `on_postgresql` on PostgreSQL too. What ties the two is not a
list that somebody keeps but the SQL itself: a run of all tests names what the product asked of
SQLite and never of PostgreSQL, with a test to mark, and fails for it if EVERY_STATEMENT is set.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.sql.compiler import SQLCompiler

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
FOR_EACH_DATABASE = {
    "tracker/models/free_reference.py: put_under_free_reference",
    "tracker/web/rate_limit_storage.py: incr",
}
"""Who asks each database in its own words, so that it is enough that both are asked."""

Asked = dict[str, dict[str, str]]
"""For each database, who asked which statement first, by the statement's digest."""

_NEUTRAL = sqlite.dialect()
_NUMBERED = re.compile(r"(?<=sa_savepoint_)\d+")


class Statements:
    """A plugin that follows what tests ask of databases, in each process of a run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._digests: WeakKeyDictionary[SQLCompiler, str] = WeakKeyDictionary()
        self._test = ""
        self._alone: list[str] = []
        self.asked: Asked = {}

    def watch(self) -> None:
        """Follow every engine, until the run ends."""
        sa.event.listen(Engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, *given: Any) -> None:
        compiled = getattr(given[3], "compiled", None)
        if not self._test or not isinstance(compiled, SQLCompiler):
            return
        digest = self._digests.get(compiled)
        if digest is None:
            asker = asker_of(sys._getframe(1))
            if asker is None:
                return
            digest = self._digests[compiled] = digest_of(compiled, asker)
            asked = self.asked.setdefault(connection.dialect.name, {})
            asked.setdefault(digest, f"{asker}, in {self._test}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """Know which test asks, of those that PostgreSQL could run as well."""
        self._test = item.nodeid if runs_on_both(item) else ""
        try:
            return (yield)
        finally:
            self._test = ""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what the tests of another process asked."""
        for database, asked in getattr(node, "workeroutput", {}).get("asked", {}).items():
            self.asked[database] = asked | self.asked.get(database, {})

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand on what was asked; at the end of a whole run, fail where PostgreSQL lacks any."""
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["asked"] = self.asked
        elif is_whole(self._config):
            self._alone = asked_of_sqlite_alone(self.asked)
            is_gate = bool(os.environ.get("EVERY_STATEMENT"))
            if self._alone and is_gate and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name the statements that PostgreSQL never got."""
        if self._alone:
            terminalreporter.section("asked of SQLite alone: mark a test with on_postgresql")
            terminalreporter.write("".join(f"{line}\n" for line in self._alone))


def asker_of(frame: Any) -> str | None:
    """Return which function of the product is asking; None for a test itself, and a migration.

    Each run migrates both databases, each in its own words.
    """
    while frame is not None:
        place = _place_of(frame.f_code.co_filename)
        if place.startswith(("tests/", "migrations/")):
            return None
        if place:
            return f"{place}: {frame.f_code.co_name}"
        frame = frame.f_back
    return None


@cache
def _place_of(file: str) -> str:
    """Return where a file lies in this checkout; nothing for one that others wrote."""
    path = Path(file)
    is_ours = path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / ".venv")
    return path.relative_to(ROOT).as_posix() if is_ours else ""


def digest_of(compiled: SQLCompiler, asker: str) -> str:
    """Return the digest of a statement, the same whichever database it was compiled for."""
    text = asker if asker in FOR_EACH_DATABASE else _NUMBERED.sub("", _neutral(compiled))
    return sha256(text.encode()).hexdigest()[:16]


def _neutral(compiled: SQLCompiler) -> str:
    """Return the statement's text as SQLite has it."""
    if compiled.dialect.name == _NEUTRAL.name:
        return compiled.string
    given = {
        "column_keys": compiled.column_keys,
        "for_executemany": compiled.for_executemany,
    }
    try:
        return str(compiled.statement.compile(dialect=_NEUTRAL, **given))
    except sa.exc.UnsupportedCompilationError:  # Reflection, which has words of its own.
        return compiled.string


def runs_on_both(item: pytest.Item) -> bool:
    """Say whether PostgreSQL could run a test as well: it has no database of its own."""
    return hasattr(item, "callspec") and "database_url" in item.callspec.params


def is_whole(config: pytest.Config) -> bool:
    """Say whether this run is of all tests: nothing was picked by name, path or mark."""
    is_picked = config.option.keyword or config.option.markexpr or config.option.deselect
    are_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return are_all and not is_picked and not config.option.collectonly


def asked_of_sqlite_alone(asked: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return who asked what PostgreSQL never got; nothing where there is no PostgreSQL at all."""
    of_postgresql = asked.get("postgresql")
    if of_postgresql is None:
        return []
    of_sqlite = asked.get("sqlite", {})
    return sorted(asker for digest, asker in of_sqlite.items() if digest not in of_postgresql)
