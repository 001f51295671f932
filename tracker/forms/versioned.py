"""A form for editing what somebody else may save meanwhile, and the answer to that conflict."""

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
    """One field that two people filled in differently."""

    label: str
    theirs: str
    mine: str


class VersionedForm(FlaskForm):
    """A form that knows which version of the thing it was opened with."""

    version = HiddenField("")
    form_key = FormKeyField()

    @property
    def version_read(self) -> int:
        """The version that the form was opened with; 0, which no row has, where it is forged."""
        return read_ordinal(self.version.data or "", 0)

    def differences_from(self, saved: dict[str, Any]) -> list[Difference]:
        """Return the fields in which what was saved meanwhile differs from what was typed.

        `saved` is what would fill the form; each difference reads as the form's page writes it.
        """
        found = []
        for name, theirs in saved.items():
            field = self[name]
            if name != "version" and (theirs or "") != (field.data or ""):
                label = str(field.label.text)
                found.append(
                    Difference(label, _as_read(field, theirs), _as_read(field, field.data))
                )
        return found


def show_conflict(
    form: VersionedForm,
    thing: Thing | None,
    *,
    compare: Callable[[Thing], list[Difference]],
    page: Callable[[Thing, list[Difference]], ResponseReturnValue],
    saved: Callable[[Thing], ResponseReturnValue],
) -> ResponseReturnValue:
    """Show what was saved meanwhile beside what was typed, which can then be saved over it.

    `thing` is as it is now, found again after the rollback: None where the person may not read it
    any more. Where both hands wrote the same, it counts as `saved`.
    """
    if thing is None:
        abort(404)
    differences = compare(thing)
    if not differences:
        return saved(thing)
    form.version.data = str(thing.version)
    return page(thing, differences)


def _as_read(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    choices = getattr(field, "choices", None) or []
    return str({choice.value: choice.label for choice in choices}.get(value, value or ""))
