import sqlite3


def test_an_empty_database_gets_its_tables(run, database) -> None:
    result = run("migrate")

    assert result.exit_code == 0, result.output
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM obstacle").fetchone() == (0,)


def test_migrating_twice_changes_nothing(run) -> None:
    run("migrate")

    assert run("migrate").output == "The database is up to date.\n"
