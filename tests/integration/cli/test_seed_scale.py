import sqlite3


def rows(file, table: str) -> list[tuple]:
    skipped = {"password", "created_at"}
    with sqlite3.connect(file) as connection:
        cursor = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
        kept = [
            place for place, column in enumerate(cursor.description) if column[0] not in skipped
        ]
        return [tuple(row[place] for place in kept) for row in cursor]


def test_it_seeds_as_many_as_asked_for(run, database) -> None:
    result = run("seed-scale", "--obstacles", 50, "--organisations", 3)

    assert result.exit_code == 0, result.output
    assert (len(rows(database, "obstacle")), len(rows(database, "organisation"))) == (50, 3)


def test_the_same_seed_gives_the_same_rows(run, database, monkeypatch, tmp_path) -> None:
    run("seed-scale", "--obstacles", 30)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'again.db'}")
    run("seed-scale", "--obstacles", 30)

    for table in ("obstacle", "obstacle_word", "workaround", "trial", "barrier"):
        assert rows(database, table) == rows(tmp_path / "again.db", table)


def test_another_seed_gives_other_rows(run, database, monkeypatch, tmp_path) -> None:
    run("seed-scale", "--obstacles", 30)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    run("seed-scale", "--obstacles", 30, "--seed", 2)

    assert rows(database, "obstacle") != rows(tmp_path / "other.db", "obstacle")


def test_it_seeds_once(run) -> None:
    run("seed-scale", "--obstacles", 5)

    result = run("seed-scale", "--obstacles", 5)

    assert result.exit_code == 1
    assert "already" in result.output
