"""Set a summary as a tagged PDF (PDF/UA-1) on A4."""

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
class _Press:
    """What sets pages in the typefaces of one folder; it takes one at a time.

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
    press = _press(fonts)
    document = document_of(summary, language)
    words = each_text(document, lambda text: printable(text, press.letters))
    words["picture"] = printable_picture(summary.network_svg or "", press.picture_letters)
    made_at = datetime.combine(summary.made_on, time(), tzinfo=UTC)
    with press.lock:
        pdf = press.compiler.compile(
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"document": json.dumps(words)},
            timestamp=made_at,
        )
    if not isinstance(pdf, bytes):
        raise TypeError("A PDF is one file.")
    return pdf


@cache
def _press(fonts: Path) -> _Press:
    """Return the press for a folder of typefaces, made once a process."""
    typefaces = Fonts(include_system_fonts=False, font_paths=[fonts])
    compiler = Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=typefaces)
    faces = print_characters(fonts)
    some, all_ = frozenset().union(*faces), frozenset.intersection(*faces)
    return _Press(compiler, PrintableLetters(some), PrintableLetters(all_), Lock())
