"""Forms of the administration: a new programme with its first lead."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field
from wtforms.validators import ValidationError

from tracker.forms.fields import LineField, Required
from tracker.forms.names import NameField
from tracker.models.programme import PREFIX_LENGTH, SLUG_LENGTH
from tracker.people.forms_invitations import AddressForm
from tracker.programmes.commands import (
    MAX_FULL_NAME_LENGTH,
    MAX_NAME_LENGTH,
    is_prefix,
    is_slug,
)
from tracker.programmes.queries_proposals import proposed_prefix, proposed_slug

# Each limit here has its twins in the model's constraints and in the commands.


class NewProgrammeForm(AddressForm):
    """A new programme and the email address of its lead."""

    refused_field = "slug"

    name = NameField(
        _l("Name"),
        MAX_NAME_LENGTH,
        Required(_l("Enter the programme’s name")),
        description=_l("The short name people use."),
    )
    full_name = NameField(
        _l("Full name"),
        MAX_FULL_NAME_LENGTH,
        Required(_l("Enter the programme’s full name")),
    )
    slug = LineField(
        _l("Web address"),
        description=_l(
            "Lower-case letters, digits and hyphens. Leave blank for a proposal. "
            "You cannot change it later."
        ),
    )
    prefix = LineField(
        _l("Reference prefix"),
        description=_l(
            "The first part of every reference, for example %(example)s. "
            "Leave blank for a proposal. You cannot change it later.",
            example="TICC",
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email.label.text = _l("Email address of the programme lead")

    def validate_slug(self, field: Field) -> None:
        """Require a valid slug; propose one if none was entered, for the person to check."""
        if not field.data and (proposal := proposed_slug(self.name.data or "")):
            field.data = proposal
            raise ValidationError(_l("Check the web address that we propose, then send again"))
        if not is_slug(field.data or ""):
            raise ValidationError(
                ngettext(
                    "Enter up to %(num)s lower-case letter, digit or hyphen",
                    "Enter up to %(num)s lower-case letters, digits or hyphens",
                    SLUG_LENGTH,
                )
            )

    def validate_prefix(self, field: Field) -> None:
        """Require a valid prefix; propose one if none was entered, for the person to check."""
        if not field.data and (proposal := proposed_prefix(self.name.data or "")):
            field.data = proposal
            raise ValidationError(_l("Check the prefix that we propose, then send again"))
        if not is_prefix((field.data or "").upper()):
            raise ValidationError(
                ngettext(
                    "Enter up to %(num)s letter or digit",
                    "Enter up to %(num)s letters and digits",
                    PREFIX_LENGTH,
                )
            )
