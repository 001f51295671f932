"""How a summary's numbers were counted, in sentences."""

from flask_babel import gettext as _

from tracker.editions.summary import Summary


def notes_of(summary: Summary) -> list[str]:
    """Return what a reader must know to read the numbers right, the summary's own notes last."""
    return [
        summary.sight,
        _("A barrier is shared when its obstacles come from two organisations or more."),
        _(
            "Still in the way: open or being worked on. Past it: worked round or resolved. "
            "Accepted as immovable is neither, and counted apart."
        ),
        _(
            "An obstacle may be in several categories, so numbers by category may add up to more "
            "than there are obstacles."
        ),
        _(
            "Where fewer than %(threshold)d organisations are unnamed, no number is given "
            "that would tell which.",
            threshold=summary.threshold,
        ),
        *summary.notes,
    ]
