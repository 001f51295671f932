"""The typefaces, once from their packages: cut small for the web, whole for print."""

import os
import tempfile
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FORMAT = 4
"""Raise when what is cut changes, so that no cache holds an older cut.

The addresses in `app.css` and `layout.html` carry it too, for the browsers' caches.
"""

_SANS = "fontpkg_public_sans", "PublicSans[wght].ttf"
_SERIF = "fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"
_TEXT_SIZE = 18

_LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x1E9E, 0x218, 0x219, 0x21A, 0x21B)
_SIGNS = (*range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2190)
_MORE = (0x2191, 0x2192, 0x2193, 0x2212, 0x2260, 0x2264, 0x2265, 0x25A1)
WEB_CHARACTERS = frozenset({*_LATIN, *_SIGNS, *_MORE})


def web_fonts(folder: Path) -> dict[str, Path]:
    """Return the two woff2 files by the name in their address, cut into `folder` where missing."""
    return {
        "public-sans.woff2": _kept(folder, "public-sans.woff2", _cut_web_sans),
        "source-serif.woff2": _kept(folder, "source-serif.woff2", _cut_web_serif),
    }


def print_fonts(folder: Path) -> Path:
    """Return a folder that holds the typefaces of the PDF, made where missing.

    They have all their letters and stay variable: typesetting picks the weight and embeds only
    what it uses. In a picture it sets plain words in the lightest weight, so that the sans,
    which begins at thin, is made to begin at regular.
    """
    _kept(folder, "print/public-sans.ttf", _cut_print_sans)
    _kept(folder, "print/source-serif.ttf", partial(_open, _SERIF))
    return _versioned(folder) / "print"


def _versioned(folder: Path) -> Path:
    versions = [version("fontpkg-public-sans"), version("fontpkg-source-serif-4")]
    return folder / "-".join(["typefaces", str(FORMAT), *versions])


def _kept(folder: Path, name: str, cut: Callable[[], TTFont]) -> Path:
    """Return the file, cut if need be; two processes at once end with one whole file."""
    path = _versioned(folder) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name_for_now = tempfile.mkstemp(dir=_versioned(folder))
        unfinished = Path(name_for_now)
        try:
            with os.fdopen(handle, "wb") as file:
                cut().save(file)
            unfinished.chmod(0o644)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return path


def _open(font: tuple[str, str]) -> TTFont:
    package, name = font
    return TTFont(str(files(package) / "files" / name), recalcTimestamp=False)


def _cut_print_sans() -> TTFont:
    return instantiateVariableFont(_open(_SANS), {"wght": (400, 400, 700)})


def _cut_web_sans() -> TTFont:
    return _packed(instantiateVariableFont(_web_subset(_SANS), {"wght": (400, 700)}))


def _cut_web_serif() -> TTFont:
    axes = {"opsz": _TEXT_SIZE, "wght": (400, 700)}
    return _packed(instantiateVariableFont(_web_subset(_SERIF), axes))


def _web_subset(font: tuple[str, str]) -> TTFont:
    features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "lnum", "pnum", "tnum"]
    return _subset(_open(font), WEB_CHARACTERS, features)


def _packed(font: TTFont) -> TTFont:
    font.flavor = "woff2"
    return font


def _subset(font: TTFont, characters: frozenset[int], features: list[str]) -> TTFont:
    """Drop what is not used, before the axes are pinned: that way round it is ten times faster."""
    options = Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font
