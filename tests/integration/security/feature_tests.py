"""Ask the tests of a feature whether they find a mutant that the matrix does not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.security.mutants import ROOT, Mutant
from tests.integration.security.planting import VARIABLE

MORE = {
    "tracker/sessions/local_drafts.py": ["security/test_autosave.py"],
    "tracker/auth/policy.py": ["organisations", "obstacles", "people", "workarounds"],
    "tracker/sessions/second_factor_rule.py": ["security/test_required_second_factor.py"],
    "tracker/sessions/store.py": ["security/test_session_ends.py", "security/test_sign_in.py"],
    "tracker/sight/sight.py": ["matches", "organisations", "people", "obstacles"],
    "tracker/sight/sharing.py": ["insights", "programmes"],
    "tracker/insights/conditional_get.py": ["editions"],
    "tracker/insights/queries_solved_elsewhere.py": ["programmes"],
    "tracker/matches": ["obstacles"],
    "tracker/text_index": ["matches"],
    "tracker/account/routes_directories.py": [
        "security/test_directories.py",
        "security/test_link_directory.py",
    ],
}
"""By the start of a file's name: whose tests try it, beside those of its own feature."""
ON_SQLITE = "sqlite or not postgresql"
ENOUGH = 5
"""How many letters of a word are compared: "attach" and "attachments" are one."""
COMMON = {
    word[:ENOUGH]
    for word in ("tracker", "queries", "routes", "find", "module", "templates", "html")
}


def tests_of(mutant: Mutant) -> list[str]:
    """Return the files of tests of what the mutant is a part of, the likeliest first."""
    feature = mutant.path.split("/")[1]
    more = [one for start, ones in MORE.items() if mutant.path.startswith(start) for one in ones]
    known = [f"tests/unit/{feature}", *(f"tests/integration/{one}" for one in (feature, *more))]
    places = [ROOT / one for one in known]
    found = {file for place in places for file in (place, *place.rglob("test_*.py"))}
    words = {word[:ENOUGH] for word in re.findall(r"[a-z]{4,}", f"{mutant.path} {mutant.within}")}
    files = [file for file in sorted(found) if file.is_file()]
    files.sort(key=lambda file: _speaks_of(file, words - COMMON), reverse=True)
    return [str(file.relative_to(ROOT)) for file in files]


def _speaks_of(file: Path, words: set[str]) -> int:
    """Say how likely it is that a file's tests try what has these words in its name."""
    text = file.read_text()
    return sum(5 * (word in file.name) + (word in text) for word in words)


def red_by(mutant: Mutant) -> str:
    """Return the name of the first test that goes red, or nothing."""
    asked = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "--numprocesses=0", "--tb=no"),
            *("-p", "no:cacheprovider", "-p", "tests.integration.security.planting"),
            *("-k", ON_SQLITE, *tests_of(mutant)),
        ],
        cwd=ROOT,
        env=os.environ | {VARIABLE: mutant.name, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    if asked.returncode == pytest.ExitCode.OK:
        return ""
    assert asked.returncode != pytest.ExitCode.NO_TESTS_COLLECTED, asked.stdout
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", asked.stdout, re.MULTILINE)
    return found[1] if found else f"it breaks: {asked.stderr[-200:]}"
