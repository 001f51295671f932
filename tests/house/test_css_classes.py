"""CSS classes: what a template names is styled or sought by a script, and no rule is left over."""

import re
from collections.abc import Iterator
from pathlib import Path

from tracker.models.vocabulary import Outcome
from tracker.paths import ROOT

STATIC = ROOT / "tracker" / "static"
SHEETS = ("base.css", "app.css")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAXIMUM_OF_BOTH_SHEETS = 64 * 1024
"""Bytes that a browser parses before it shows a first page: decision 31."""
TO_COME = {"btn-danger"}
"""Styled before the first page needs it, so that what destroys looks alike from the start."""

ATTRIBUTE = re.compile(r'\bclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
NOT_A_CLASS = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
GIVEN = re.compile(r"""(?:'([\w -]*)'|"([\w -]*)")(?!\s*:)""")
"""A text in an expression that can become a class; a dictionary's keys cannot."""


def sheet(name: str) -> str:
    """Return a style sheet without comments and without what lies in its addresses."""
    return re.sub(r"/\*.*?\*/|url\([^)]*\)", "", (STATIC / name).read_text(), flags=re.DOTALL)


def styled_by(*sheets: str) -> set[str]:
    return {
        name
        for selector in re.findall(r"([^{}]+)\{", "".join(map(sheet, sheets)))
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)
    }


def classes_of(text: str) -> Iterator[str]:
    """Yield each class that the attributes of a template name, as it stands or as a choice."""
    for attribute in ATTRIBUTE.findall(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)):
        for expression in EXPRESSION.findall(attribute):
            for given in GIVEN.findall(expression):
                yield from "".join(given).split()
        yield from EXPRESSION.sub("", NOT_A_CLASS.sub(" ", attribute)).split()


def named() -> dict[str, set[str]]:
    """Return the classes of all templates, each with where it is named."""
    found: dict[str, set[str]] = {}
    for path in TEMPLATES:
        for name in classes_of(path.read_text()):
            found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return found


def words_in(*paths: Path) -> set[str]:
    return {word for path in paths for word in re.findall(r"[a-zA-Z][\w-]*", path.read_text())}


def test_a_class_is_read_from_texts_and_from_choices() -> None:
    template = """<p class="a b{% if x %} c{% endif %} {{ 'd' if y else "e f" }}" id="g">
        <b class="{{ {'h': 'i'}[z] }}">{{ field(class="j") }}</b>{# class="k" #}"""

    assert set(classes_of(template)) == set("abcdefij")


def test_a_class_that_a_template_names_is_styled_or_sought_by_a_script() -> None:
    known = styled_by(*SHEETS) | words_in(*STATIC.glob("*.js"))

    assert {name: where for name, where in named().items() if name not in known} == {}


def test_each_outcome_has_its_colour() -> None:
    assert {outcome.value for outcome in Outcome} <= styled_by(*SHEETS)


def test_base_styles_only_what_a_template_names() -> None:
    assert styled_by("base.css") - named().keys() == set()


def test_no_rule_is_left_over() -> None:
    code = [path for path in (ROOT / "tracker").rglob("*.py") if "_bundled" not in path.parts]
    words = words_in(*TEMPLATES, *code, *STATIC.glob("*.js"))

    assert styled_by(*SHEETS) - words == TO_COME


def test_the_sheets_stay_small() -> None:
    assert sum((STATIC / name).stat().st_size for name in SHEETS) <= MAXIMUM_OF_BOTH_SHEETS
