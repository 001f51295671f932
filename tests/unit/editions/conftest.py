"""Fonts to print with, built once on a machine."""

from pathlib import Path

import pytest

from tracker.typefaces import default_cache, print_fonts


@pytest.fixture(scope="session")
def typefaces() -> Path:
    """A folder with the fonts that the PDF is set in."""
    return print_fonts(default_cache())
