"""The table of security checks names tests that there are, or says why there is none."""

import ast
import re

import pytest

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


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_is_there(name: str) -> None:
    path, _, function = name.partition("::")
    tree = ast.parse((ROOT / path).read_text())

    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
