"""Take out one filter of sight at a time: each place where the code decides who sees what."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[3]
LEFT_OUT = re.compile(r"tracker/(cli/|auth/(audit|directories)|\w+/commands)")
"""What runs from the shell, only writes down what was done, or changes what is found already."""

_MODELS = '__import__("tracker.models", fromlist=["_"])'
_SA = '__import__("sqlalchemy")'
_TRUE = f"{_SA}.true()"


@dataclass(frozen=True)
class Mutant:
    """A file with one filter taken out."""

    path: str
    line: int
    within: str
    was: str
    text: str
    turn: int = 1
    """Which it is of those that are the same in the same place."""

    @property
    def name(self) -> str:
        """What the mutant is called whatever moves above it: its place and the filter."""
        turn = f" ({self.turn})" if self.turn > 1 else ""
        return f"{self.path}: {self.within}: {self.was}{turn}"

    @property
    def module(self) -> str:
        """The module's name, for a file of Python."""
        return self.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def mutants() -> Iterator[Mutant]:
    """Yield every mutant of the code and of the templates, each with a name of its own."""
    named: Counter[str] = Counter()
    for mutant in _mutants():
        named[mutant.name] += 1
        yield replace(mutant, turn=named[mutant.name])


def _mutants() -> Iterator[Mutant]:
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not LEFT_OUT.match(name):
            yield from _of_code(name, path.read_text())
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from _of_template(str(path.relative_to(ROOT)), path.read_text())


def _of_template(name: str, text: str) -> Iterator[Mutant]:
    for found in re.finditer(r"sight\.(?:may_name|is_own)\(\w+\)", text):
        mutated = f"{text[: found.start()]}true{text[found.end() :]}"
        line = text.count("\n", 0, found.start()) + 1
        yield Mutant(name, line, "template", found[0], mutated)


def _of_code(name: str, text: str) -> Iterator[Mutant]:
    tree = ast.parse(text)
    places = {id(node): within for within, nodes in _functions(tree) for node in nodes}
    for node in ast.walk(tree):
        instead = _instead_of(node, name)
        if instead is not None:
            start, end = _span(text, node)
            was = " ".join(text[start:end].split())
            mutated = f"{text[:start]}{instead}{text[end:]}"
            yield Mutant(name, node.lineno, places.get(id(node), "module"), was, mutated)


def _functions(tree: ast.Module) -> Iterator[tuple[str, list[ast.AST]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, [*ast.walk(node)]


def _span(text: str, node: ast.AST) -> tuple[int, int]:
    lines = text.splitlines(keepends=True)

    def at(line: int, column: int) -> int:
        before = sum(len(one) for one in lines[: line - 1])
        return before + len(lines[line - 1].encode()[:column].decode())

    return (
        at(node.lineno, node.col_offset),  # type: ignore[attr-defined]
        at(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
    )


def _instead_of(node: ast.AST, name: str) -> str | None:
    """Return what stands in place of a filter, or None where the node is none."""
    if isinstance(node, ast.Call):
        return _of_call(node)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        return _of_attribute(node)
    if isinstance(node, ast.Compare):
        return _of_comparison(node)
    if isinstance(node, ast.Return) and name == "tracker/auth/policy.py" and node.value:
        return "return True"
    if isinstance(node, ast.List) and name == "tracker/auth/policy.py":
        is_row = node.elts and all(isinstance(one, ast.List) for one in node.elts)
        return "[[]]" if is_row and ast.unparse(node) != "[[]]" else None
    return None


def _of_call(node: ast.Call) -> str | None:
    called = ast.unparse(node.func)
    sight = ast.unparse(node.args[0]) if node.args else ""
    if called in {"sees", "sees_workaround", "may_name"}:
        return _TRUE
    if called == "shown_organisation_id":
        entity = ast.unparse(node.args[1]) if len(node.args) > 1 else f"{_MODELS}.Obstacle"
        return f"{entity}.organisation_id"
    if called in WHOLES:
        return WHOLES[called].format(sight=sight, models=_MODELS, sa=_SA)
    if called in {"sight.may_name", "sight.is_own", "is_granted", "is_same"}:
        return "True"
    if called == "requires_second_factor":
        return "False"
    return _of_condition(node)


def _of_condition(node: ast.Call) -> str | None:
    whole = ast.unparse(node)
    if re.search(r"\.(left_on|ended_at|accepted_at|withdrawn_at)\.is_\(None\)$", whole):
        return _TRUE
    if re.search(r"\.is_draft\.is_\(False\)$", whole):
        return _TRUE
    if re.search(r"\.in_\((sight|self)?\.?\w*(organisation_ids|visibilities)\)$", whole):
        return _TRUE
    return None


def _of_attribute(node: ast.Attribute) -> str | None:
    whole = ast.unparse(node)
    if whole in {"sight.is_programme_lead", "row.Person.active"}:
        return "True"
    return "False" if whole == "obstacle.is_draft" else None


def _of_comparison(node: ast.Compare) -> str | None:
    whole = ast.unparse(node)
    is_place = whole.endswith(("== sight.programme.id", "== programme_id"))
    return _TRUE if is_place and "programme_id ==" in whole else None


_IN_PROGRAMME = (
    "{{sa}}.select({{models}}.{0}).where({{models}}.{0}.programme_id == {{sight}}.programme.id)"
)
_PAIRS = (
    "{{sa}}.select({{models}}.{0})"
    ".join({{models}}.Obstacle, {{models}}.Obstacle.id == {{models}}.{0}.obstacle_id)"
    ".join({{models}}.Workaround, {{models}}.Workaround.id == {{models}}.{0}.workaround_id)"
)
WHOLES = {
    "barriers_visible_to": _IN_PROGRAMME.format("Barrier"),
    "links_visible_to": _PAIRS.format("WorkaroundLink"),
    "logged_obstacles_visible_to": _IN_PROGRAMME.format("Obstacle"),
    "obstacles_visible_to": _IN_PROGRAMME.format("Obstacle"),
    "organisations_of": "{sa}.select({models}.Organisation)",
    "trials_visible_to": _PAIRS.format("Trial"),
    "workarounds_visible_to": _IN_PROGRAMME.format("Workaround"),
}
"""What a selection within sight is without its sight."""
