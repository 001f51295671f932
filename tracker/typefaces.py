"""Font files: a wheel contains them, a checkout builds them once into the user's cache."""

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from pkgutil import resolve_name

if sys.platform != "win32":
    import fcntl

FORMAT = 5
"""Increase when the content of the web fonts changes, so that browsers do not use cached ones.

The URLs in `app.css` and `links.html` contain it.
"""

WEB_FONTS = ("public-sans.woff2", "source-serif.woff2")
_IN_WHEEL = Path(__file__).resolve().parent / "_bundled" / "typefaces"
_BUILDER = Path(__file__).with_name("typeface_builder.py")
"""The module that builds them; a wheel has neither it nor the libraries that it needs."""
_PACKAGES = (
    "fontpkg-public-sans",
    "fontpkg-source-serif-4",
    "fontpkg-noto-sans",
    "fontpkg-noto-sans-arabic",
    "ziafont",
)


def default_cache() -> Path:
    """Return the cache folder that all checkouts of a user share."""
    chosen = os.environ.get("XDG_CACHE_HOME")
    return (Path(chosen) if chosen else Path.home() / ".cache") / "obstacle-tracker"


def web_fonts(cache_folder: Path) -> dict[str, Path]:
    """Return the two woff2 files by the file name in their URL."""
    folder = _built(cache_folder)
    return {name: folder / name for name in WEB_FONTS}


def print_fonts(cache_folder: Path) -> Path:
    """Return a folder that contains the fonts of the PDF and nothing else.

    They stay variable: typesetting picks the weight and embeds only what it uses. Weights that
    it does not use are cut, but for the serif, which stays as its authors made it. The fonts to
    fall back on have only what the sans lacks.
    """
    return _built(cache_folder) / "print"


def print_characters(fonts: Path) -> dict[str, frozenset[str]]:
    """Return the characters of each family in the folder of `print_fonts`."""
    characters = json.loads(fonts.with_name("print-characters.json").read_text("utf-8"))
    return {family: frozenset(of_font) for family, of_font in characters.items()}


def _built(cache_folder: Path) -> Path:
    if _IN_WHEEL.is_dir():
        return _IN_WHEEL
    return _build_once(cache_folder / _key(), _build)


def _build(folder: Path) -> None:
    build = resolve_name("tracker.typeface_builder:build")  # Slow to import, and seldom needed.
    build(folder)


@cache
def _key() -> str:
    """Return a cache key that changes with the fonts' packages and with the builder."""
    builder_hash = hashlib.sha256(_BUILDER.read_bytes()).hexdigest()[:12]
    return "-".join(["typefaces", str(FORMAT), *map(version, _PACKAGES), builder_hash])


def _build_once(folder: Path, build: Callable[[Path], None]) -> Path:
    """Return the folder, built if it is missing; the build is atomic."""
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.parent), tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        unfinished = Path(temporary) / folder.name
        if not folder.is_dir():
            unfinished.mkdir()
            build(unfinished)
            _make_readable(unfinished)
            _move(unfinished, folder)
    return folder


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a file lock so that one process builds for all; on Windows each builds."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _move(unfinished: Path, folder: Path) -> None:
    """Rename a finished folder to its final name, unless another process was first."""
    try:
        unfinished.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _make_readable(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
