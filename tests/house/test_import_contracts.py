import subprocess
import sys
from pathlib import Path

import grimp
import networkx as nx

ROOT = Path(__file__).parents[2]


def test_the_import_contracts_hold() -> None:
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]

    run = subprocess.run(
        [*lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout


def test_no_module_imports_itself_by_a_way_round() -> None:
    imports = grimp.build_graph("tracker", cache_dir=None)
    arrows = nx.DiGraph(
        (module, imported)
        for module in imports.modules
        for imported in imports.find_modules_directly_imported_by(module)
    )

    circles = [sorted(part) for part in nx.strongly_connected_components(arrows) if len(part) > 1]

    assert circles == []
