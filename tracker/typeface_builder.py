"""Build the fonts from their packages: subsets for the web, complete fonts for print.

It runs while a wheel is built and in a checkout, never in an installed wheel.
"""

import json
import shutil
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_SANS = Path(str(files("fontpkg_public_sans"))) / "files" / "PublicSans[wght].ttf"
_SERIF = Path(str(files("fontpkg_source_serif_4"))) / "files" / "SourceSerif4[opsz,wght].ttf"
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
_LICENCE_IDS = [13, 14]
"""The name records of a font's licence, which every copy must contain."""


def build(folder: Path) -> None:
    """Write the fonts into `folder`, with their licences and the characters of the print fonts."""
    _web_sans().save(folder / "public-sans.woff2")
    _web_serif().save(folder / "source-serif.woff2")
    printed = folder / "print"
    printed.mkdir()
    _print_sans().save(printed / "public-sans.ttf")
    shutil.copyfile(_SERIF, printed / "source-serif.ttf")
    characters = dict(map(_characters, sorted(printed.iterdir())))
    (folder / "print-characters.json").write_text(json.dumps(characters), "utf-8")
    for font, name in ((_SANS, "public-sans"), (_SERIF, "source-serif")):
        shutil.copyfile(font.parents[1] / "LICENSE", folder / f"{name}.licence.txt")


def _open(path: Path) -> TTFont:
    return TTFont(path, recalcTimestamp=False)


def _characters(path: Path) -> tuple[str, str]:
    """Return a font's family, and its characters."""
    with TTFont(path, lazy=True) as font:
        return font["name"].getBestFamilyName(), "".join(map(chr, sorted(font.getBestCmap())))


def _print_sans() -> TTFont:
    return instantiateVariableFont(_open(_SANS), {"wght": (400, 400, 700)})


def _web_sans() -> TTFont:
    return _packed(instantiateVariableFont(_subset(_open(_SANS)), {"wght": (400, 700)}))


def _web_serif() -> TTFont:
    axes = {"opsz": _TEXT_SIZE, "wght": (400, 700)}
    return _packed(_renamed(instantiateVariableFont(_subset(_open(_SERIF)), axes)))


def _renamed(font: TTFont) -> TTFont:
    """Return the font under a name of our own, because its authors reserve "Source"."""
    names = {1: "Tracker Serif", 4: "Tracker Serif Regular", 6: "TrackerSerif-Regular"}
    for name_id, name in names.items() | {(3, f"{names[6]} {font['head'].fontRevision:.3f}")}:
        font["name"].setName(name, name_id, 3, 1, 0x409)
    return font


def _packed(font: TTFont) -> TTFont:
    font.flavor = "woff2"
    return font


def _subset(font: TTFont) -> TTFont:
    """Drop unused glyphs before the axes are pinned; this order is ten times faster."""
    options = Options()
    options.layout_features = _FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [*options.name_IDs, *_LICENCE_IDS]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=WEB_CHARACTERS)
    subsetter.subset(font)
    return font
