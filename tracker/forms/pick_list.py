"""A form field to choose an obstacle, or a workaround, by its words, with or without JavaScript.

Beside the text in `name` a form sends `name-choice`, the reference of what is chosen, and
`name-search` from the button that searches. A reference as the text is a choice too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from tracker.fold import fold
from tracker.forms.fields import LineField
from tracker.forms.parsing import has_visible_text, one_line
from tracker.sight.options import (
    MAX_OPTIONS,
    PickOption,
    PickOptions,
    Scope,
    obstacle_options,
)
from tracker.sight.sight import Sight

MAX_SHOWN_WORDS = 60


@dataclass(frozen=True)
class PickList:
    """What a pick list offers to whom."""

    sight: Sight
    scope: Scope
    find: Callable[[str], Any]
    """Returns the thing with a reference if the form's action is allowed on it, else None."""
    of: str = ""
    """The reference of what it is chosen for."""

    def search(self, words: str) -> PickOptions:
        """Return the obstacles that match all words."""
        return obstacle_options(self.sight, words, self.scope, self.of)

    def note(self, option: PickOption) -> str:
        """Return the line below an option's title."""
        return option_note(option, self.scope)

    @property
    def legend_of_chosen(self) -> str:
        """The legend above what is chosen."""
        return str(_("Chosen obstacle"))

    def legend(self, found: PickOptions) -> str:
        """Return the legend above what was found, if anything was."""
        if found.is_near:
            return str(
                _(
                    "No obstacle that you can choose has these words. Choose one that is near in"
                    " meaning or has parts of them:"
                )
            )
        if found.has_more:
            return more_sentence(found)
        return str(
            ngettext(
                "%(num)s obstacle found. Choose one:",
                "%(num)s obstacles found. Choose one:",
                len(found.rows),
            )
        )

    def advice(self, words: str, found: PickOptions) -> str:
        """Return what to enter, or which to choose, if nothing is chosen; `words` are shown."""
        if not words:
            return str(_("Choose an obstacle. Enter words from it, or its reference"))
        if found.has_more:
            return str(
                _(
                    "Choose an obstacle from the list. More than %(number)s match “%(text)s”",
                    number=MAX_OPTIONS,
                    text=words,
                )
            )
        if found.is_near and found.rows:
            return str(
                _(
                    "No obstacle that you can choose has the words “%(text)s”. Choose one that is"
                    " near in meaning, or enter other words",
                    text=words,
                )
            )
        if found.rows:
            return str(
                ngettext(
                    "Choose an obstacle from the list. %(num)s obstacle matches “%(text)s”",
                    "Choose an obstacle from the list. %(num)s obstacles match “%(text)s”",
                    len(found.rows),
                    text=words,
                )
            )
        if self.scope is Scope.OWN:
            return str(
                _(
                    "No obstacle of your organisation matches “%(text)s”. Enter other words",
                    text=words,
                )
            )
        return str(
            _("No obstacle that you can see matches “%(text)s”. Enter other words", text=words)
        )


def more_sentence(found: PickOptions) -> str:
    """Return the sentence that there are more than those shown."""
    return str(
        _(
            "The first %(number)s are shown. Enter more words to find others.",
            number=len(found.rows),
        )
    )


def options_as_json(found: PickOptions, note: Callable[[PickOption], str]) -> dict[str, Any]:
    """Return the response to a pick list's script: the options and a sentence on them."""
    options = [
        {
            "value": option.reference,
            "label": option.title,
            "status": option.status.value if option.status else "",
            "note": note(option),
        }
        for option in found.rows
    ]
    return {"options": options, "summary": _summary(found)}


def _summary(found: PickOptions) -> str:
    """Return the sentence that a screen reader announces."""
    if not found.rows:
        return str(_("Nothing that you can see matches. Enter other words."))
    if found.is_near:
        return str(
            ngettext(
                "Nothing that you can choose has these words. %(num)s is near in meaning or has"
                " parts of them. Use the up and down arrow keys to choose.",
                "Nothing that you can choose has these words. %(num)s are near in meaning or have"
                " parts of them. Use the up and down arrow keys to choose.",
                len(found.rows),
            )
        )
    if found.has_more:
        return more_sentence(found)
    return str(
        ngettext(
            "%(num)s found. Use the up and down arrow keys to choose.",
            "%(num)s found. Use the up and down arrow keys to choose.",
            len(found.rows),
        )
    )


def option_note(option: PickOption, scope: Scope) -> str:
    """Return whose obstacle it is and, if that matters, that it has a barrier already."""
    name = option.organisation or str(_("Name not shown"))
    if scope is Scope.UNGROUPED_FIRST and option.is_grouped:
        return str(_("%(name)s (linked to another barrier)", name=name))
    return name


def require_choice(_form: FlaskForm, field: "PickField") -> None:
    """Require a thing on which the form's action is allowed."""
    if field.found is None:
        raise ValidationError(field.advice)


class PickField(LineField):
    """A thing to choose from a pick list, which the form sets as `pick_list`."""

    pick_list: PickList
    is_search = False
    """Whether the form was sent to search, not to choose."""
    choice = ""

    def __init__(self, label: Any, validators: Any = (require_choice,), **options: Any) -> None:
        super().__init__(label, validators, **options)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the choice and the button that was pressed, beside the text."""
        super().process(formdata, data, extra_filters)
        if formdata is not None:
            self.is_search = f"{self.name}-search" in formdata
        if formdata is not None and not self.is_search:
            choices = formdata.getlist(f"{self.name}-choice")
            self.choice = (one_line(choices[0]) or "") if choices else ""

    @cached_property
    def found(self) -> Any:
        """The chosen thing, or the one with this reference or this whole title, or None."""
        entered = self.choice or self.data
        if not entered:
            return None
        return self.pick_list.find(entered.upper()) or self._find_by_title()

    def _find_by_title(self) -> Any:
        title = fold(self.data or "")
        same = [row for row in self._matches.rows if fold(row.title) == title]
        return self.pick_list.find(same[0].reference) if len(same) == 1 else None

    @cached_property
    def _matches(self) -> PickOptions:
        return self.pick_list.search(self.data or "")

    @property
    def options(self) -> PickOptions | None:
        """What the search found; None if there was no search because something is chosen."""
        is_unclear = self.errors and self.found is None and has_visible_text(self.data or "")
        if self.is_search or is_unclear:
            return self._matches
        return None

    @property
    def chosen(self) -> PickOption | None:
        """The chosen thing as an option, to be sent again with the form."""
        if self.is_search or self.found is None:
            return None
        reference = self.found.reference
        rows = self.pick_list.search(reference).rows
        return next((row for row in rows if row.reference == reference), None)

    @property
    def advice(self) -> str:
        """The error if nothing is chosen: what to enter, or that one of several fits."""
        words = (self.data or "")[:MAX_SHOWN_WORDS]
        return self.pick_list.advice(words if has_visible_text(words) else "", self._matches)
