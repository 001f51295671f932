"""Typefaces to print with, made once a run."""

from pathlib import Path

import pytest

from tracker.typefaces import print_fonts


@pytest.fixture(scope="session")
def typefaces(tmp_path_factory) -> Path:
    """A folder with the typefaces that the PDF is set in."""
    return print_fonts(tmp_path_factory.mktemp("typefaces"))
