"""The words that a list says again and again, looked up once for each language."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from tracker.models.labels import label
from tracker.models.vocabulary import Level, Status
from tracker.obstacles.asked import HasWorkaround, Shared, Sort


@dataclass(frozen=True)
class ListWords:
    """One language's words for rows, filters and orders; numbers are worded when first met."""

    partner: str
    uncategorised: str
    at_partner: str
    at: str
    sorts: dict[str, str]
    legends: dict[str, str]
    values: dict[str, dict[str, str]]
    """For each filter, its values in words."""
    chips: dict[tuple[str, str], str]
    """Values that need more words where their filter's legend does not stand by."""
    _others: dict[int, str] = field(default_factory=dict)

    def shared_with(self, others: int) -> str:
        """Say with how many others an obstacle is shared."""
        if others not in self._others:
            self._others[others] = ngettext(
                "shared with %(num)s other", "shared with %(num)s others", others
            )
        return self._others[others]

    def helped_at(self, organisation: str | None) -> str:
        """Say where a workaround helped."""
        return self.at_partner if organisation is None else self.at.format(organisation)

    def chip(self, name: str, value: str) -> str:
        """Say one value of a filter by itself."""
        return self.chips.get((name, value)) or self.values[name][value]


def list_words() -> ListWords:
    """Return the words in the reader's language."""
    return _words_in(str(get_locale()))


@cache
def _words_in(_locale: str) -> ListWords:
    return ListWords(
        partner=_("A partner"),
        uncategorised=_("No category"),
        at_partner=_("at a partner"),
        at=_("at {}"),
        sorts=_sorts(),
        legends={
            "status": _("State"),
            "shared": _("Barrier"),
            "workaround": _("Workaround"),
            "level": _("Level that can remove it"),
            "organisation": _("Organisation"),
            "category": _("Category"),
        },
        values={
            "status": _labels(Status),
            "shared": {
                Shared.YES: _("shared"),
                Shared.NO: _("not shared"),
                Shared.UNGROUPED: _("not yet grouped"),
            },
            "workaround": {HasWorkaround.YES: _("has one"), HasWorkaround.NO: _("none yet")},
            "level": _labels(Level),
        },
        chips=_chips(),
    )


def _labels(vocabulary: type[StrEnum]) -> dict[str, str]:
    return {word.value: str(label(word)) for word in vocabulary}


def _sorts() -> dict[str, str]:
    return {
        Sort.NEWEST: _("Newest first"),
        Sort.OLDEST: _("Oldest first"),
        Sort.CHANGED: _("Last changed first"),
        Sort.TITLE: _("Title, A to Z"),
        Sort.ORGANISATION: _("Organisation, A to Z"),
        Sort.STATUS: _("Status, open first"),
        Sort.WIDEST: _("Most widely shared first"),
    }


def _chips() -> dict[tuple[str, str], str]:
    levels = {("level", level.value): _("%(level)s level", level=label(level)) for level in Level}
    return {
        ("shared", Shared.YES): _("shared barriers"),
        ("shared", Shared.NO): _("barriers not shared"),
        ("workaround", HasWorkaround.YES): _("with a workaround"),
        ("workaround", HasWorkaround.NO): _("without a workaround"),
        **levels,
    }
