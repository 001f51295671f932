"""Scan the product, each scanner first on a hole planted for it; write docs/reports/scanners.md.

    .venv/bin/python -m tests.scanners.run [bandit semgrep schemathesis sqlmap wapiti3]

Takes half an hour on two cores. Everything is served on this machine and nothing leaves it, but
for pip, which fetches the scanners once, each into an environment of its own. A scanner that does
not find its plant has failed, whatever it says of ours. Ends with 1 where anything was found.
"""

import argparse
import datetime
import json
import os
import platform
import tempfile
import time
from pathlib import Path

from tests.scanners.serving import ROOT
from tests.scanners.tools import TOOLS, VERSIONS, NoFind, Report

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "obstacle-tracker-scanners"
PAGE = ROOT / "docs" / "reports" / "scanners.md"
ACCEPTED = json.loads((Path(__file__).parent / "accepted.json").read_text())
"""What a scanner says of ours that is no fault, each with the reason."""


def reason_for(tool: str, finding: str) -> str:
    """Return why this finding is no fault, or nothing."""
    return next((why for part, why in ACCEPTED.get(tool, {}).items() if part in finding), "")


def scan(name: str) -> Report | str:
    """Run one scanner; return its report, or in a sentence why it has none."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            return TOOLS[name](CACHE, Path(folder))
        except NoFind as fault:
            return f"failed: {fault}"


def lines_of(name: str, outcome: Report | str, seconds: float) -> list[str]:
    """Tell one scanner's outcome as a section of the page."""
    head = [f"## {name} {VERSIONS[name]}", ""]
    if isinstance(outcome, str):
        return [*head, outcome, ""]
    told = [f"Scanned: {outcome.looked_at}; {seconds:.0f} s.", ""]
    told += [f"Planted fault found: {', '.join(outcome.plant)}.", ""]
    faults = [one for one in outcome.findings if not reason_for(name, one)]
    told += [f"Findings in the product: {len(faults) or 'none'}.", ""]
    told += [*(f"- {one}" for one in faults), ""] if faults else []
    excused = sorted({reason_for(name, one) for one in outcome.findings} - {""})
    told += ["Findings that are no fault:", ""] if excused else []
    for why in excused:
        number = sum(reason_for(name, one) == why for one in outcome.findings)
        told.append(f"- {why} ({number})")
    return [*head, *told, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tools", nargs="*", default=list(TOOLS), choices=[*TOOLS, []])
    chosen = parser.parse_args().tools or list(TOOLS)
    sections, is_clean = read_page(), True
    for name in chosen:
        began = time.monotonic()
        outcome = scan(name)
        is_clean &= isinstance(outcome, Report) and all(
            reason_for(name, one) for one in outcome.findings
        )
        sections[name] = "\n".join(lines_of(name, outcome, time.monotonic() - began)).strip()
        print(sections[name], end="\n\n", flush=True)
        write_page(sections)
    raise SystemExit(0 if is_clean else 1)


def read_page() -> dict[str, str]:
    """Return the sections of the page as it is, by scanner."""
    if not PAGE.exists():
        return {}
    parts = PAGE.read_text().split("\n## ")[1:]
    return {part.split()[0]: "## " + part.strip() for part in parts}


def write_page(sections: dict[str, str]) -> None:
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    head = [
        "# Vulnerability scanners",
        "",
        f"Last run on {day}, Python {platform.python_version()}. To run it again: `just scan`, or",
        "`.venv/bin/python -m tests.scanners.run sqlmap` for one of them. The result of a scanner",
        "counts only if it finds the fault planted for it in `tests/scanners/planted`.",
    ]
    told = [sections[name] for name in TOOLS if name in sections]
    PAGE.write_text("\n".join(head) + "\n\n" + "\n\n".join(told) + "\n")


if __name__ == "__main__":
    main()
