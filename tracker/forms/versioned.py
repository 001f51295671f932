"""Optimistic locking in forms: three-way merge of concurrent edits, and their conflicts."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField

from tracker.audit.own_changes import is_last_changed_by_actor
from tracker.errors import EditConflict
from tracker.extensions import db
from tracker.forms.fields import FormKeyField
from tracker.forms.parsing import read_ordinal

Params = ParamSpec("Params")
Comparable = str | bool | list[str]
"""What a field holds, as it is compared and stored as JSON."""
MAX_RETRIES = 10
_NEVER_MERGED = frozenset({"csrf_token", "form_key", "opened_with", "version"})


@dataclass(frozen=True)
class Difference:
    """One field that two concurrent edits changed to different values, as display texts."""

    name: str
    label: str
    base: str | None
    """None if it is unknown: the form was sent without it."""
    theirs: str
    mine: str


class OpenedWithField(HiddenField):
    """The values that a form was opened with, as JSON: the base of a three-way merge."""

    def __init__(self, **options: Any) -> None:
        super().__init__("", **options)

    def values(self) -> dict[str, Comparable]:
        """Return the values by field name; none of a field that is missing or invalid."""
        try:
            values = json.loads(self.data or "{}")
        except (ValueError, RecursionError):
            return {}
        if not isinstance(values, dict):
            return {}
        return {name: value for name, value in values.items() if _is_comparable(value)}


class MergedForm(FlaskForm):
    """A form for the current values of a thing, given as `data`, that two people may edit at once.

    `edited` is the thing; without it, nobody can tell whose edit was first.

    A field that only the other person changed since the form was opened takes their value; one
    that both changed to different values is a conflict, and the form is not valid.
    """

    opened_with = OpenedWithField()

    def __init__(self, *args: Any, edited: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._edited = edited
        self.conflicts: list[Difference] = []
        if self.opened_with.raw_data is None:  # Opened, not sent.
            self._rebase()

    @property
    def error_status(self) -> int:
        """The HTTP status of a page that shows this form again: 409 for a conflict, or 422."""
        return 409 if self.conflicts else 422

    @property
    def is_conflict_with_oneself(self) -> bool:
        """Whether this person saved all that is in conflict, such as in another window."""
        names = [conflict.name for conflict in self.conflicts]
        return self._edited is not None and is_last_changed_by_actor(self._edited, names)

    def validate(self, *args: Any, **options: Any) -> bool:
        """Validate; merge concurrent edits into valid input. Conflicts are stored in `conflicts`.

        Invalid input is not merged yet: it is still based on what the form was opened with.
        """
        if not super().validate(*args, **options):
            return False
        if not self._is_outdated():
            return True
        self.conflicts = list(self._merge())
        is_valid: bool = super().validate(*args, **options)  # It parses what was taken over.
        return is_valid and not self.conflicts

    def _is_outdated(self) -> bool:
        opened_with = self.opened_with.values()
        return bool(opened_with) and opened_with != self._current_values()

    def _merge(self) -> Iterator[Difference]:
        """Take over what only the other person changed; yield what both changed."""
        opened_with = self.opened_with.values()
        for field in self._merged_fields():
            base, theirs = opened_with.get(field.name), _comparable(field, field.object_data)
            mine = _comparable(field, field.data)
            if mine == base:
                field.data = field.object_data
            elif theirs not in (base, mine):
                yield Difference(
                    field.name,
                    str(field.label.text),
                    None if base is None else _display_text(field, base),
                    _display_text(field, theirs),
                    _display_text(field, mine),
                )
        self._rebase()

    def _rebase(self) -> None:
        """Set the current values as the base, so that saving the form again overrides them."""
        self.opened_with.data = json.dumps(self._current_values(), ensure_ascii=False)

    def _current_values(self) -> dict[str, Comparable]:
        return {
            field.name: _comparable(field, field.object_data) for field in self._merged_fields()
        }

    def _merged_fields(self) -> list[Field]:
        return [field for field in self if field.name not in _NEVER_MERGED]


class VersionedForm(MergedForm):
    """A form to add a thing, or to edit one that counts its versions: `data` has its `version`."""

    version = HiddenField("")
    form_key = FormKeyField()

    @property
    def version_read(self) -> int:
        """The version that the form was opened with; 0, which no row has, if it is invalid."""
        return read_ordinal(self.version.data or "", 0)

    def _is_outdated(self) -> bool:
        return self._is_of_a_row and self.version.data != self.version.object_data

    def _rebase(self) -> None:
        if self._is_of_a_row:
            super()._rebase()
            self.version.data = self.version.object_data

    @property
    def _is_of_a_row(self) -> bool:
        return self.version.object_data is not None


def retry_on_conflict(
    view: Callable[Params, ResponseReturnValue],
) -> Callable[Params, ResponseReturnValue]:
    """Run the request's view again if another transaction was first: its form then merges.

    It loads the thing anew, so that it checks again what the person may do.
    """

    @wraps(view)
    def retry(*args: Params.args, **values: Params.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **values)
        except EditConflict:
            db.session.rollback()
            g.retries = g.get("retries", 0) + 1
            if g.retries > MAX_RETRIES:
                abort(503)
            guarded_view: Any = current_app.view_functions[request.endpoint or ""]
            response: ResponseReturnValue = guarded_view(**(request.view_args or {}))
            return response

    return retry


def _is_comparable(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, (bool, str))


def _comparable(field: Field, value: Any) -> Comparable:
    """Return a field's value as it is compared: as if it had been submitted."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return sorted(map(str, value))
    text = "" if value is None else str(value)
    for clean in field.filters:
        text = clean(text)
    return text.replace("\r\n", "\n")


def _display_text(field: Field, value: Any) -> str:
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    labels = {choice.value: str(choice.label) for choice in getattr(field, "choices", None) or ()}
    values = value if isinstance(value, list) else [value or ""]
    return ", ".join(labels.get(each, str(each)) for each in values)
