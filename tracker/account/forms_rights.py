"""What a person is asked before they are erased."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field
from wtforms.validators import InputRequired, ValidationError

from tracker.models import Person
from tracker.sign_in.passwords import is_password, password_field


class EraseForm(FlaskForm):
    """Ask whether it is meant, and for the password of who has one."""

    is_meant = BooleanField(
        _l("I understand that this cannot be undone"),
        [InputRequired(_l("Tick the box to confirm"))],
    )
    password = password_field(_l("Password"))

    def __init__(self, person: Person, **given: Any) -> None:
        super().__init__(**given)
        self.person = person
        if not person.password:
            del self.password

    def validate_password(self, field: Field) -> None:
        """Check that it is still the person themselves; slow, so before any write."""
        if not is_password(field.data, self.person.password):
            raise ValidationError(_("The password is wrong. Try again"))
