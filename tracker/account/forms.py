"""Forms of one's own account: name, email address."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field
from wtforms.validators import ValidationError

from tracker.forms.fields import MaxLength, Required
from tracker.forms.names import NameField
from tracker.models import Person
from tracker.people.commands import MAX_NAME_LENGTH, AddressNotValid, checked_address
from tracker.sign_in.passwords import is_password, password_field

# Each limit here has its twins in the models' constraints and in the commands.

MAX_ADDRESS_LENGTH = 254


class NameForm(FlaskForm):
    """The person's name."""

    name = NameField(
        _l("Your name"),
        MAX_NAME_LENGTH,
        Required(_l("Enter your name")),
        description=_l("The name your colleagues know. It appears with what you log."),
    )


class OwnPasswordForm(FlaskForm):
    """A form that requires the person's password, if they have one, in its field `password`."""

    def __init__(self, person: Person, **options: Any) -> None:
        super().__init__(**options)
        self.person = person
        if not person.password:
            del self.password

    def validate_password(self, field: Field) -> None:
        """Verify the password; slow, so before any write."""
        if not is_password(field.data, self.person.password):
            raise ValidationError(_("The password is wrong. Try again"))


class NewAddressForm(OwnPasswordForm):
    """A new email address; requires the password, if there is one."""

    email = EmailField(
        _l("New email address"),
        [MaxLength(MAX_ADDRESS_LENGTH)],
        filters=[lambda address: (address or "").strip()],
    )
    password = password_field(_l("Password"))

    def validate_email(self, field: Field) -> None:
        """Require a valid address that differs from the current one."""
        try:
            address = checked_address(field.data)
        except AddressNotValid as error:
            raise ValidationError(str(error)) from error
        if address == self.person.email:
            raise ValidationError(_("This is already your email address"))
