"""Record the statements that the product runs on each database, to find those only run on SQLite.

Tests run on SQLite, and those marked `on_postgresql` on PostgreSQL too. A run of all tests reports
each statement that ran on SQLite and never on PostgreSQL, with a test to mark, and fails if
EVERY_STATEMENT is set.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.sql.compiler import SQLCompiler

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
FOR_EACH_DATABASE = {
    "tracker/models/free_reference.py: insert_with_free_reference",
    "tracker/models/free_reference.py: put_under_free_reference",
    "tracker/web/rate_limit_storage.py: incr",
}
"""Functions whose statements differ per dialect; they only have to run on both."""

ON_SQLITE_ALONE = {"tracker/cli/check.py: sqlite_faults"}
"""Functions that PostgreSQL has no use for."""

StatementsByDatabase = dict[str, dict[str, str]]
"""For each database, the first caller of each statement, by the statement's digest."""

_NEUTRAL = sqlite.dialect()
FLUSHES = {"tracker/audit/notes.py: _write_before_commit"}
"""Hooks that flush what their caller commits."""
COMPOSED = ("tracker/history/", "tracker/register/", "tracker/sight/options.py")
"""Where statements are put together from the filters asked for: there each part has to run on both.

There are too many combinations of parts to run them all.
"""
_PARTS = re.compile(r"\b(?:AND|OR|UNION ALL|WHERE|ORDER BY)\b")
_NUMBERED = re.compile(r"(?<=sa_savepoint_)\d+|(?<=[a-z])_\d+(?=\])")
_ROWS = re.compile(r"(\(\?(?:, \?)*\))(?:, \1)+")
_CHANGED = re.compile(r"(?<=SET )\w+=\?(?:, \w+=\?)*")


class Statements:
    """A pytest plugin that records the statements of tests, in each process of a run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._seen: WeakSet[SQLCompiler] = WeakSet()
        self._test = ""
        self._missing: list[str] = []
        self.statements: StatementsByDatabase = {}

    def register_listener(self) -> None:
        """Listen to every engine, until the run ends."""
        sa.event.listen(Engine, "before_cursor_execute", self._record)

    def _record(self, connection: Any, *arguments: Any) -> None:
        compiled = getattr(arguments[3], "compiled", None)
        if not self._test or not isinstance(compiled, SQLCompiler):
            return
        if compiled in self._seen:
            return
        caller = caller_of(sys._getframe(1))
        if caller is None or caller in ON_SQLITE_ALONE:
            return
        self._seen.add(compiled)
        statements = self.statements.setdefault(connection.dialect.name, {})
        for digest in digests_of(compiled, caller):
            statements.setdefault(digest, f"{caller}, in {self._test}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """Store the current test, if PostgreSQL could run it as well."""
        self._test = item.nodeid if runs_on_both(item) else ""
        try:
            return (yield)
        finally:
            self._test = ""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Merge the statements of another process."""
        output = getattr(node, "workeroutput", {})
        for database, statements in output.get("statements", {}).items():
            self.statements[database] = statements | self.statements.get(database, {})

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Pass the statements on; at the end of a full run, fail if PostgreSQL lacks any."""
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["statements"] = self.statements
        elif is_whole(self._config):
            self._missing = only_on_sqlite(self.statements)
            is_gate = bool(os.environ.get("EVERY_STATEMENT"))
            if self._missing and is_gate and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Report the statements that never ran on PostgreSQL."""
        if self._missing:
            terminalreporter.section("only run on SQLite: mark a test with on_postgresql")
            terminalreporter.write("".join(f"{line}\n" for line in self._missing))


def caller_of(frame: Any) -> str | None:
    """Return the calling function of the product; None for a test itself or a migration.

    Each run migrates both databases, with different statements.
    """
    while frame is not None:
        path = _project_path(frame.f_code.co_filename)
        if path.startswith(("tests/", "migrations/")):
            return None
        caller = f"{path}: {frame.f_code.co_name}"
        if path and caller not in FLUSHES:
            return caller
        frame = frame.f_back
    return None


@cache
def _project_path(file: str) -> str:
    """Return the path of a file within the project, or an empty string for a library."""
    path = Path(file)
    is_ours = path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / ".venv")
    return path.relative_to(ROOT).as_posix() if is_ours else ""


def digests_of(compiled: SQLCompiler, caller: str) -> set[str]:
    """Return the digest of a statement, the same whichever database it was compiled for.

    A composed statement has one for each of its parts.
    """
    if caller in FOR_EACH_DATABASE:
        texts = {caller}
    elif caller.startswith(COMPOSED):
        texts = {part.strip(" ()\n") for part in _PARTS.split(_without_numbers(compiled))}
    else:
        texts = {_without_numbers(compiled)}
    return {sha256(text.encode()).hexdigest()[:16] for text in texts}


def _without_numbers(compiled: SQLCompiler) -> str:
    """Return the text of a statement as if it had one row, and changed one column."""
    text = _ROWS.sub(r"\1", _NUMBERED.sub("", _neutral(compiled)))
    return _CHANGED.sub("?", text)


def _neutral(compiled: SQLCompiler) -> str:
    """Return the statement's text as SQLite has it."""
    if compiled.dialect.name == _NEUTRAL.name:
        return compiled.string
    options = {
        "column_keys": compiled.column_keys,
        "for_executemany": compiled.for_executemany,
    }
    try:
        return str(compiled.statement.compile(dialect=_NEUTRAL, **options))
    except sa.exc.UnsupportedCompilationError:  # Reflection, which has statements per dialect.
        return compiled.string


def runs_on_both(item: pytest.Item) -> bool:
    """Return whether PostgreSQL could run a test as well: it has the database's fixture."""
    return hasattr(item, "callspec") and "database_url" in item.callspec.params


def is_whole(config: pytest.Config) -> bool:
    """Return whether this run is of all tests: none is selected by name, path or mark."""
    is_picked = config.option.keyword or config.option.markexpr or config.option.deselect
    are_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return are_all and not is_picked and not config.option.collectonly


def only_on_sqlite(statements: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the callers of statements only run on SQLite; none if there is no PostgreSQL."""
    on_postgresql = statements.get("postgresql")
    if on_postgresql is None:
        return []
    on_sqlite = statements.get("sqlite", {})
    return sorted(caller for digest, caller in on_sqlite.items() if digest not in on_postgresql)
