"""Render a summary as a tagged PDF (PDF/UA-1) on A4."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock

from typst import Compiler, Fonts

from tracker.editions.print_text import (
    PrintableLetters,
    each_text,
    printable,
    printable_picture,
)
from tracker.editions.summary import Summary
from tracker.editions.summary_document import document_of
from tracker.typefaces import print_characters

PDF_TYPE = "application/pdf"

_TEMPLATE = Path(__file__).with_name("summary.typ")


@dataclass(frozen=True)
class _Typesetter:
    """The compiler and characters for one folder of typefaces; the lock serialises its use.

    On the page one typeface lends its letters to another; within a picture it does not.
    """

    compiler: Compiler
    letters: PrintableLetters
    picture_letters: PrintableLetters
    lock: Lock


def summary_pdf(summary: Summary, *, fonts: Path, language: str) -> bytes:
    """Return `summary` as a PDF in `language`, set in the typefaces that lie in `fonts`.

    Equal summaries give equal bytes: the file's only clock is the day of the summary. What
    the typefaces have no letter for is shown as an empty box, so that no text can stop it.
    """
    typesetter = _typesetter(fonts)
    document = document_of(summary, language)
    words = each_text(document, lambda text: printable(text, typesetter.letters))
    words["picture"] = printable_picture(summary.network_svg or "", typesetter.picture_letters)
    made_at = datetime.combine(summary.made_on, time(), tzinfo=UTC)
    with typesetter.lock:
        pdf = typesetter.compiler.compile(
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"document": json.dumps(words)},
            timestamp=made_at,
        )
    if not isinstance(pdf, bytes):
        raise TypeError("A PDF is one file.")
    return pdf


@cache
def _typesetter(fonts: Path) -> _Typesetter:
    """Return the typesetter for a folder of typefaces, cached per process."""
    typefaces = Fonts(include_system_fonts=False, font_paths=[fonts])
    compiler = Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=typefaces)
    faces = print_characters(fonts)
    some, all_ = frozenset().union(*faces), frozenset.intersection(*faces)
    return _Typesetter(compiler, PrintableLetters(some), PrintableLetters(all_), Lock())
