"""What a statement changes past the session's own rows is noted, or has a reason not to be."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import tree_of

ROOT = Path(__file__).parents[2]
CHANGING = {"update", "insert", "delete"}
RECORDING = {
    "record_event",
    "record_added_row",
    "record_change",
    "record_effect",
    "add_request_event",
}

UNNOTED = {
    "tracker/audit/notes.py": "the audit itself; of what it blanks it keeps that it happened",
    "tracker/web/rate_limit_storage.py": "how often something was tried; forgotten within hours",
    "tracker/sign_in/one_time_codes.py:set_last_counter": "the sign-in that it belongs to is noted",
    "tracker/sign_in/passkeys.py:accept_response": "the sign-in that it belongs to is noted",
    "tracker/sessions/store.py": "the request notes where a session begins and ends",
    "tracker/models/revision.py": "a number that says no more than that something changed",
    "tracker/obstacles/commands_owner.py:_set_owner": "its callers note it, each in its own way",
    "tracker/obstacles/commands.py:INSERT_STATUS_CHANGE": "the obstacle's own event records it",
    "tracker/obstacles/commands.py:INSERT_SEARCH_WORDS": "the search index of an obstacle",
    "tracker/obstacles/commands.py:_index_words": "the words of an obstacle again, for search",
    "tracker/obstacles/commands_retention.py:delete_obstacles": "it clears what points at them",
    "tracker/withdrawals/commands_retention.py:_delete_workaround": "it clears what points at it",
    "tracker/workarounds/commands.py:edit_trial": "the trial's own event says that it was edited",
    "tracker/auth/commands_widened_texts.py:_widen": "the widening that it goes with is noted",
    "tracker/cli/retain.py": "what has run out by itself, of which nothing was to stay",
    "tracker/cli/restore.py": "what it ends are sessions; whom it erases again is noted",
    "tracker/cli/seed_scale.py": "rows to measure speed with, of nobody",
}
"""A function, or a whole file, whose statements need no note; each with the reason."""


def called(node: ast.AST) -> set[tuple[str, str]]:
    """Return (what it is called on, what is called) for each call in this code."""
    return {
        (ast.unparse(call.func.value), call.func.attr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    }


def changes_rows(part: ast.AST) -> bool:
    return any(
        verb in CHANGING and (on == "sa" or on.endswith(("_category", "__table__")))
        for on, verb in called(part)
    )


def notes(part: ast.AST) -> bool:
    names = {
        call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        for call in ast.walk(part)
        if isinstance(call, ast.Call)
    }
    return bool(names & RECORDING)


def parts(module: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield each function, and each statement that a module builds once, with its name."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
    for node in module.body:
        if isinstance(node, ast.Assign):
            yield ast.unparse(node.targets[0]), node


def unnoted() -> dict[str, str]:
    found = {}
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        place = str(path.relative_to(ROOT))
        for name, part in parts(tree_of(path)):
            if changes_rows(part) and not notes(part):
                found[f"{place}:{name}"] = place
    return found


def test_every_statement_that_changes_rows_is_noted_or_has_a_reason() -> None:
    odd = {name for name, place in unnoted().items() if not {name, place} & set(UNNOTED)}

    assert odd == set()


def test_every_reason_is_still_needed() -> None:
    found = unnoted()

    assert set(UNNOTED) <= set(found) | set(found.values())
