"""`tracker influence`: a matrix in a file, without any database."""

import json

import pytest
from click.testing import CliRunner

from tracker.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return what the command makes of a file with this text."""
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def one(text, *options, encoding="utf-8"):
        file = tmp_path / "matrix.csv"
        file.write_bytes(text.encode(encoding))
        return CliRunner().invoke(main, ["influence", "--matrix", str(file), *options])

    return one


CHAIN = ",Pay,Rules,Sign-off\nPay,0,1,0\nRules,1,0,0.5\nSign-off,0,0,0\n"


def test_it_prints_levels_powers_influence_and_circles(run) -> None:
    found = json.loads(run(CHAIN, "--scale", "2").stdout)

    assert found["closure_added"] == 1
    assert found["levels"] == [["Sign-off"], ["Pay", "Rules"]]
    assert found["driving"] == {"Pay": 3, "Rules": 3, "Sign-off": 1}
    assert found["dependence"] == {"Pay": 2, "Rules": 2, "Sign-off": 3}
    assert found["relation"]["Sign-off"] == pytest.approx(-0.5)
    assert found["prominence"]["Sign-off"] == pytest.approx(0.5)
    assert found["circles"] == [["Pay", "Rules"]]


def test_a_singular_matrix_gives_null_and_a_sentence(run) -> None:
    result = run(",a,b\na,0,1\nb,1,0\n")

    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["prominence"], found["relation"]) == (None, None)
    assert found["driving"] == {"a": 2, "b": 2}
    assert "cannot be calculated" in result.stderr


def test_circles_beyond_the_limit_are_announced(run) -> None:
    result = run(",a,b,c\na,,1,1\nb,1,,1\nc,1,1,\n", "--most", "2", "--scale", "9")

    assert json.loads(result.stdout)["circles"] == [["a", "b"], ["a", "c"]]
    assert "more than 2 circles" in result.stderr


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (";a;b\na;0;0,5\nb;0;0\n", "utf-8-sig"),
        (",b,a\r\na,0.5,\r\nb,0,0\r\n\r\n", "utf-8"),
    ],
)
def test_spreadsheets_write_it_in_several_ways(run, text, encoding) -> None:
    found = json.loads(run(text, encoding=encoding).stdout)

    assert found["relation"] == {"a": 1, "b": -1}


def test_without_rows_there_is_nothing_to_find(run) -> None:
    found = json.loads(run("name\n").stdout)

    assert (found["levels"], found["circles"], found["prominence"]) == ([], [], {})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        (",a,b\na,0,1\n", "There is a column “b”, but no row of this name."),
        (",a\na,0\nb,1\n", "There is a row “b”, but no column of this name."),
        (",a,a\na,0,1\na,0,1\n", "Two rows are called “a”."),
        (",a,a\na,0,1\n", "Two columns are called “a”."),
        (",a,b\na,0\nb,0,1\n", "Row “a” has 1 weights. Give 2, one for each column."),
        (",a\na,much\n", "The weight of row “a” in column “a” is “much”. Give a number from 0."),
        (",a\na,-1\n", "Give a number from 0."),
        (",a\na,nan\n", "Give a number from 0."),
        (",a\na,inf\n", "Give a number from 0."),
    ],
)
def test_what_is_no_matrix_is_refused_with_a_sentence(run, text, sentence) -> None:
    result = run(text)

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_a_file_that_is_no_text_is_refused(run) -> None:
    assert "is not UTF-8" in run(",é\né,0\n", encoding="latin-1").stderr
