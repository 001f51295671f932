"""What tests and benchmarks import exists; the type checker reads neither."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def missing_imports(source: str) -> Iterator[str]:
    """Yield each name that the source imports from the project and that is not there."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom) or node.level or node.module is None:
            continue
        if node.module.partition(".")[0] not in {"tracker", "tests", "config"}:
            continue
        module = import_module(node.module)
        for alias in node.names:
            if alias.name == "*" or hasattr(module, alias.name):
                continue
            if not _is_module(node.module, alias.name):
                yield f"{node.module}.{alias.name}"


def _is_module(package: str, name: str) -> bool:
    try:
        import_module(f"{package}.{name}")
    except ModuleNotFoundError:
        return False
    return True


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("from tracker.database import vacuum", []),
        ("from tracker import database", []),
        ("from tracker.database import vacuum, listen", ["tracker.database.listen"]),
        ("def late():\n    from tests.ports import no_port", ["tests.ports.no_port"]),
    ],
)
def test_a_name_that_is_gone_is_found(source: str, missing: list[str]) -> None:
    assert list(missing_imports(source)) == missing


def test_tests_and_benchmarks_import_what_exists() -> None:
    missing = {
        str(path.relative_to(TESTS)): names
        for path in sorted(TESTS.rglob("*.py"))
        if (names := list(missing_imports(path.read_text())))
    }
    assert not missing
