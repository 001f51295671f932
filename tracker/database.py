"""Open the database safely: SQLite's journal, locks and references; PostgreSQL's driver."""

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

log = logging.getLogger(__name__)

BUSY_TIMEOUT = 15_000
ANALYSE_EVERY = 1000
"""After how many uses a connection looks whether the tables have grown."""

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_at_once: ContextVar[bool] = ContextVar("at_once", default=False)


def begin_as_writer() -> None:
    """Take SQLite's write lock at the start of each transaction from here on, in this context."""
    _writing.set(True)


def begin_as_reader() -> None:
    """Take no lock when a transaction starts; the state of a fresh context."""
    _writing.set(False)


@contextmanager
def write_transactions() -> Iterator[None]:
    """Run a block whose transactions read first and write later, without losing the lock."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def nonblocking_write_transactions() -> Iterator[None]:
    """Run a block that writes only where SQLite's write lock is free: it raises, and never waits.

    For what may be left out rather than hold up a page while somebody else writes for long.
    """
    token = _at_once.set(True)
    try:
        with write_transactions():
            yield
    finally:
        _at_once.reset(token)


def many(numbers: Iterable[int]) -> sa.BindParameter[Any]:
    """Return numbers for `in_`, however many: written out, they take up none of the variables."""
    return sa.bindparam(None, sorted(numbers), expanding=True, literal_execute=True)


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Say whether this SQLite keeps every acknowledged write in WAL mode.

    Releases from 3.7.0 to 3.51.2 can lose one when two connections race for a checkpoint,
    but for the two older lines that got the repair: https://sqlite.org/wal.html, section 11.
    """
    repaired_lines = ((3, 44, 6), (3, 45)), ((3, 50, 7), (3, 51))
    return version >= (3, 51, 3) or any(low <= version < high for low, high in repaired_lines)


def url_for_driver(url: str) -> str:
    """Name the driver in a PostgreSQL address, as hosts hand it out without one."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def engine_options(url: str) -> dict[str, Any]:
    """Return what `create_engine` needs for this address beside the address.

    What a statement was given, people's words and addresses, stays out of errors and so of logs.
    """
    options: dict[str, Any] = {"hide_parameters": True}
    if not url.startswith("sqlite"):
        options["pool_pre_ping"] = True
    elif sys.platform == "linux":
        import pysqlite3.dbapi2  # noqa: PLC0415  The wheel exists for Linux only.

        options["module"] = pysqlite3.dbapi2
    return options


def listen(engine: Engine) -> None:
    """Set up each SQLite connection; call once for an engine, before its first use."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "checkout", _count_now_and_then)
        sa.event.listen(engine, "begin", _begin)


def rewrite(engine: Engine) -> None:
    """Let the database keep nothing of what is gone: in freed pages, the journal, or statistics.

    Call it with no transaction open. Where others hold SQLite's file for long it is only noted.
    Both databases count anew first: samples of what their indices held lie among what they counted.
    """
    if engine.dialect.name == "sqlite":
        _rewrite_sqlite(engine)
        return
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


def _rewrite_sqlite(engine: Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("ANALYZE")
        cursor.execute("VACUUM")
        is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            log.warning("SQLite's journal is in use and was not emptied")
    except Exception as error:
        if "locked" not in str(error):
            raise
        log.warning("SQLite's file is in use and was not written anew")
    finally:
        connection.close()


def _set_up_sqlite(connection: Any, record: object) -> None:  # noqa: ARG001  SQLAlchemy's shape.
    connection.isolation_level = None  # The driver emits no BEGIN of its own: `_begin` does.
    cursor = connection.cursor()
    text = cursor.execute("select sqlite_version()").fetchone()[0]
    journal, synchronous = ("WAL", "FULL") if _is_safe(text) else ("DELETE", "EXTRA")
    cursor.execute(
        f"PRAGMA busy_timeout={BUSY_TIMEOUT}"
    )  # First, so that the change of journal waits too.
    cursor.execute(f"PRAGMA journal_mode={journal}")
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.close()
    log.debug("SQLite %s: journal %s, synchronous %s", text, journal, synchronous)


def _count_now_and_then(connection: Any, record: Any, _proxy: object) -> None:
    """Let SQLite count its tables where they have grown, so that it joins them in a good order.

    Uncounted, it takes a programme for a handful of rows and pairs every workaround with every
    obstacle. Counting needs the write lock: where that is taken, the next use tries again.
    """
    uses = record.info.get("uses", 0)
    record.info["uses"] = uses + 1
    if uses % ANALYSE_EVERY:
        return
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        cursor.execute("PRAGMA optimize=0x10002")
    except Exception as error:
        if "locked" not in str(error):
            raise
        record.info["uses"] = uses
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    cursor.close()


def _is_safe(version_text: str) -> bool:
    return is_wal_safe(tuple(int(part) for part in version_text.split(".")))


def _begin(connection: Connection) -> None:
    if not _at_once.get():
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
