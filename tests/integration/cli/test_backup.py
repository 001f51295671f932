import sqlite3


def count(file) -> int:
    with sqlite3.connect(file) as connection:
        return connection.execute("SELECT count(*) FROM obstacle").fetchone()[0]


def test_a_backup_holds_what_the_database_holds(run, tmp_path) -> None:
    run("seed-scale", "--obstacles", 20, "--organisations", 2)

    result = run("backup", tmp_path / "copy.db")

    assert result.exit_code == 0, result.output
    assert count(tmp_path / "copy.db") == 20
    assert not (tmp_path / "copy.db.part").exists()


def test_a_backup_overwrites_nothing(run, tmp_path) -> None:
    run("migrate")
    (tmp_path / "copy.db").write_text("the last good copy")

    result = run("backup", tmp_path / "copy.db")

    assert result.exit_code == 1
    assert (tmp_path / "copy.db").read_text() == "the last good copy"
