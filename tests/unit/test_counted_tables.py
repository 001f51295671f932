"""SQLite counts its tables as they grow, so that it joins them in a good order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tracker.database import (
    ANALYSE_EVERY,
    begin_as_reader,
    begin_as_writer,
    engine_options,
    register_listeners,
    write_transactions,
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    engine = sa.create_engine(url, **engine_options(url))
    register_listeners(engine)
    yield engine
    engine.dispose()


def fill(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE stone (id INTEGER PRIMARY KEY, kind TEXT)")
        connection.exec_driver_sql("CREATE INDEX by_kind ON stone (kind)")
        for number in range(50):
            connection.exec_driver_sql("INSERT INTO stone (kind) VALUES (?)", (str(number % 2),))


def counted(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"
        return bool(connection.exec_driver_sql(tables).scalar())


def is_counted_by_reader(engine: sa.Engine) -> bool:
    begin_as_reader()
    found = counted(engine)
    begin_as_writer()
    return found


def test_a_new_connection_counts_what_has_grown(engine: sa.Engine) -> None:
    fill(engine)
    engine.dispose()

    assert counted(engine)


def test_a_connection_long_in_use_looks_again(engine: sa.Engine) -> None:
    fill(engine)
    before = counted(engine)

    for _use in range(ANALYSE_EVERY):
        engine.connect().close()

    assert (before, counted(engine)) == (False, True)


def test_while_somebody_writes_counting_waits_for_the_next_use(engine: sa.Engine) -> None:
    fill(engine)
    second = sa.create_engine(engine.url, **engine_options(str(engine.url)))
    register_listeners(second)

    with write_transactions(), engine.connect() as writer:
        writer.exec_driver_sql("SELECT 1")
        with_lock = is_counted_by_reader(second)

    assert (with_lock, counted(second)) == (False, True)
    second.dispose()
