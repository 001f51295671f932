"""Optimistic locking in forms: the version a form was opened with, and the conflict page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField

from tracker.forms.fields import FormKeyField
from tracker.forms.parsing import read_ordinal
from tracker.models.version import Versioned

Thing = TypeVar("Thing", bound=Versioned)


@dataclass(frozen=True)
class Difference:
    """One field that two concurrent edits set to different values."""

    label: str
    theirs: str
    mine: str


class VersionedForm(FlaskForm):
    """A form with the version of the thing that it was opened with."""

    version = HiddenField("")
    form_key = FormKeyField()

    @property
    def version_read(self) -> int:
        """The version that the form was opened with; 0, which no row has, if it is invalid."""
        return read_ordinal(self.version.data or "", 0)

    def differences_from(self, saved: dict[str, Any]) -> list[Difference]:
        """Return the fields whose concurrently saved values differ from the form's input.

        `saved` is the initial form data of the saved thing; values are formatted as on the page.
        """
        differences = []
        for name, theirs in saved.items():
            field = self[name]
            if name != "version" and (theirs or "") != (field.data or ""):
                label = str(field.label.text)
                differences.append(
                    Difference(
                        label, _display_value(field, theirs), _display_value(field, field.data)
                    )
                )
        return differences


def show_conflict(
    form: VersionedForm,
    thing: Thing | None,
    *,
    compare: Callable[[Thing], list[Difference]],
    page: Callable[[Thing, list[Difference]], ResponseReturnValue],
    saved: Callable[[Thing], ResponseReturnValue],
) -> ResponseReturnValue:
    """Return the page of an edit conflict, on which the own input can be saved over the other's.

    `thing` is the current state, loaded after the rollback: None if the person may not read it any
    more. If both edits are equal, it is treated as `saved`.
    """
    if thing is None:
        abort(404)
    differences = compare(thing)
    if not differences:
        return saved(thing)
    form.version.data = str(thing.version)
    return page(thing, differences)


def _display_value(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    choices = getattr(field, "choices", None) or []
    return str({choice.value: choice.label for choice in choices}.get(value, value or ""))
