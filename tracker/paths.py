"""Paths of the files outside the package, in a checkout and in a wheel."""

from pathlib import Path

_package = Path(__file__).resolve().parent
_bundled = _package / "_bundled"

ROOT = _bundled if _bundled.is_dir() else _package.parent
"""The folder that holds templates, migrations and config.py."""
