"""The labels of the list, translated once per language."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from tracker.models.labels import label
from tracker.models.vocabulary import Level, Outcome, Status
from tracker.register.criteria import HasWorkaround, Shared, Sort


@dataclass(frozen=True)
class ListLabels:
    """One language's labels for rows, filters and orders; plural forms are cached by number."""

    partner: str
    uncategorised: str
    helped_by_partner: dict[str, str]
    helped_by: dict[str, str]
    """The phrase for each helpful outcome at a named organisation."""
    sorts: dict[str, str]
    legends: dict[str, str]
    values: dict[str, dict[str, str]]
    """The labels of each filter's values."""
    chips: dict[tuple[str, str], str]
    """The labels of values that need their filter's name outside the filter form."""
    unknown_names: dict[str, str]
    unknown_choice: str
    _others: dict[int, str] = field(default_factory=dict)

    def shared_with(self, others: int) -> str:
        """Return the label for the number of other organisations."""
        if others not in self._others:
            self._others[others] = ngettext(
                "shared with %(num)s other organisation",
                "shared with %(num)s other organisations",
                others,
            )
        return self._others[others]

    def helped_at(self, outcome: str, organisation: str | None) -> str:
        """Return the label for a helpful outcome and its organisation."""
        if organisation is None:
            return self.helped_by_partner[outcome]
        return self.helped_by[outcome] % {"organisation": organisation}

    def chip(self, name: str, value: str) -> str:
        """Return the label of one filter value outside the filter form."""
        return self.chips.get((name, value)) or self.values[name][value]

    def unknown(self, name: str, value: str) -> str:
        """Return the sentence on a value that the filter does not have."""
        sentence = self.unknown_names.get(name, self.unknown_choice)
        return sentence % {"value": value, "filter": self.legends[name]}


def list_labels() -> ListLabels:
    """Return the labels in the viewer's language."""
    return _labels_in(str(get_locale()))


@cache
def _labels_in(_locale: str) -> ListLabels:
    return ListLabels(
        partner=_("A partner"),
        uncategorised=_("No category"),
        helped_by_partner={
            Outcome.WORKED: _("worked at a partner"),
            Outcome.PARTLY: _("partly worked at a partner"),
        },
        helped_by={
            Outcome.WORKED: _("worked at %(organisation)s"),
            Outcome.PARTLY: _("partly worked at %(organisation)s"),
        },
        sorts=_sorts(),
        legends={
            "status": _("Status"),
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
                Shared.UNGROUPED: _("no barrier yet"),
            },
            "workaround": {
                HasWorkaround.YES: _("with a workaround"),
                HasWorkaround.NO: _("without a workaround"),
            },
            "level": _labels(Level),
        },
        chips=_chips(),
        unknown_names={
            "category": _("No category “%(value)s” here any more."),
            "organisation": _("No organisation “%(value)s” here any more."),
        },
        unknown_choice=_("The filter “%(filter)s” has no choice “%(value)s”."),
    )


def _labels(vocabulary: type[StrEnum]) -> dict[str, str]:
    return {word.value: str(label(word)) for word in vocabulary}


def _sorts() -> dict[str, str]:
    return {
        Sort.NEWEST: _("Newest first"),
        Sort.OLDEST: _("Oldest first"),
        Sort.CHANGED: _("Recently changed first"),
        Sort.TITLE: _("Title, A to Z"),
        Sort.ORGANISATION: _("Organisation, A to Z"),
        Sort.STATUS: _("Status, open first"),
        Sort.WIDEST: _("Shared by most organisations first"),
    }


def _chips() -> dict[tuple[str, str], str]:
    levels = {("level", level.value): _("Level: %(level)s", level=label(level)) for level in Level}
    return {
        ("shared", Shared.YES): _("shared barriers"),
        ("shared", Shared.NO): _("barriers not shared"),
        **levels,
    }
