"""Labels of a summary that its page, its PDF and its workbook have in common."""

from collections.abc import Hashable, Mapping

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.editions.summary import CategoryMatrix
from tracker.exports.labels import LEVELS
from tracker.exports.writers import Label

LEVEL_ROWS: Mapping[Hashable, Label] = {**LEVELS, None: _l("level not recorded")}
"""The names of the rows by level."""
TOTAL = _l("Total")
"""The name of the matrix's last row and of its last column."""


def matrix_caption(matrix: CategoryMatrix) -> str:
    """Return what the numbers of the matrix count, and what has no column."""
    sentences = [
        _("Number of obstacles by category and organisation."),
        _("An obstacle can have several categories. A total counts it once."),
    ]
    if any(count is None for row in matrix.counts for count in row):
        sentences.append(_("A dash means that the number is not shown."))
    if matrix.without_column:
        sentences.append(
            ngettext(
                "The last total also counts %(number)s obstacle whose organisation’s name is not "
                "shown. It has no column.",
                "The last total also counts %(number)s obstacles whose organisation’s name is not "
                "shown. They have no column.",
                matrix.without_column,
                number=format_decimal(matrix.without_column),
            )
        )
    return " ".join(sentences)
