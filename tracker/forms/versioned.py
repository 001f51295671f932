"""A form for editing a thing that somebody else may save meanwhile."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField

from tracker.forms.fields import FormKeyField
from tracker.forms.parsing import read_ordinal


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


def _as_read(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    choices = getattr(field, "choices", None) or []
    return str({choice.value: choice.label for choice in choices}.get(value, value or ""))
