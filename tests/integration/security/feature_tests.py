"""Ask the tests of a feature whether they find a mutant that the matrix does not."""

import os
import re
import subprocess
import sys

from tests.integration.security.mutants import ROOT, Mutant
from tests.integration.security.planting import VARIABLE

MORE = {
    "tracker/auth/keeping.py": ["security/test_keeping.py"],
    "tracker/auth/policy.py": ["organisations", "obstacles", "people", "workarounds"],
    "tracker/auth/second_factor_rule.py": ["security/test_required_second_factor.py"],
    "tracker/auth/sessions.py": ["security/test_session_ends.py", "security/test_sign_in.py"],
    "tracker/auth/sight.py": ["nearby", "organisations", "people", "obstacles"],
    "tracker/barriers/sharing.py": ["insights", "programmes"],
    "tracker/insights/freshness.py": ["editions"],
    "tracker/nearby": ["obstacles"],
    "tracker/people/routes_directories.py": [
        "security/test_directories.py",
        "security/test_link_directory.py",
    ],
}
"""By the start of a file's name: whose tests try it, beside those of its own feature."""
ON_SQLITE = "sqlite or not postgresql"
LOST = 5
"""How pytest ends where it finds no test."""


def tests_of(mutant: Mutant) -> list[str]:
    """Return the folders and files with tests of what the mutant is a part of."""
    feature = mutant.path.split("/")[1]
    more = [one for start, ones in MORE.items() if mutant.path.startswith(start) for one in ones]
    known = [f"tests/unit/{feature}", *(f"tests/integration/{one}" for one in (feature, *more))]
    return [one for one in known if (ROOT / one).exists()]


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
    if asked.returncode == 0:
        return ""
    assert asked.returncode != LOST, asked.stdout
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", asked.stdout, re.MULTILINE)
    return found[1] if found else f"it breaks: {asked.stderr[-200:]}"
