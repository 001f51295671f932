"""Links and paths in the documentation lead somewhere, and every setting is described."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import tree_of

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:tracker|tests|docs|templates|migrations|\.ci)/[^`\s:*]*)[^`]*`")
MAP = re.compile(r"^\| (`.+?`) \|", re.MULTILINE)
VAGUE = {"here", "this", "link", "more", "read more", "page"}
SETTING = re.compile(r"[A-Z][A-Z_]{2,}")
READERS = {"config", "environ"}


def links() -> Iterator[tuple[Path, str, str]]:
    """Yield each link that stays in the repository: its page, text and target."""
    for page in PAGES:
        for text, target in LINK.findall(page.read_text("utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")):
                yield page, text, target


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as web pages of repositories make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    found = page.parent / path if path else page
    return found.exists() and (not anchor or anchor in anchors(found))


def settings_in(tree: ast.AST) -> Iterator[str]:
    """Yield the names read from `config` or `environ`: `config["X"]` and `environ.get("X")`."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=source, slice=ast.Constant(value=str(name))):
                pass
            case ast.Call(
                func=ast.Attribute(value=source, attr="get" | "setdefault"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                pass
            case _:
                continue
        if getattr(source, "attr", getattr(source, "id", "")) in READERS:
            yield name


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page, _, target in links()
        if not leads_somewhere(page, target)
    ]

    assert not broken


def test_every_link_says_what_it_leads_to() -> None:
    vague = [f"{page.name}: {text}" for page, text, _ in links() if text.lower() in VAGUE]

    assert not vague


def test_every_path_in_the_map_of_the_code_exists() -> None:
    rooms = MAP.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    paths = [path for room in rooms for path in re.findall(r"`([^`]+)`", room)]

    assert len(paths) > 30
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_map_of_the_code_has_every_package_in_the_order_of_the_layers() -> None:
    rooms = MAP.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    packages = {path.parent.name for path in (ROOT / "tracker").glob("*/__init__.py")}
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]

    mapped = [room.removeprefix("`tracker/").removesuffix("/`") for room in rooms]

    ordered = [name for layer in layers for name in re.findall(r"\w+", layer) if name in packages]
    assert [name for name in mapped if name in packages] == ordered


def test_every_path_named_in_the_documentation_exists() -> None:
    missing = [
        f"{page.relative_to(ROOT)}: {path}"
        for page in PAGES
        for path in PATH.findall(page.read_text("utf-8"))
        if not (ROOT / path).exists()
    ]

    assert not missing


def test_every_setting_is_described() -> None:
    described = set(SETTING.findall((ROOT / "docs" / "settings.md").read_text("utf-8")))
    sources = [ROOT / "config.py", *(ROOT / "tracker").rglob("*.py")]
    trees = [tree_of(path) for path in sources]
    config = ast.parse((ROOT / "config.py").read_text("utf-8"))
    assigned = {
        target.id
        for node in config.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    read = {name for tree in trees for name in settings_in(tree)}

    assert len(read) > 15
    assert (read | assigned) - described == set()
