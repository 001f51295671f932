import csv

import pytest
from click.testing import CliRunner

from tracker.cli import main

TEXTS = """id,title,details,language
a,Two forms for one visit,The nurse fills in both,en
b,Deux formulaires pour une visite,,fr
c,The van is too old,,
"""
QUERIES = "id,title\nq,Two forms for each visit\n"


@pytest.fixture
def match(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def match(texts=TEXTS, queries=QUERIES, *more):
        for name, content in (("texts", texts), ("queries", queries)):
            raw = content if isinstance(content, bytes) else content.encode()
            (tmp_path / f"{name}.csv").write_bytes(raw)
        files = [f"--{name}={tmp_path / name}.csv" for name in ("texts", "queries", "out")]
        result = CliRunner().invoke(main, ["match", *files, *more])
        return result, rows(tmp_path / "out.csv")

    return match


def rows(path):
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_nearest_come_first(match):
    result, found = match()

    assert result.exit_code == 0, result.output
    assert [row["text"] for row in found] == ["a", "b", "c"]
    assert [row["rank"] for row in found] == ["1", "2", "3"]
    assert {row["query"] for row in found} == {"q"}
    assert float(found[0]["score"]) > float(found[1]["score"])


def test_the_same_files_give_the_same_answer(match):
    assert match()[1] == match()[1]


def test_top_says_how_many(match):
    assert len(match(TEXTS, QUERIES, "--top=1")[1]) == 1


def test_a_byte_order_mark_and_capitals_in_headings_do_no_harm(match):
    _, found = match("\ufeff" + TEXTS.replace("id,title", "ID, Title"))

    assert found[0]["text"] == "a"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        pytest.param("id,words\na,b\n", "has no column title.", id="no title"),
        pytest.param("", "has no column id and no column title.", id="empty"),
        pytest.param(b"id,title\na,\xe9t\xe9\n", "is not UTF-8.", id="not UTF-8"),
        pytest.param('id,title\na,"' + "x" * 17_000_000, "cannot be read as CSV", id="endless"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(match, texts, said):
    result, _ = match(texts)

    assert result.exit_code == 1
    assert said in result.output
    assert "texts.csv" in result.output


def test_no_texts_give_no_matches(match):
    assert match("id,title\n")[1] == []


def test_no_queries_give_no_matches(match):
    assert match(TEXTS, "id,title\n")[1] == []


def test_rows_without_words_are_passed_over(match):
    _, found = match(TEXTS + "d,,,\ne\n\n", QUERIES + "r,   \n")

    assert [row["text"] for row in found] == ["a", "b", "c"]


def test_of_texts_with_one_id_the_last_counts(match):
    _, found = match(TEXTS + "a,The lift is broken,,en\n")

    assert found[0]["text"] == "b"
    assert len(found) == 3


def test_a_file_that_cannot_be_written_is_said(match, tmp_path):
    result, _ = match(TEXTS, QUERIES, f"--out={tmp_path / 'no' / 'out.csv'}")

    assert "cannot be written" in result.output
