"""The syntax trees of the product's files, which many rules read."""

import ast
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the tree of a file, parsed once in a process; nobody changes it."""
    return ast.parse(path.read_text("utf-8"))
