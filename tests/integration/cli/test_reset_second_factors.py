import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def lea(run_migrated: Run, database: Path) -> str:
    """The address of somebody whose second factor is set up."""
    address = "lea@example.org"
    assert (
        run_migrated("add-person", address, "Lea", "--password", "giraffe umbrella tin").exit_code
        == 0
    )
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE person SET tf_primary_method='authenticator', totp_counter=1")
    return address


def test_somebody_who_lost_everything_has_no_second_factor(
    run: Run, lea: str, database: Path
) -> None:
    result = run("forget-factors", lea)

    assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(database)) as connection:
        kept = connection.execute("SELECT tf_primary_method, totp_counter FROM person").fetchall()
    assert kept == [(None, None)]


def test_nobody_else_can_be_named(run: Run, lea: str) -> None:
    assert lea
    assert "There is no account for" in run("forget-factors", "nobody@example.org").output
