"""The style sheet: colours that can be told apart in both themes, nothing from other sites."""

import re
from collections.abc import Iterable
from itertools import product

from tracker.paths import ROOT

SHEET = (ROOT / "tracker" / "static" / "app.css").read_text()
GROUNDS = ("ground", "surface", "sunk")
TEXTS = ("ink", "ink-2", "plum", "plum-deep", "stuck", "past", "partly", "stone", "danger")
MARKS = ("line-strong", "stuck-mark", "past-mark", "partly-mark", "stone")
OTHERS = [
    ("on-plum", "plum"),
    ("on-plum", "plum-deep"),
    ("ink", "plum-tint"),
    ("ink-2", "plum-tint"),
    ("ink", "past-tint"),
    ("plum", "past-tint"),
    ("danger", "danger-tint"),
    ("ink", "danger-tint"),
    ("surface", "danger"),
    ("surface", "danger-deep"),
    ("surface", "stuck-mark"),
    ("surface", "past-mark"),
    ("surface", "stone"),
    ("ground", "ink"),
]
THEMES = ("light", "dark")


def tokens(theme: str) -> dict[str, str]:
    """The colours of a theme, as six digits."""
    light, dark = re.findall(r"color-scheme: (?:light|dark);(.*?)\n {2,4}--tick", SHEET, re.DOTALL)
    found = re.findall(r"--([\w-]+): #([0-9a-f]+);", light if theme == "light" else dark)
    return {name: digits if len(digits) == 6 else digits * 2 for name, digits in found}


def brightness(digits: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(theme: str, one: str, other: str) -> float:
    """How well two colours of a theme can be told apart, 1 to 21."""
    colours = tokens(theme)
    low, high = sorted(brightness(colours[name]) for name in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_both_themes_name_the_same_colours() -> None:
    assert set(tokens("light")) == set(tokens("dark"))


def too_close(pairs: Iterable[tuple[str, str]], least: float) -> list[tuple[str, str, str]]:
    """Return theme, colour and ground of each pair that cannot be told apart so well."""
    return [
        (theme, one, ground)
        for one, ground in pairs
        for theme in THEMES
        if contrast(theme, one, ground) < least
    ]


def test_text_can_be_read_on_every_ground() -> None:
    assert too_close(product(TEXTS, GROUNDS), 4.5) == []


def test_marks_and_edges_can_be_seen_on_every_ground() -> None:
    assert too_close(product(MARKS, GROUNDS), 3) == []


def test_text_can_be_read_on_what_it_stands_on() -> None:
    assert too_close(OTHERS, 4.5) == []


def test_every_colour_that_is_used_is_named() -> None:
    used = set(re.findall(r"var\(--((?!bs-)[\w-]+)\)", SHEET))

    assert used <= set(re.findall(r"--([\w-]+):", SHEET))


def test_every_colour_that_is_named_is_used() -> None:
    named = set(re.findall(r"^ +--((?!bs-)[\w-]+):", SHEET, re.MULTILINE))

    assert named <= set(re.findall(r"var\(--([\w-]+)\)", SHEET))


def test_colours_stand_among_the_tokens_alone() -> None:
    rules = SHEET[SHEET.index("/* Ground */") : SHEET.index("/* Forced colours")]

    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(", rules) == []


def test_braces_close() -> None:
    assert SHEET.count("{") == SHEET.count("}")


def test_the_sheet_loads_nothing_from_elsewhere() -> None:
    addresses = re.findall(r"url\(([^)]*)", SHEET)
    ours = ('"../typefaces/', '"data:image/svg+xml,')

    assert addresses
    assert [address for address in addresses if not address.startswith(ours)] == []
