"""Templates: they parse, bear no inline script or style, and name only what exists."""

import re
from functools import cache

import pytest
from jinja2 import Environment, meta, nodes

from tracker.paths import ROOT
from tracker.web.assets import asset_path

FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))

every_template = pytest.mark.parametrize("name", TEMPLATES)


@cache
def source(name: str) -> str:
    return (FOLDER / name).read_text()


@cache
def parsed(name: str) -> nodes.Template:
    return Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source(name))


@every_template
def test_what_a_template_takes_from_others_exists(name) -> None:
    assert set(meta.find_referenced_templates(parsed(name))) <= set(TEMPLATES)


@every_template
def test_a_template_takes_only_macros_that_are_there(name) -> None:
    for taken in parsed(name).find_all(nodes.FromImport):
        given = {macro.name for macro in parsed(taken.template.value).find_all(nodes.Macro)}
        names = {each if isinstance(each, str) else each[0] for each in taken.names}

        assert names <= given


@every_template
def test_a_block_names_its_end(name) -> None:
    ends = re.findall(r"{%-?\s*endblock(.*?)-?%}", source(name))

    assert all(end.strip() for end in ends)


@every_template
@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(r"<script(?![^>]*\ssrc=)", id="inline-script"),
        pytest.param(r"<style", id="inline-style"),
        pytest.param(r"<[^>{]*\sstyle=", id="style-attribute"),
        pytest.param(r"<[^>{]*\son[a-z]+=", id="handler"),
        pytest.param(r"javascript:", id="script-address"),
        pytest.param(r"\|\s*safe\b", id="safe"),
        pytest.param(r"(?:src|href|action)=[\"']?(?:https?:)?//", id="other-site"),
        pytest.param(r"\{%-?\s*autoescape\s+false", id="no-escaping"),
    ],
)
def test_a_template_keeps_to_the_content_security_policy(name, forbidden) -> None:
    assert re.findall(forbidden, source(name)) == []


@every_template
def test_static_files_that_a_template_names_exist(name) -> None:
    named = re.findall(r"static_url\(['\"]([^'\"]+)['\"]\)", source(name))

    assert [file for file in named if asset_path(file) is None] == []


@every_template
def test_icons_that_a_template_names_are_drawn(name) -> None:
    drawn = set(re.findall(r'^ +"([a-z]+)": "M', source("macros/icons.html"), re.MULTILINE))

    assert set(re.findall(r"\bicon\(['\"]([a-z]+)['\"]\)", source(name))) <= drawn


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.startswith("macros/")])
def test_a_macro_is_told_of_at_the_top_of_its_file(name) -> None:
    told = re.match(r"\{#.*?#\}", source(name), re.DOTALL)
    macros = {macro.name for macro in parsed(name).find_all(nodes.Macro)}

    assert told
    assert {macro for macro in macros if not re.search(rf"\b{macro}\b", told[0])} == set()


@every_template
def test_a_page_has_a_title_and_content(name) -> None:
    parents = {page.template.value for page in parsed(name).find_all(nodes.Extends)}
    blocks = {block.name for block in parsed(name).find_all(nodes.Block)}

    assert "layout.html" not in parents or blocks >= {"title", "content"}


@pytest.mark.parametrize("name", [name for name in TEMPLATES if re.match(r"errors/\d", name)])
def test_an_error_says_what_happened_and_what_to_do(name) -> None:
    blocks = {block.name for block in parsed(name).find_all(nodes.Block)}

    assert blocks >= {"heading", "advice"}
