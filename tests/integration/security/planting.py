"""Plant one mutant in this process in place of its file; no file is changed.

As a plugin of pytest, `-p tests.integration.security.planting`, it plants the one whose name
PLANTED holds.
"""

import importlib.abc
import importlib.util
import os
import sys
from types import ModuleType
from typing import Any

from jinja2 import FileSystemLoader

from tests.integration.security.mutants import ROOT, Mutant, mutants

VARIABLE = "PLANTED"


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import one module from a mutant's text instead of its file."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, *_more: Any) -> Any:
        if name != self.mutant.module:
            return None
        path = str(ROOT / self.mutant.path)
        return importlib.util.spec_from_file_location(name, path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.text, self.mutant.path, "exec"), module.__dict__)


def plant(mutant: Mutant) -> None:
    """Let this process read the mutant, which it must not have read yet."""
    if mutant.path.endswith(".py"):
        assert mutant.module not in sys.modules, "What is read already cannot be planted."
        sys.meta_path.insert(0, _Planted(mutant))
        return
    get_source, planted = FileSystemLoader.get_source, mutant.path.removeprefix("templates/")

    def get_planted(self: FileSystemLoader, environment: Any, template: str) -> Any:
        text, path, is_current = get_source(self, environment, template)
        return (mutant.text if template == planted else text), path, is_current

    FileSystemLoader.get_source = get_planted  # type: ignore[method-assign]


if VARIABLE in os.environ:
    plant(next(one for one in mutants() if one.name == os.environ[VARIABLE]))
