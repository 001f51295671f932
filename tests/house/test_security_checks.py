"""The table of security checks names tests that there are, or says why there is none."""

import ast
import re
from functools import cache

from tests.house.sources import tree_of
from tracker.paths import ROOT

DEMANDS = 66
LINES = (ROOT / "docs" / "reports" / "security-checks.md").read_text().splitlines()
ROWS = {int(found[1]): found[2] for line in LINES if (found := re.match(r"\| (\d+) \|(.*)", line))}
NAMED = sorted({name for row in ROWS.values() for name in re.findall(r"`(tests/[^`]+)`", row)})


def test_every_demand_has_a_row() -> None:
    assert list(ROWS) == list(range(1, DEMANDS + 1))


def test_every_row_names_a_test_or_says_why_not() -> None:
    said = {number: row.split("|")[1].strip() for number, row in ROWS.items()}

    assert {number for number, words in said.items() if not words} == set()


@cache
def functions_of(path: str) -> set[str]:
    file = ROOT / path
    if not file.is_file():
        return set()
    return {node.name for node in tree_of(file).body if isinstance(node, ast.FunctionDef)}


def test_a_test_that_is_named_is_there() -> None:
    pairs = {name: name.partition("::") for name in NAMED}

    missing = [name for name, (path, _, test) in pairs.items() if test not in functions_of(path)]

    assert NAMED
    assert missing == []
