"""The notes on how a summary's numbers were counted."""

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
