"""Which questions run the code that a mutant changes: no other is answered otherwise for it.

Each question of a round is asked once, with nothing kept from one to the next, and the functions
and templates that its answer runs are noted. What a module lays down while it is read is run by
whatever function uses it by name, be it by way of other such names. Nothing here reads a module
of the tracker before a mutant is planted.
"""

import ast
import sys
import threading
from collections.abc import Callable
from functools import cache
from types import FrameType
from typing import Any

from flask import Flask

from tests.integration.security.mutants import ROOT, Mutant

Place = tuple[str, str]
"""A file and a function in it; of a template, which has none, its file alone."""
Asks = Callable[[str], bool]
"""Says whether to ask a question, just before it would be asked."""
CODE, TEMPLATES = f"{ROOT}/tracker/", f"{ROOT}/templates/"


class Reach:
    """By the name of a round, what each of its questions runs."""

    def __init__(self) -> None:
        self.run_by: dict[str, dict[str, frozenset[Place]]] = {}

    def note(self, app: Flask, name: str) -> Asks:
        """Have every question of a round asked, and note what each runs, until `noted`."""
        from tests.integration.security.matrix.rows import forget  # noqa: PLC0415  See above.

        self.noted()
        run_by: dict[str, Any] = self.run_by.setdefault(name, {})

        def asks(question: str) -> bool:
            sys.setprofile(None)
            forget(app)
            _note_into(run_by.setdefault(question, set()))
            return True

        return asks

    def noted(self) -> None:
        """Note no more, and keep what was noted, equal sets once."""
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]  It takes None.
        alike: dict[frozenset[Place], frozenset[Place]] = {}
        for run_by in self.run_by.values():
            for question, places in run_by.items():
                run_by[question] = alike.setdefault(frozenset(places), frozenset(places))

    def asks_only(self, name: str, places: set[Place]) -> Asks | None:
        """Have asked what runs one of the places, and what nowhere is; None where nothing does."""
        from tests.integration.security.matrix.calling import MADE_UP  # noqa: PLC0415

        chosen = {one for one, run in self.run_by[name].items() if run & places}
        made_up = {one for one in self.run_by[name] if one.endswith(f"/{MADE_UP['reference']}")}
        return (chosen | made_up).__contains__ if chosen else None


def _note_into(run: set[Place]) -> None:
    """Note which of the tracker's functions and templates are entered, in threads begun too."""

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(CODE):
            run.add((path, frame.f_code.co_name))
        elif event == "call" and path.startswith(TEMPLATES):
            run.add((path, ""))

    threading.setprofile(note)
    sys.setprofile(note)


def places_of(mutant: Mutant) -> set[Place]:
    """Return where the mutant's filter is run, or what it is laid down in is used."""
    path = str(ROOT / mutant.path)
    if mutant.path.startswith("templates/"):
        return {(path, "")}
    here = {(path, mutant.within)} if mutant.within != "module" else set()
    known = here or {(path, name) for name in _given(_statement(mutant))}
    while True:
        more = {
            (file, name) for file, given, used in _module_level() for name in given if used & known
        }
        if more <= known:
            return here | {place for place, used in _functions() if used & (known - here)}
        known = known | more


def _statement(mutant: Mutant) -> ast.stmt:
    """Return the statement of the module in which the mutant's line stands."""
    tree = ast.parse((ROOT / mutant.path).read_text())
    return next(one for one in tree.body if one.lineno <= mutant.line <= (one.end_lineno or 0))


@cache
def _files() -> list[tuple[str, ast.Module]]:
    return [
        (str(path), ast.parse(path.read_text()))
        for path in sorted((ROOT / "tracker").rglob("*.py"))
    ]


@cache
def _module_level() -> list[tuple[str, set[str], set[Place]]]:
    """Return of every statement of every module the names that it gives and those it uses."""
    return [
        (file, _given(one), _used(one, file, tree))
        for file, tree in _files()
        for one in tree.body
        if not isinstance(one, (ast.FunctionDef, ast.Import, ast.ImportFrom))
    ]


@cache
def _functions() -> list[tuple[Place, set[Place]]]:
    """Return every function and the names that it uses."""
    return [
        ((file, node.name), _used(node, file, tree))
        for file, tree in _files()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]


def _given(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.ClassDef):
        return {statement.name}
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return {node.id for one in targets for node in ast.walk(one) if isinstance(node, ast.Name)}
    return set()


def _used(node: ast.AST, file: str, tree: ast.Module) -> set[Place]:
    """Return the names that are used, each with the file that gives it."""
    homes = _imported(tree)
    used = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            used.add(homes.get(one.id, (file, one.id)))
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            package, module = homes.get(one.value.id, ("", ""))
            used.add(
                (
                    f"{package.removesuffix('/__init__.py').removesuffix('.py')}/{module}.py",
                    one.attr,
                )
            )
    return used


@cache
def _imported(tree: ast.Module) -> dict[str, Place]:
    """Return what the file imports from others of the tracker: by its name here, home and name."""
    found = {}
    for one in ast.walk(tree):
        if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("tracker"):
            home = ROOT / str(one.module).replace(".", "/")
            path = home / "__init__.py" if home.is_dir() else home.with_suffix(".py")
            found |= {each.asname or each.name: (str(path), each.name) for each in one.names}
    return found
