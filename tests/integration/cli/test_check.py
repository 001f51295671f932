import sqlite3

import pytest


@pytest.fixture
def seeded(run, database):
    assert run("seed-scale", "--obstacles", 10, "--organisations", 2).exit_code == 0
    return database


def tamper(file, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.usefixtures("seeded")
def test_a_whole_database_has_no_faults(run) -> None:
    result = run("check")

    assert (result.exit_code, result.output) == (0, "No errors found.\n")


def test_a_database_that_is_behind_is_said_so(run) -> None:
    result = run("check")

    assert result.exit_code == 1
    assert "run `tracker migrate`" in result.output


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param("DELETE FROM obstacle_word", "The search index of", id="words gone"),
        pytest.param("UPDATE obstacle SET title = 'Other'", "The search index of", id="text"),
        pytest.param("DELETE FROM status_change", "does not end with its status", id="history"),
        pytest.param("DELETE FROM programme", "refers to a missing row of programme", id="strays"),
    ],
)
def test_a_fault_is_found_and_named(run, seeded, statement, said) -> None:
    tamper(seeded, statement)

    result = run("check")

    assert result.exit_code == 1
    assert said in result.output
