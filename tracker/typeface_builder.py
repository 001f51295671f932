"""Build the fonts from their packages: subsets for the web, fonts of many scripts for print.

It runs while a wheel is built and in a checkout, never in an installed wheel.
"""

import json
import shutil
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_SANS = Path(str(files("fontpkg_public_sans"))) / "files" / "PublicSans[wght].ttf"
_SERIF = Path(str(files("fontpkg_source_serif_4"))) / "files" / "SourceSerif4[opsz,wght].ttf"
_FALLBACKS = {
    "noto-sans": Path(str(files("fontpkg_noto_sans"))) / "files" / "NotoSans[wdth,wght].ttf",
    "noto-sans-arabic": Path(str(files("fontpkg_noto_sans_arabic")))
    / "files"
    / "NotoSansArabic[wdth,wght].ttf",
    "dejavu-sans": Path(str(files("ziafont"))) / "fonts" / "DejaVuSans.ttf",
}
"""What print falls back on: Greek and Cyrillic, Arabic, and all sorts of signs."""
_DIACRITICS = frozenset(range(0x300, 0x370))
"""Marks that join a letter of their own font alone: a font to fall back on may lack the letter."""
_TEXT_SIZE = 18

_LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x1E9E, 0x218, 0x219, 0x21A, 0x21B)
_PUNCTUATION = (
    *range(0x2010, 0x2028),
    0x2030,
    0x2032,
    0x2033,
    0x2039,
    0x203A,
    0x20AC,
    0x2122,
    0x2190,
)
_SYMBOLS = (0x2191, 0x2192, 0x2193, 0x2212, 0x2260, 0x2264, 0x2265, 0x25A1)
WEB_CHARACTERS = frozenset({*_LATIN, *_PUNCTUATION, *_SYMBOLS})

_FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "lnum", "pnum", "tnum"]
_PRINT_FEATURES = [*_FEATURES, "calt", "curs", "fina", "init", "isol", "medi", "rlig"]
_LICENCE_IDS = [13, 14]
"""The name records of a font's licence, which every copy must contain."""
_LICENCE_TEXT_IDS = [0, 13]


def build(folder: Path) -> None:
    """Write the fonts into `folder`, with their licences and the characters of the print fonts."""
    _web_sans().save(folder / "public-sans.woff2")
    _web_serif().save(folder / "source-serif.woff2")
    printed = folder / "print"
    printed.mkdir()
    _print_sans().save(printed / "public-sans.ttf")
    shutil.copyfile(_SERIF, printed / "source-serif.ttf")
    _print_fallbacks(printed)
    characters = dict(map(_characters, sorted(printed.iterdir())))
    (folder / "print-characters.json").write_text(json.dumps(characters), "utf-8")
    for name, font in {"public-sans": _SANS, "source-serif": _SERIF, **_FALLBACKS}.items():
        (folder / f"{name}.licence.txt").write_text(_licence(font), "utf-8")


def _open(path: Path) -> TTFont:
    return TTFont(path, recalcTimestamp=False)


def _characters(path: Path) -> tuple[str, str]:
    """Return a font's family, and its characters."""
    with TTFont(path, lazy=True) as font:
        return font["name"].getBestFamilyName(), "".join(map(chr, sorted(font.getBestCmap())))


def _licence(path: Path) -> str:
    """Return the licence beside a font, or else the one within it."""
    beside = path.parents[1] / "LICENSE"
    if beside.is_file():
        return beside.read_text("utf-8")
    with TTFont(path, lazy=True) as font:
        return "\n\n".join(font["name"].getDebugName(name_id) for name_id in _LICENCE_TEXT_IDS)


def _print_fallbacks(folder: Path) -> None:
    """Write fonts that have no character in common, neither with the sans nor with another.

    A letter then looks the same wherever it stands, and the wheel stays small.
    """
    taken = set(_open(_SANS).getBestCmap())
    for name, path in _FALLBACKS.items():
        font = _open(path)
        characters = font.getBestCmap().keys() - taken - _DIACRITICS
        taken |= characters
        font = _subset(font, characters, _PRINT_FEATURES)
        if "fvar" in font:
            axes = {"wdth": 100, "wght": (400, 400, 700)}
            font = instantiateVariableFont(font, axes, optimize=False)  # Half the time, 1% larger.
        font.save(folder / f"{name}.ttf")


def _print_sans() -> TTFont:
    return instantiateVariableFont(_open(_SANS), {"wght": (400, 400, 700)})


def _web_sans() -> TTFont:
    return _packed(
        instantiateVariableFont(
            _subset(_open(_SANS), WEB_CHARACTERS, _FEATURES), {"wght": (400, 700)}
        )
    )


def _web_serif() -> TTFont:
    axes = {"opsz": _TEXT_SIZE, "wght": (400, 700)}
    return _packed(
        _renamed(instantiateVariableFont(_subset(_open(_SERIF), WEB_CHARACTERS, _FEATURES), axes))
    )


def _renamed(font: TTFont) -> TTFont:
    """Return the font under a name of our own, because its authors reserve "Source"."""
    names = {1: "Tracker Serif", 4: "Tracker Serif Regular", 6: "TrackerSerif-Regular"}
    for name_id, name in names.items() | {(3, f"{names[6]} {font['head'].fontRevision:.3f}")}:
        font["name"].setName(name, name_id, 3, 1, 0x409)
    return font


def _packed(font: TTFont) -> TTFont:
    font.flavor = "woff2"
    return font


def _subset(font: TTFont, characters: Iterable[int], features: list[str]) -> TTFont:
    """Drop unused glyphs before the axes are pinned; this order is ten times faster."""
    options = Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables = [*options.drop_tables, "FFTM"]
    options.name_IDs = [*options.name_IDs, *_LICENCE_IDS]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font
