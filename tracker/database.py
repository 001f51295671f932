"""Database engine settings: SQLite's journal mode, locks and foreign keys; PostgreSQL's driver."""

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
"""After how many checkouts a connection runs PRAGMA optimize."""

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_nowait: ContextVar[bool] = ContextVar("nowait", default=False)


def begin_as_writer() -> None:
    """Take SQLite's write lock at the start of each transaction from now on, in this context."""
    _writing.set(True)


def begin_as_reader() -> None:
    """Take no lock at the start of a transaction; the default of a fresh context."""
    _writing.set(False)


@contextmanager
def write_transactions() -> Iterator[None]:
    """Run a block whose transactions take the write lock at once, so that they may read first."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def nonblocking_write_transactions() -> Iterator[None]:
    """Run a block whose transactions raise if SQLite's write lock is taken, and never wait.

    For optional writes that must not delay a page while another process writes for long.
    """
    token = _nowait.set(True)
    try:
        with write_transactions():
            yield
    finally:
        _nowait.reset(token)


def literal_ids(ids: Iterable[int]) -> sa.BindParameter[Any]:
    """Return ids for `in_`, written as literals: they use up no bind variables, however many."""
    return sa.bindparam(None, sorted(ids), expanding=True, literal_execute=True)


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """Return whether this SQLite never loses an acknowledged write in WAL mode.

    Releases from 3.7.0 to 3.51.2 can lose one when two connections race for a checkpoint,
    except the two older lines that got the fix: https://sqlite.org/wal.html, section 11.
    """
    fixed_lines = ((3, 44, 6), (3, 45)), ((3, 50, 7), (3, 51))
    return version >= (3, 51, 3) or any(low <= version < high for low, high in fixed_lines)


def url_for_driver(url: str) -> str:
    """Return a PostgreSQL URL with the driver named; hosting providers leave it out."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def engine_options(url: str) -> dict[str, Any]:
    """Return the keyword arguments of `create_engine` for this URL.

    Statement parameters (people's texts and addresses) stay out of errors and so out of logs.
    """
    options: dict[str, Any] = {"hide_parameters": True}
    if not url.startswith("sqlite"):
        options["pool_pre_ping"] = True
    elif sys.platform == "linux":
        import pysqlite3.dbapi2  # noqa: PLC0415  The wheel exists for Linux only.

        options["module"] = pysqlite3.dbapi2
    return options


def register_listeners(engine: Engine) -> None:
    """Register the event listeners for SQLite connections; call once, before the first use."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "checkout", _optimize_periodically)
        sa.event.listen(engine, "begin", _begin)


def vacuum(engine: Engine) -> None:
    """Remove deleted data from freed pages, the journal and statistics (VACUUM and ANALYZE).

    Call it with no transaction open. If SQLite's file stays locked, only a warning is logged.
    Both databases run ANALYZE too, because statistics contain samples of indexed values.
    """
    if engine.dialect.name == "sqlite":
        _vacuum_sqlite(engine)
        return
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


def _vacuum_sqlite(engine: Engine) -> None:
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
    connection.isolation_level = None  # The driver emits no BEGIN; `_begin` does.
    cursor = connection.cursor()
    text = cursor.execute("select sqlite_version()").fetchone()[0]
    journal, synchronous = ("WAL", "FULL") if _is_safe(text) else ("DELETE", "EXTRA")
    cursor.execute(
        f"PRAGMA busy_timeout={BUSY_TIMEOUT}"
    )  # First, so that the change of journal mode waits too.
    cursor.execute(f"PRAGMA journal_mode={journal}")
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.close()
    log.debug("SQLite %s: journal %s, synchronous %s", text, journal, synchronous)


def _optimize_periodically(connection: Any, record: Any, _proxy: object) -> None:
    """Run PRAGMA optimize if tables have grown, so that SQLite plans joins in a good order.

    Without statistics it assumes a handful of rows in a programme and pairs every workaround with
    every obstacle. This needs the write lock: if that is taken, the next checkout tries again.
    """
    checkouts = record.info.get("checkouts", 0)
    record.info["checkouts"] = checkouts + 1
    if checkouts % ANALYSE_EVERY:
        return
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        cursor.execute("PRAGMA optimize=0x10002")
    except Exception as error:
        if "locked" not in str(error):
            raise
        record.info["checkouts"] = checkouts
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    cursor.close()


def _is_safe(version_text: str) -> bool:
    return is_wal_safe(tuple(int(part) for part in version_text.split(".")))


def _begin(connection: Connection) -> None:
    if not _nowait.get():
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
