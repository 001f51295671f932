"""The kind of a file is the word before its first underscore, and kinds import only downward."""

import copy
from collections.abc import Iterator

import grimp
import pytest

KINDS = ["queries", "commands", "forms", "routes"]
"""From the lowest to the highest; a file of another name is of no kind."""
WEB = frozenset({"flask", "flask_login", "flask_security", "flask_wtf", "werkzeug", "wtforms"})
"""What queries and commands do without; of Flask-Babel they need gettext."""


def room_of(module: str) -> str:
    return module.split(".")[1] if module.count(".") > 1 else ""


def kind_of(module: str) -> str | None:
    """Return the kind of a file that stands in a room, or None."""
    name = module.rpartition(".")[2].partition("_")[0]
    return name if room_of(module) and name in KINDS else None


def breaches(imports: grimp.ImportGraph) -> list[str]:
    """Return each import that the kinds of its two files do not allow."""
    return sorted(
        f"{module} imports {imported}: {reason}"
        for module in imports.modules
        for imported, reason in _wrongly_imported(imports, module)
    )


def _wrongly_imported(imports: grimp.ImportGraph, module: str) -> Iterator[tuple[str, str]]:
    kind = kind_of(module)
    for imported in imports.find_modules_directly_imported_by(module):
        if (reason := _reason_against(module, imported)) is not None:
            yield imported, reason
        elif kind and kind_of(imported) is None:
            for reached in _reached_through(imports, imported):
                if _is_above(kind_of(reached), kind):
                    yield imported, f"which leads {kind} up to {reached}"


def _reason_against(module: str, imported: str) -> str | None:
    kind, other = kind_of(module), kind_of(imported)
    is_same_room = room_of(module) == room_of(imported)
    if kind in {"commands", "queries"} and imported.partition(".")[0] in WEB:
        return f"{kind} know no Flask"
    if kind and _is_above(other, kind):
        return f"{other} stand above {kind}"
    if other == "routes" and module != "tracker.app" and not (is_same_room and kind == "routes"):
        return "only the app and the routes of the same room may"
    if other == "forms" and not is_same_room:
        return "only its own room may"
    return None


def _is_above(other: str | None, kind: str) -> bool:
    return other is not None and KINDS.index(other) > KINDS.index(kind)


def _reached_through(imports: grimp.ImportGraph, module: str) -> set[str]:
    """Return the files of a kind that a file of none leads to, itself or through others of none."""
    reached, seen, waiting = set(), {module}, [module]
    while waiting:
        for imported in imports.find_modules_directly_imported_by(waiting.pop()) - seen:
            seen.add(imported)
            if kind_of(imported):
                reached.add(imported)
            elif room_of(imported):
                waiting.append(imported)
    return reached


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("tracker", include_external_packages=True, cache_dir=None)


def test_kinds_import_only_downward(imports: grimp.ImportGraph) -> None:
    assert breaches(imports) == []


def test_most_files_of_the_rooms_have_a_kind(imports: grimp.ImportGraph) -> None:
    kinds = [kind for module in imports.modules if (kind := kind_of(module))]

    assert {kind: kinds.count(kind) >= 10 for kind in KINDS} == dict.fromkeys(KINDS, True)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        pytest.param("register.queries", "flask", id="query: Flask"),
        pytest.param("register.queries", "tracker.register.routes", id="query: its route"),
        pytest.param("register.queries_filters", "tracker.comments.forms", id="query: a form"),
        pytest.param("register.queries", "tracker.comments.blank_form", id="query: by a helper"),
        pytest.param("obstacles.commands_owner", "wtforms", id="command: WTForms"),
        pytest.param("obstacles.commands", "tracker.obstacles.forms", id="command: its form"),
        pytest.param("obstacles.routes_show", "tracker.comments.routes", id="route: a route"),
        pytest.param("obstacles.forms", "tracker.obstacles.routes", id="form: its route"),
        pytest.param("people.routes", "tracker.comments.forms", id="route: another's form"),
        pytest.param("auth.guards", "tracker.comments.routes", id="no kind: a route"),
    ],
)
def test_a_breach_is_seen(imports: grimp.ImportGraph, importer: str, imported: str) -> None:
    breached = copy.deepcopy(imports)
    assert {f"tracker.{importer}", imported} <= breached.modules

    breached.add_import(importer=f"tracker.{importer}", imported=imported)

    assert any(
        found.startswith(f"tracker.{importer} imports {imported}: ") for found in breaches(breached)
    )
