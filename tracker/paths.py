"""Where the files beside the code lie, in a checkout and in a wheel alike."""

from pathlib import Path

_package = Path(__file__).resolve().parent
_bundled = _package / "_bundled"

ROOT = _bundled if _bundled.is_dir() else _package.parent
"""The folder that holds templates, migrations and config.py."""
