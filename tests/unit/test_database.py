import pytest
import sqlalchemy as sa

from tracker.database import (
    BUSY_TIMEOUT,
    engine_options,
    is_wal_safe,
    nonblocking_write_transactions,
    register_listeners,
    url_for_driver,
    write_transactions,
)


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        pytest.param((3, 40, 1), False, id="Debian 12"),
        pytest.param((3, 44, 5), False, id="before the repair of 3.44"),
        pytest.param((3, 44, 6), True, id="repaired 3.44"),
        pytest.param((3, 45, 0), False, id="after the line of 3.44"),
        pytest.param((3, 50, 7), True, id="repaired 3.50"),
        pytest.param((3, 51, 2), False, id="last without the repair"),
        pytest.param((3, 51, 3), True, id="first of all with it"),
        pytest.param((4, 0, 0), True, id="later"),
    ],
)
def test_wal_is_used_only_where_it_loses_nothing(version, is_safe) -> None:
    assert is_wal_safe(version) is is_safe


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://host/name", "postgresql+psycopg://host/name"),
        ("postgresql://host/name", "postgresql+psycopg://host/name"),
        ("postgresql+psycopg://host/name", "postgresql+psycopg://host/name"),
        ("sqlite:///tracker.db", "sqlite:///tracker.db"),
    ],
)
def test_a_hosts_address_gets_the_driver_that_we_ship(given: str, used: str) -> None:
    assert url_for_driver(given) == used


@pytest.fixture
def engine(tmp_path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    engine = sa.create_engine(url, **engine_options(url))
    register_listeners(engine)
    yield engine
    engine.dispose()


def pragma(connection: sa.Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_every_sqlite_connection_keeps_what_it_acknowledged(engine) -> None:
    with engine.connect() as connection:
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "synchronous") >= 2
        assert pragma(connection, "busy_timeout") >= 5000
        assert pragma(connection, "secure_delete") == 1


def test_a_write_transaction_takes_the_lock_at_its_start(engine) -> None:
    with engine.connect() as first, engine.connect() as second:
        second.connection.dbapi_connection.execute("PRAGMA busy_timeout=0")
        with write_transactions():
            first.execute(sa.text("SELECT 1"))

            with pytest.raises(sa.exc.OperationalError, match="locked"):
                second.execute(sa.text("SELECT 1"))


def test_reading_takes_no_lock(engine) -> None:
    with engine.connect() as first, engine.connect() as second:
        first.execute(sa.text("SELECT 1"))

        with write_transactions():
            assert second.execute(sa.text("SELECT 1")).scalar() == 1


def test_what_is_written_at_once_waits_for_nobody(engine) -> None:
    with engine.connect() as other, engine.connect() as connection:
        with write_transactions():
            other.begin()
        with (
            nonblocking_write_transactions(),
            pytest.raises(sa.exc.OperationalError, match="locked"),
        ):
            connection.begin()
        other.rollback()

        assert pragma(connection, "busy_timeout") == BUSY_TIMEOUT
        with nonblocking_write_transactions():
            connection.exec_driver_sql("CREATE TABLE t (x)")
