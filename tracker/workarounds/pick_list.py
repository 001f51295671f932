"""The pick list that offers workarounds, found by words within the viewer's sight."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.forms.pick_list import PickList, more_sentence
from tracker.sight.catalogue import catalogue_of
from tracker.sight.options import MAX_OPTIONS, MAX_WORDS_LENGTH, PickOption, PickOptions, Scope
from tracker.sight.sight import Sight
from tracker.workarounds.queries import NEWEST_FIRST, workarounds_matching


def workaround_options(sight: Sight, words: str, of: str = "") -> PickOptions:
    """Return the workarounds that match all words, one's own first, but not the one `of`."""
    own = {
        one.short_name
        for one in catalogue_of(sight).organisations
        if one.id in sight.organisation_ids
    }
    found = [
        row
        for row in workarounds_matching(sight, words.strip()[:MAX_WORDS_LENGTH], NEWEST_FIRST)
        if row.reference != of
    ]
    found.sort(key=lambda row: row.owner not in own)
    rows = tuple(
        PickOption(row.reference, row.title, None, row.owner) for row in found[:MAX_OPTIONS]
    )
    return PickOptions(rows, has_more=len(found) > MAX_OPTIONS)


class WorkaroundPickList(PickList):
    """What a pick list of workarounds offers to whom."""

    def __init__(self, sight: Sight, find: Callable[[str], Any], of: str = "") -> None:
        super().__init__(sight, Scope.VISIBLE, find, of)

    def search(self, words: str) -> PickOptions:
        """Return the workarounds that match all words."""
        return workaround_options(self.sight, words, self.of)

    @property
    def legend_of_chosen(self) -> str:
        """The legend above what is chosen."""
        return str(_("Chosen workaround"))

    def legend(self, found: PickOptions) -> str:
        """Return the legend above what was found, if anything was."""
        if found.has_more:
            return more_sentence(found)
        return str(
            ngettext(
                "%(num)s workaround found. Choose one:",
                "%(num)s workarounds found. Choose one:",
                len(found.rows),
            )
        )

    def advice(self, words: str, found: PickOptions) -> str:
        """Return what to enter, or which to choose, if nothing is chosen; `words` are shown."""
        if not words:
            return str(_("Choose a workaround. Enter words from it, or its reference"))
        if found.has_more:
            return str(
                _(
                    "Choose a workaround from the list. More than %(number)s match “%(text)s”",
                    number=MAX_OPTIONS,
                    text=words,
                )
            )
        if found.rows:
            return str(
                ngettext(
                    "Choose a workaround from the list. %(num)s workaround matches “%(text)s”",
                    "Choose a workaround from the list. %(num)s workarounds match “%(text)s”",
                    len(found.rows),
                    text=words,
                )
            )
        return str(
            _("No workaround that you can see matches “%(text)s”. Enter other words", text=words)
        )
