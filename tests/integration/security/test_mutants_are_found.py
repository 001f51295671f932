"""The matrix goes red for the filters that matter most; `just kill-rate` tries them all."""

import re
import subprocess
import sys
from pathlib import Path

from tests.integration.security.mutants import mutants

HERE = Path(__file__).parent
CHOSEN = [
    "tracker/auth/sight.py: shown_organisation_id: may_name",
    "templates/obstacles/_history.html",
]


def test_two_filters_taken_out_are_missed() -> None:
    script = [sys.executable, str(HERE / "kill_rate.py"), "--quick", "--at-once=1", *CHOSEN]

    told = subprocess.run(script, check=False, capture_output=True, text=True)

    assert re.search(r"^2 of 2 mutants found", told.stdout, re.MULTILINE), told.stdout + told.stderr


def test_each_mutant_is_another_file_that_can_be_read() -> None:
    found = [*mutants()]

    assert len(found) > 200
    for mutant in found:
        assert mutant.text != (HERE.parents[2] / mutant.path).read_text()
        if mutant.path.endswith(".py"):
            compile(mutant.text, mutant.path, "exec")
