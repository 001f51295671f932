"""What a name may be, in every form that asks for one."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from tracker.errors import DomainError
from tracker.forms.fields import LineField, MaxLength
from tracker.models.checks import check_name


def is_a_name(_form: FlaskForm, field: Field) -> None:
    """Refuse what would be read as something else; its twin is in the commands."""
    try:
        check_name(field.data or "")
    except DomainError as error:
        raise ValidationError(str(error)) from error


class NameField(LineField):
    """A name of somebody or something, on one line."""

    def __init__(self, label: Any, longest: int, *validators: Any, **options: Any) -> None:
        super().__init__(label, [*validators, MaxLength(longest), is_a_name], **options)
