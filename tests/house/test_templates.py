"""Templates: they parse, bear no inline script or style, and name only what exists.

Each test lists what breaks its rule, in all templates: one for each pair of rule and template
would be thousands.
"""

import re
from functools import cache

from jinja2 import Environment, meta, nodes

from tracker.paths import ROOT
from tracker.web.assets import asset_path

FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
FORBIDDEN = {
    "inline script": r"<script(?![^>]*\ssrc=)",
    "inline style": r"<style",
    "style attribute": r"<[^>{]*\sstyle=",
    "handler": r"<[^>{]*\son[a-z]+=",
    "script address": r"javascript:",
    "safe": r"\|\s*safe\b",
    "other site": r"(?:src|href|action)=[\"']?(?:https?:)?//",
    "no escaping": r"\{%-?\s*autoescape\s+false",
}
"""What the content security policy, or the escaping of what people wrote, forbids."""


@cache
def source(name: str) -> str:
    return (FOLDER / name).read_text()


@cache
def parsed(name: str) -> nodes.Template:
    return Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source(name))


def macros_of(name: str) -> set[str]:
    return {macro.name for macro in parsed(name).find_all(nodes.Macro)}


def blocks_of(name: str) -> set[str]:
    return {block.name for block in parsed(name).find_all(nodes.Block)}


def templates_whose(pattern: str) -> list[str]:
    """Return the templates whose name fits, of which there are some."""
    found = [name for name in TEMPLATES if re.match(pattern, name)]
    assert found
    return found


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 100


def test_what_a_template_takes_from_others_exists() -> None:
    missing = {
        (name, taken)
        for name in TEMPLATES
        for taken in set(meta.find_referenced_templates(parsed(name))) - set(TEMPLATES)
    }

    assert missing == set()


def test_a_template_takes_only_macros_that_are_there() -> None:
    missing = set()

    for name in TEMPLATES:
        for taken in parsed(name).find_all(nodes.FromImport):
            names = {each if isinstance(each, str) else each[0] for each in taken.names}
            missing |= {(name, each) for each in names - macros_of(taken.template.value)}

    assert missing == set()


def test_a_block_names_its_end() -> None:
    ends = {name: re.findall(r"{%-?\s*endblock(.*?)-?%}", source(name)) for name in TEMPLATES}

    assert [name for name, found in ends.items() if not all(end.strip() for end in found)] == []


def test_a_template_keeps_to_the_content_security_policy() -> None:
    breaches = {
        (name, rule, found)
        for name in TEMPLATES
        for rule, pattern in FORBIDDEN.items()
        for found in re.findall(pattern, source(name))
    }

    assert breaches == set()


def test_static_files_that_a_template_names_exist() -> None:
    missing = {
        (name, file)
        for name in TEMPLATES
        for file in re.findall(r"static_url\(['\"]([^'\"]+)['\"]\)", source(name))
        if asset_path(file) is None
    }

    assert missing == set()


def test_icons_that_a_template_names_are_drawn() -> None:
    drawn = set(re.findall(r'^ +"([a-z]+)": "M', source("macros/icons.html"), re.MULTILINE))

    missing = {
        (name, icon)
        for name in TEMPLATES
        for icon in set(re.findall(r"\bicon\(['\"]([a-z]+)['\"]\)", source(name))) - drawn
    }

    assert missing == set()


def test_a_macro_is_told_of_at_the_top_of_its_file() -> None:
    untold = set()

    for name in templates_whose("macros/"):
        told = re.match(r"\{#.*?#\}", source(name), re.DOTALL)
        said = told[0] if told else ""
        untold |= {
            (name, macro) for macro in macros_of(name) if not re.search(rf"\b{macro}\b", said)
        }
        untold |= set() if told else {(name, "")}

    assert untold == set()


def test_a_page_has_a_title_and_content() -> None:
    pages = {
        name: blocks_of(name)
        for name in TEMPLATES
        for page in parsed(name).find_all(nodes.Extends)
        if page.template.value == "layout.html"
    }

    assert [name for name, blocks in pages.items() if not blocks >= {"title", "content"}] == []


def test_an_error_says_what_happened_and_what_to_do() -> None:
    errors = {name: blocks_of(name) for name in templates_whose(r"errors/\d")}

    assert [name for name, blocks in errors.items() if not blocks >= {"heading", "advice"}] == []


def test_no_name_is_set_in_a_layout_and_in_its_page() -> None:
    """In a block the layout's name wins, and is empty before the layout has set it."""
    twice = {
        name: names
        for name in TEMPLATES
        for extended in parsed(name).find_all(nodes.Extends)
        if (names := names_set_in(name) & names_set_in(extended.template.value))
    }
    assert not twice


def names_set_in(name: str) -> set[str]:
    """Return the names that a template sets outside of its blocks and macros."""
    waiting, names = [parsed(name)], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Assign | nodes.AssignBlock):
            names |= {target.name for target in node.target.find_all(nodes.Name)}
            names |= {node.target.name} if isinstance(node.target, nodes.Name) else set()
        waiting += [
            child
            for child in node.iter_child_nodes()
            if not isinstance(child, nodes.Block | nodes.Macro)
        ]
    return names


SERIF_TITLE = re.compile(r"<[^<>]*>\s*\{\{ *[a-z_.]+\.title *\}\}\s*</(?:a|h1|h3|p|span|li)>")
TITLES_OF_OURS = ("confirmation.title", "step.title", "change.title")


def test_a_title_that_somebody_wrote_bears_its_language() -> None:
    bare = [
        f"{name}: {found}"
        for name in TEMPLATES
        for found in SERIF_TITLE.findall(source(name))
        if "|lang }}>" not in found and not any(own in found for own in TITLES_OF_OURS)
    ]

    assert bare == []
