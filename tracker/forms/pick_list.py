"""A form field to choose an obstacle by its words, with or without JavaScript.

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
from tracker.models import Obstacle
from tracker.sight.options import (
    MAX_OPTIONS,
    ObstacleOption,
    ObstacleOptions,
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
    find: Callable[[str], Obstacle | None]
    """Returns the obstacle with a reference if the form's action is allowed on it, else None."""
    of: str = ""
    """The reference of what the obstacle is chosen for."""
    options: Callable[[Sight, str, Scope, str], ObstacleOptions] = obstacle_options
    """Finds the obstacles for a search text."""

    def search(self, words: str) -> ObstacleOptions:
        """Return the obstacles that match all words, or what is near."""
        return self.options(self.sight, words, self.scope, self.of)

    def note(self, option: ObstacleOption) -> str:
        """Return the line below an option's title."""
        return option_note(option, self.scope)


def option_note(option: ObstacleOption, scope: Scope) -> str:
    """Return whose obstacle it is and, if that matters, that it has a barrier already."""
    name = option.organisation or str(_("Name not shown"))
    if scope is Scope.UNGROUPED_FIRST and option.is_grouped:
        return str(_("%(name)s (linked to another barrier)", name=name))
    return name


def require_choice(_form: FlaskForm, field: "PickField") -> None:
    """Require an obstacle on which the form's action is allowed."""
    if field.found is None:
        raise ValidationError(field.advice)


class PickField(LineField):
    """An obstacle to choose from a pick list, which the form sets as `pick_list`."""

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
    def found(self) -> Obstacle | None:
        """The chosen obstacle, or the one with this reference or this whole title, or None."""
        entered = self.choice or self.data
        if not entered:
            return None
        return self.pick_list.find(entered.upper()) or self._find_by_title()

    def _find_by_title(self) -> Obstacle | None:
        title = fold(self.data or "")
        same = [row for row in self._matches.rows if fold(row.title) == title]
        return self.pick_list.find(same[0].reference) if len(same) == 1 else None

    @cached_property
    def _matches(self) -> ObstacleOptions:
        return self.pick_list.search(self.data or "")

    @property
    def options(self) -> ObstacleOptions | None:
        """What the search found; None if there was no search because something is chosen."""
        is_unclear = self.errors and self.found is None and has_visible_text(self.data or "")
        if self.is_search or is_unclear:
            return self._matches
        return None

    @property
    def chosen(self) -> ObstacleOption | None:
        """The chosen obstacle as an option, to be sent again with the form."""
        if self.is_search or self.found is None:
            return None
        reference = self.found.reference
        rows = self.pick_list.search(reference).rows
        return next((row for row in rows if row.reference == reference), None)

    @property
    def advice(self) -> str:
        """The error if nothing is chosen: what to enter, or that one of several fits."""
        words, found = (self.data or "")[:MAX_SHOWN_WORDS], self._matches
        if not has_visible_text(words):
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
        if self.pick_list.scope is Scope.OWN:
            return str(
                _(
                    "No obstacle of your organisation matches “%(text)s”. Enter other words",
                    text=words,
                )
            )
        return str(
            _("No obstacle that you can see matches “%(text)s”. Enter other words", text=words)
        )
