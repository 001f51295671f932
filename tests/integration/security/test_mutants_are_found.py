"""The matrix goes red for the filters that matter most; `just kill-rate` tries them all."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.security.alike import ALIKE
from tests.integration.security.mutants import Mutant, mutants
from tests.integration.security.reach import places_of

HERE = Path(__file__).parent
CHOSEN = [
    "tracker/sight/sight.py: shown_organisation_id: may_name",
    "templates/obstacles/_history.html",
]


@pytest.mark.skipif(not os.environ.get("EVERY_CASE"), reason="`just kill-rate` tries them all")
def test_two_filters_taken_out_are_missed() -> None:
    script = [sys.executable, str(HERE / "kill_rate.py"), "--quick", "--at-once=1", *CHOSEN]

    told = subprocess.run(script, check=False, capture_output=True, text=True)

    assert re.search(r"^2 of 2 mutants found", told.stdout, re.MULTILINE), told.stdout + told.stderr


@pytest.fixture(scope="module")
def found() -> list[Mutant]:
    return [*mutants()]


def test_each_mutant_is_another_file_that_can_be_read(found: list[Mutant]) -> None:
    assert len(found) > 200
    for mutant in found:
        assert mutant.text != (HERE.parents[2] / mutant.path).read_text()
        if mutant.path.endswith(".py"):
            compile(mutant.text, mutant.path, "exec")


def test_each_mutant_has_a_name_and_a_place_where_it_is_run(found: list[Mutant]) -> None:
    assert len({mutant.name for mutant in found}) == len(found)
    assert [mutant.name for mutant in found if not places_of(mutant)] == []


def test_what_changes_nothing_is_there_and_has_its_reason(found: list[Mutant]) -> None:
    assert ALIKE.keys() <= {mutant.name for mutant in found}
    assert all(len(reason) > 20 for reason in ALIKE.values())
