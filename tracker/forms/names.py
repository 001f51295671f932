"""The field for names, with the validation that all forms share."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from tracker.errors import DomainError
from tracker.forms.fields import LineField, MaxLength
from tracker.models.checks import check_name


def is_a_name(_form: FlaskForm, field: Field) -> None:
    """Refuse a name that could be mistaken for an address; the commands check the same."""
    try:
        check_name(field.data or "")
    except DomainError as error:
        raise ValidationError(str(error)) from error


class NameField(LineField):
    """A name of a person or thing, on one line."""

    def __init__(self, label: Any, max_length: int, *validators: Any, **options: Any) -> None:
        super().__init__(label, [*validators, MaxLength(max_length), is_a_name], **options)
