"""No function, file or folder is too large; "pytest -n 0 -s" prints the rest."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]
LONGEST_FUNCTION, LONGEST_FILE, FULLEST_FOLDER = 50, 350, 30
EXCEPTIONS: dict[str, str] = {}
"""What may be longer, each with the reason why it reads better whole."""


def sources() -> list[Path]:
    return sorted([*(ROOT / "tracker").rglob("*.py"), ROOT / "config.py", ROOT / "wsgi.py"])


def lines_of(lines: Iterable[str]) -> int:
    return sum(1 for line in lines if line.strip())


def functions() -> Iterator[tuple[str, int]]:
    for path in sources():
        text = path.read_text()
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                body = lines[node.lineno - 1 : node.end_lineno]
                yield f"{path.relative_to(ROOT)}:{node.name}", lines_of(body)


def test_no_function_is_too_long() -> None:
    long = {name for name, lines in functions() if lines > LONGEST_FUNCTION}

    assert long == set(EXCEPTIONS)


def test_no_file_is_too_long() -> None:
    long = {
        path.name for path in sources() if lines_of(path.read_text().splitlines()) > LONGEST_FILE
    }

    assert long == set()


def folders() -> Counter[str]:
    """Count the files of each folder of code or templates."""
    files = (path for top in ("tracker", "templates") for path in (ROOT / top).rglob("*"))
    return Counter(
        str(path.parent.relative_to(ROOT))
        for path in files
        if path.is_file() and path.suffix not in {".pyc", ".mo"} and path.name != ".gitkeep"
    )


def test_no_folder_is_too_full() -> None:
    full = {folder: files for folder, files in folders().items() if files > FULLEST_FOLDER}

    assert full == {}


def test_functions_stay_small_on_the_whole() -> None:
    function_lines = [lines for _, lines in functions()]
    file_lines = [lines_of(path.read_text().splitlines()) for path in sources()]
    for what, sizes in (
        ("lines of a function", function_lines),
        ("lines of a file", file_lines),
        ("files of a folder", [*folders().values()]),
    ):
        print(f"{what}: {_spread(sizes)}")

    assert median(function_lines) <= 8
    assert quantiles(function_lines, n=10)[-1] <= 25
    assert quantiles(file_lines, n=10)[-1] <= 200


def _spread(sizes: list[int]) -> str:
    p90 = quantiles(sizes, n=10)[-1]
    return f"{len(sizes)} of them, median {median(sizes):g}, p90 {p90:.0f}, max {max(sizes)}"
