"""Run each scanner: first on the holes that were planted for it, then on the product."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from tests.scanners.described import document
from tests.scanners.serving import HERE, PEOPLE, PLANTED_COOKIE, ROOT, Person, demo, planted
from tracker.app import create_app

VERSIONS = {
    "bandit": "1.9.4",
    "semgrep": "1.182.0",
    "schemathesis": "4.32.5",
    "sqlmap": "1.10.10",
    "wapiti3": "3.2.3",
}
PLANTED_APP = HERE / "planted"


@dataclass
class Report:
    """What a scanner found in the plant, without which the rest says nothing, and in ours."""

    tool: str
    looked_at: str
    plant: list[str]
    findings: list[str] = field(default_factory=list)


class NoFind(Exception):
    """A scanner did not find what was planted for it, so its silence says nothing."""


def program(tool: str, cache: Path, name: str = "") -> str:
    """Return the scanner's program, installed where it was not there."""
    folder = cache / tool
    found = folder / "bin" / (name or tool)
    if not found.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        wanted = f"{tool}=={VERSIONS[tool]}"
        subprocess.run([folder / "bin" / "pip", "install", "-q", wanted], check=True, timeout=600)
    return str(found)


def ran(command: list[str], seconds: int, **more: Any) -> str:
    """Return what a program printed; one that takes too long is stopped and its words taken."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, check=False, **more
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace") + "\nstopped: out of time"
    return done.stdout + done.stderr


def wanted(tool: str, found: list[str], *words: str) -> list[str]:
    """Return the finds that were planted, or refuse to go on."""
    missing = [word for word in words if not any(word in one for one in found)]
    if missing:
        raise NoFind(f"{tool} did not find: {', '.join(missing)}; it found {found}")
    return sorted(set(words))


def bandit(cache: Path, _work: Path) -> Report:
    tool = program("bandit", cache)

    def found_in(folder: Path) -> list[str]:
        told = json.loads(ran([tool, "-q", "-r", "-ll", "-f", "json", str(folder)], 120))
        return [
            f"{one['test_id']} {one['issue_text']} ({place_of(one['filename'])}:"
            f"{one['line_number']})"
            for one in told["results"]
        ]

    plant = wanted("bandit", found_in(PLANTED_APP), "B608", "B602")
    return Report("bandit", "tracker/, medium and higher", plant, found_in(ROOT / "tracker"))


def semgrep(cache: Path, work: Path) -> Report:
    tool = program("semgrep", cache)
    rules = str(HERE / "rules" / "own.yml")
    options = ["scan", "--metrics=off", "--disable-version-check", "--no-git-ignore"]
    path = {"PATH": f"{Path(tool).parent}:/usr/bin:/bin", "HOME": str(cache)}

    def found_in(*folders: Path) -> list[str]:
        out = work / "semgrep.json"
        ran(
            [tool, *options, f"--json-output={out}", "--config", rules, *map(str, folders)],
            300,
            env=path,
        )
        told = json.loads(out.read_text())
        return [
            f"{one['check_id'].rpartition('.')[2]} ({place_of(one['path'])}:{one['start']['line']})"
            for one in told["results"]
        ]

    ids = re.findall(r"- id: ([\w-]+)", Path(rules).read_text())
    # It passes over any folder called tests, so the plant is looked at elsewhere.
    plant = wanted("semgrep", found_in(shutil.copytree(PLANTED_APP, work / "planted")), *ids)
    ours = found_in(ROOT / "tracker", ROOT / "templates")
    return Report("semgrep", "tracker/ and templates/, rules of our own", plant, ours)


def place_of(path: str) -> str:
    whole = Path(path).resolve()
    return str(whole.relative_to(ROOT)) if whole.is_relative_to(ROOT) else path


def schemathesis(cache: Path, work: Path) -> Report:
    tool = program("schemathesis", cache)

    def found_at(address: str, described: dict[str, Any], cookie: str, examples: int) -> list[str]:
        file = work / "openapi.json"
        file.write_text(json.dumps(described))
        out = work / "schemathesis.xml"
        options = ["--checks", "not_a_server_error", "--max-examples", str(examples), "--seed", "1"]
        options += ["--request-timeout", "10", "--phases", "fuzzing", "--mode", "all", "--no-color"]
        options += ["--header", f"Cookie: {cookie}", "--continue-on-failure"]
        options += ["--report", "junit", "--report-junit-path", str(out)]
        ran([tool, "run", str(file), "--url", address, *options], 1200, cwd=work)
        if not out.exists():
            raise NoFind("schemathesis wrote no report")
        cases = ElementTree.parse(out).iter("testcase")
        tried = {case.get("name", ""): case.find("failure") is not None for case in cases}
        if len(tried) < len(described["paths"]):
            raise NoFind(f"schemathesis tried {len(tried)} addresses alone")
        return sorted(name for name, has_failed in tried.items() if has_failed)

    with planted() as address:
        asked = {"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}
        number = {"get": {"parameters": [asked], "responses": {"200": {"description": "a page"}}}}
        info = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}}
        described = info | {"paths": {"/number": number}}
        finds = found_at(address, described, PLANTED_COOKIE, 50)
        plant = wanted("schemathesis", finds, "GET /number")
    with demo(work) as address:
        person = Person(address, "lead@programme.example")
        app = create_app(DEMO=True, SECRET_KEY="described only " * 3)
        findings = found_at(address, document(app, person), person.cookie, 12)
        person.get("/programmes/ticc/obstacles")  # Fails where the fuzzer has lost its place.
    return Report("schemathesis", "every address and form, as a programme lead", plant, findings)


def sqlmap(cache: Path, work: Path) -> Report:
    tool = program("sqlmap", cache)
    searches = [
        "obstacles?q=team&sort=newest&category=funding&page=1",
        "workarounds?q=team&sort=new",
    ]

    def found_at(url: str, cookie: str) -> list[str]:
        options = ["--batch", "--flush-session", "--disable-coloring", "--threads", "1"]
        options += ["--dbms", "sqlite", "--level", "2", "--risk", "2", "--delay", "0.11"]
        folder = ["--output-dir", str(work / "sqlmap"), "--cookie", cookie, "--technique", "BEUSQ"]
        words = ran([tool, "-u", url, *options, *folder], 600)
        if "sqlmap identified the following injection" in words:
            return [
                f"{urlsplit(url).path}: {name}" for name in re.findall(r"Parameter: (\S+)", words)
            ]
        if "do not appear to be injectable" in words or "stopped: out of time" in words:
            return []
        raise NoFind(f"sqlmap did not get through: {words[-600:]}")

    with planted() as address:
        finds = found_at(f"{address}/search?q=team", PLANTED_COOKIE)
        plant = wanted("sqlmap", finds, "/search: q")
    findings: list[str] = []
    with demo(work) as address:
        cookie = Person(address, "contributor@kent.example").cookie
        for search in searches:
            findings += found_at(f"{address}/programmes/ticc/{search}", cookie)
    return Report("sqlmap", "the questions of both searches, as a contributor", plant, findings)


def wapiti(cache: Path, work: Path) -> Report:
    tool = program("wapiti3", cache, "wapiti")
    modules = "xss,permanentxss,redirect,sql,crlf,file,exec,csrf,cookieflags,csp,http_headers"

    def found_at(address: str, cookie: str, start: str, seconds: int) -> tuple[list[str], int]:
        out = work / "wapiti.json"
        options = [
            "--flush-session",
            "--no-bugreport",
            "-v",
            "0",
            "--scope",
            "domain",
            "-S",
            "polite",
        ]
        options += ["--max-scan-time", str(seconds), "--max-attack-time", str(seconds // 4)]
        options += ["-m", modules, "-x", f"{address}/logout", "-x", f"{address}/demo/sign-in"]
        options += ["-H", f"Cookie: {cookie}", "-f", "json", "-o", str(out), "--store-session"]
        out.unlink(missing_ok=True)
        ran([tool, "-u", address + start, *options, str(work)], seconds * 10)
        if not out.exists():
            raise NoFind("wapiti wrote no report")
        told = json.loads(out.read_text())
        finds = [
            f"{kind}: {one['method']} {one['path']} {one.get('parameter') or ''}".strip()
            for kind, ones in told["vulnerabilities"].items()
            for one in ones
        ]
        return sorted(set(finds)), told["infos"]["crawled_pages_nbr"]

    with planted() as address:
        finds, _ = found_at(address, PLANTED_COOKIE, "/", 40)
        plant = wanted("wapiti", finds, "Cross Site Scripting", "Open Redirect")
    findings: list[str] = []
    with demo(work) as address:
        for name in PEOPLE:
            finds, pages = found_at(address, Person(address, name).cookie, "/", 50)
            if pages < 20:
                raise NoFind(f"wapiti saw {pages} pages as {name}")
            findings += [f"{name}: {one}" for one in finds]
    return Report("wapiti", f"all pages, as {len(PEOPLE)} people", plant, findings)


TOOLS: dict[str, Callable[[Path, Path], Report]] = {
    "bandit": bandit,
    "semgrep": semgrep,
    "schemathesis": schemathesis,
    "sqlmap": sqlmap,
    "wapiti3": wapiti,
}
