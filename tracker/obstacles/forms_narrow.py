"""The form to let fewer people see an obstacle, or to hide its organisation's name."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, ValidationError

from tracker.auth.widening import Readers, readers_of, widening
from tracker.forms.fields import OneOf, to_choices
from tracker.forms.readers import unnamed_field
from tracker.models import Obstacle
from tracker.models.labels import choices_of
from tracker.models.vocabulary import Visibility


class NarrowForm(FlaskForm):
    """Form for who can still see an obstacle: only for those groups that can see it now."""

    visibility = RadioField(
        _l("Who can see it?"), [OneOf(_l("Choose who can see it"))], validate_choice=False
    )
    is_unnamed: BooleanField = unnamed_field()

    def __init__(self, *args: Any, obstacle: Obstacle, **options: Any) -> None:
        before = readers_of(obstacle)
        data = {"visibility": before.visibility.value, "is_unnamed": not before.is_named}
        super().__init__(*args, data=data, **options)
        self._before = before
        self.visibility.choices = to_choices(
            (value, label)
            for value, label in choices_of(Visibility)
            if not widening(before, Readers(Visibility(value), is_named=False))
        )

    def validate_is_unnamed(self, _field: BooleanField) -> None:
        """Refuse to show a name that is not shown now."""
        if not self._before.is_named and not self.is_unnamed.data:
            raise ValidationError(_("Your organisation’s name is not shown now. It stays so"))

    def readers(self) -> Readers:
        """Return the readers that were chosen, once the form is valid."""
        return Readers(Visibility(self.visibility.data), not self.is_unnamed.data)
