"""Render a summary as a tagged PDF (PDF/UA-1) on A4."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from typst import Compiler, Fonts

from tracker.editions.notes import not_printed
from tracker.editions.picture_print import picture_print
from tracker.editions.print_text import Printer, each_text
from tracker.editions.summary import Summary
from tracker.editions.summary_document import document_of
from tracker.typefaces import print_characters

PDF_TYPE = "application/pdf"

_TEMPLATE = Path(__file__).with_name("summary.typ")
_SANS = "Public Sans"
_SERIF = "Source Serif 4"


@dataclass(frozen=True)
class _Typesetter:
    """The compiler and characters for one folder of typefaces; the lock serialises its use."""

    compiler: Compiler
    faces: dict[str, frozenset[str]]
    lock: Lock

    @property
    def sans(self) -> list[str]:
        """The families to try for a text in the sans."""
        return [_SANS, *self._others, _SERIF]

    @property
    def serif(self) -> list[str]:
        """The families to try for a text in the serif."""
        return [_SERIF, _SANS, *self._others]

    @property
    def _others(self) -> list[str]:
        return [family for family in self.faces if family not in {_SANS, _SERIF}]


def summary_pdf(summary: Summary, *, fonts: Path, language: str) -> bytes:
    """Return `summary` as a PDF in `language`, set in the typefaces that lie in `fonts`.

    Equal summaries give equal bytes: the file's only clock is the day of the summary. What
    the typefaces have no letter for is shown as an empty box and named on the last page, so
    that no text can stop it.
    """
    typesetter = _typesetter(fonts)
    made_at = datetime.combine(summary.made_on, time(), tzinfo=UTC)
    words = json.dumps(_words(summary, typesetter, language))
    with typesetter.lock:
        pdf = typesetter.compiler.compile(
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"document": words},
            timestamp=made_at,
        )
    if not isinstance(pdf, bytes):
        raise TypeError("A PDF is one file.")
    return pdf


def _words(summary: Summary, typesetter: _Typesetter, language: str) -> dict[str, Any]:
    printer = Printer(typesetter.faces.values())
    document = document_of(summary, language)
    picture = picture_print(summary.network_svg)
    for label in picture["labels"]:
        label["words"] = printer.printable(label["words"])
    words: dict[str, Any] = each_text(document, printer.printable)
    words["picture"] = picture
    words["missing"] = not_printed(printer.missing)
    return {**words, "sans": typesetter.sans, "serif": typesetter.serif}


@cache
def _typesetter(fonts: Path) -> _Typesetter:
    """Return the typesetter for a folder of typefaces, cached per process."""
    typefaces = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
    compiler = Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=typefaces)
    return _Typesetter(compiler, print_characters(fonts), Lock())
