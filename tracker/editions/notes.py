"""The notes on how a summary's numbers were counted, and on what its PDF lacks."""

import unicodedata
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.editions.summary import Summary


def notes_of(summary: Summary) -> list[str]:
    """Return the notes on the counting rules, the summary's own notes last."""
    return [
        summary.sight,
        _("A barrier is shared when its obstacles come from two organisations or more."),
        _(
            "Still in the way: open or being worked on. No longer in the way: worked round or "
            "resolved. Accepted as immovable: counted separately."
        ),
        _(
            "An obstacle can have several categories, so the numbers by category can add up to "
            "more than the total."
        ),
        ngettext(
            "If fewer than %(num)s organisation does not show its name, we leave out numbers that "
            "could reveal it.",
            "If fewer than %(num)s organisations do not show their name, we leave out numbers "
            "that could reveal them.",
            summary.threshold,
        ),
        *summary.notes,
    ]


def not_printed(characters: Sequence[str]) -> str:
    """Return a sentence that names `characters`, which no typeface has; nothing for none."""
    if not characters:
        return ""
    sentence: str = ngettext(
        "%(num)s character could not be printed: %(names)s.",
        "%(num)s characters could not be printed: %(names)s.",
        len(characters),
        names=", ".join(map(_named, characters)),
    )
    return sentence


def _named(character: str) -> str:
    """Return the number of a character and its Unicode name, if it has one."""
    number, name = f"U+{ord(character):04X}", unicodedata.name(character, "")
    return f"{number} {name}" if name else number
