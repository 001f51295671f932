"""Take the words out of a picture: the page sets them, in all of its typefaces.

Set within the picture they would be in one typeface each, and many letters in none.
"""

import re
from html import unescape
from typing import Any

_TEXT = re.compile(r"<text\b([^>]*?)(?:/>|>(.*?)</text>)", re.DOTALL)
_LINE = re.compile(r"<tspan\b([^>]*?)(?:/>|>(.*?)</tspan>)", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_SHEET = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
_WIDTH = re.compile(r'viewBox="0 0 ([\d.]+) ')

Style = dict[str, str]


def picture_print(svg: str | None) -> dict[str, Any]:
    """Return the print template's data for a picture: its drawing, its width and its words.

    The words keep their place, size, weight and colour.
    """
    if not svg:
        return {"drawing": "", "width": 0, "labels": []}
    width = _WIDTH.search(svg)
    sheet = _SHEET.search(svg)
    rules = _rules(sheet[1]) if sheet else {}
    labels = [
        _label(unescape(words), _styled(line, rules))
        for text in _TEXT.finditer(svg)
        for words, line in _lines(text)
    ]
    return {
        "drawing": _TEXT.sub("", svg),
        "width": float(width[1]) if width else 0,
        "labels": [label for label in labels if label["words"].strip()],
    }


def _rules(sheet: str) -> dict[str, Style]:
    rules = {}
    for selector, block in _RULE.findall(sheet):
        parts = [declaration.partition(":") for declaration in block.split(";")]
        rules[selector.strip()] = {name.strip(): value.strip() for name, _, value in parts}
    return rules


def _lines(text: re.Match[str]) -> list[tuple[str, Style]]:
    """Return the words of each line of a text, with the attributes that apply to it."""
    attributes, words = dict(_ATTRIBUTE.findall(text[1])), text[2] or ""
    lines = [
        (line[2] or "", attributes | dict(_ATTRIBUTE.findall(line[1])))
        for line in _LINE.finditer(words)
    ]
    return lines or [(words, attributes)]


def _styled(attributes: Style, rules: dict[str, Style]) -> Style:
    """Return attributes with what the sheet says of their classes, which goes before them."""
    selectors = {"text", *(f".{name}" for name in attributes.get("class", "").split())}
    style = dict(attributes)
    for selector, declarations in rules.items():
        if selector in selectors:
            style |= declarations
    return style


def _label(words: str, style: Style) -> dict[str, Any]:
    return {
        "words": " ".join(words.split()),
        "x": float(style.get("x", 0)),
        "y": float(style.get("y", 0)),
        "size": float(style.get("font-size", "16").removesuffix("px")),
        "weight": int(style.get("font-weight", 400)),
        "fill": style.get("fill", "#000000"),
        "ground": style.get("stroke", ""),
        "anchor": style.get("text-anchor", "start"),
        "serif": style.get("font-family", "").startswith("'Source Serif 4'"),
    }
