"""What an administrator may type: a new programme, and whom to invite."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

from tracker.errors import DomainError
from tracker.forms.fields import LineField, Said
from tracker.forms.names import NameField
from tracker.people.forms_invitations import AddressForm
from tracker.programmes.commands import (
    LONGEST_FULL_NAME,
    LONGEST_NAME,
    LONGEST_PREFIX,
    LONGEST_SLUG,
    is_prefix,
    is_slug,
)

# Each limit here has its twins in the model's constraints and in the commands.


class NewProgrammeForm(AddressForm):
    """A programme, and who is invited to lead it."""

    name = NameField(
        _l("Name"),
        LONGEST_NAME,
        Said(_l("Give the programme’s name")),
        description=_l("Short, as people say it."),
    )
    full_name = NameField(
        _l("Full name"),
        LONGEST_FULL_NAME,
        Said(_l("Give the programme’s full name")),
    )
    slug = LineField(
        _l("Address"),
        description=_l("Lower-case letters, digits and hyphens; it stays for good."),
    )
    prefix = LineField(
        _l("Prefix"),
        description=_l("Begins the code of each obstacle, such as TICC; it stays for good."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email.label.text = _l("E-mail address of its first lead")

    def validate_slug(self, field: Field) -> None:
        """Ask for what can stand in an address."""
        if not is_slug(field.data or ""):
            raise ValidationError(
                _l("Write up to %(most)s lower-case letters, digits and hyphens", most=LONGEST_SLUG)
            )

    def validate_prefix(self, field: Field) -> None:
        """Ask for what can begin a code."""
        if not is_prefix((field.data or "").upper()):
            raise ValidationError(
                _l("Write up to %(most)s letters and digits", most=LONGEST_PREFIX)
            )

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.slug.errors = [*self.slug.errors, str(error)]
