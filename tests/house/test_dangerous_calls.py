"""What no file of ours may do, or only those that are named here, each for a reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import tree_of
from tracker.paths import ROOT

SOURCES = sorted([*(ROOT / "tracker").rglob("*.py"), ROOT / "config.py", ROOT / "wsgi.py"])
SCRIPTS = sorted((ROOT / "tracker" / "static").glob("*.js"))

DANGEROUS = {"ctypes", "dill", "ftplib", "marshal", "pickle", "pty", "shelve", "subprocess", "yaml"}
RANDOM = {
    "tracker/cli/scale_text.py": "makes the same words from the same number",
    "tracker/cli/seed_scale.py": "makes the same rows from the same number",
}
NETWORK = {"aiohttp", "http.client", "httpx", "requests", "smtplib", "socket", "urllib.request"}
REACH_OUT = {
    "tracker/sign_in/openid.py": "asks the directory that the site has set",
    "tracker/mail/sending.py": "sends to the mail server that the site has set",
    "tracker/cli/demo.py": "looks whether a port of this machine is free",
}
KEEPS = {"autosave.js": {"localStorage"}}
"""What is typed and not yet sent, encrypted under a key that lies on no device: decision 17."""
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(tree_of(path))


def imported_by(path: Path) -> set[str]:
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def called_by(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            called = node.func
            yield called.attr if isinstance(called, ast.Attribute) else ast.unparse(called), node


def is_put_together(text: ast.expr) -> bool:
    """Say whether a text is made of parts, and so could hold what somebody typed."""
    return isinstance(text, ast.BinOp | ast.JoinedStr) or (
        isinstance(text, ast.Call) and getattr(text.func, "attr", "") in {"format", "join"}
    )


def test_nothing_dangerous_is_imported() -> None:
    shelled = {"os.popen", "os.system"}

    found = {name_of(path): imported_by(path) & (DANGEROUS | shelled) for path in SOURCES}

    assert {name: modules for name, modules in found.items() if modules} == {}


def test_nothing_runs_a_text() -> None:
    ran = [
        (name_of(path), ast.unparse(call))
        for path in SOURCES
        for _, call in called_by(path)
        if ast.unparse(call.func) in RUNS_TEXT
    ]

    assert ran == []


def test_chance_that_can_be_foretold_is_for_made_up_rows_alone() -> None:
    assert {name_of(path) for path in SOURCES if "random" in imported_by(path)} == set(RANDOM)


def test_only_these_files_reach_the_network() -> None:
    assert {name_of(path) for path in SOURCES if imported_by(path) & NETWORK} <= set(REACH_OUT)


def test_no_statement_is_put_together_from_text() -> None:
    made = [
        (name_of(path), ast.unparse(call))
        for path in SOURCES
        for name, call in called_by(path)
        if name in {"text", "literal_column"} and any(map(is_put_together, call.args))
    ]

    assert made == []


def test_no_template_is_put_together_from_text() -> None:
    makers = {"from_string", "render_template_string", "stream_template_string"}

    assert [
        name_of(path) for path in SOURCES for name, _ in called_by(path) if name in makers
    ] == []


def test_nothing_is_served_in_debug_mode() -> None:
    switched = [
        name_of(path)
        for path in SOURCES
        if re.search(r"^DEBUG|\.debug = |\bdebug=", path.read_text(), re.MULTILINE)
    ]

    assert switched == []


def test_no_script_but_one_keeps_anything_in_the_browser() -> None:
    keeps = r"localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|innerHTML|\beval\("

    found = {path.name: set(re.findall(keeps, path.read_text())) for path in SCRIPTS}

    assert {name: what for name, what in found.items() if what} == KEEPS
