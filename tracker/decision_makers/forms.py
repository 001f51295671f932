"""The form to add or edit a decision-maker."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Regexp, ValidationError

from tracker.decision_makers.commands import (
    MAX_ABOUT_LENGTH,
    MAX_NAME_LENGTH,
    MAX_SOURCE_LABEL_LENGTH,
    DecisionMakerContent,
)
from tracker.errors import DomainError
from tracker.forms.fields import LineField, MaxLength, Required, level_field
from tracker.forms.parsing import plain
from tracker.forms.refusable import RefusableForm
from tracker.forms.versioned import VersionedForm
from tracker.models import DecisionMaker
from tracker.models.checks import MAX_WEB_ADDRESS_LENGTH, check_web_address
from tracker.models.vocabulary import Level

# The model's constraints and the commands check the same limits.


class DecisionMakerForm(RefusableForm, VersionedForm):
    """The content of a decision-maker, which could loosen or remove a barrier."""

    refused_field = "name"

    name = LineField(
        _l("Name"),
        [Required(_l("Enter the decision-maker’s name")), MaxLength(MAX_NAME_LENGTH)],
        description=_l(
            "An organisation, not a person, for example a regulator, a funder or a board."
        ),
    )
    about = TextAreaField(_l("What it decides"), [MaxLength(MAX_ABOUT_LENGTH)], filters=[plain])
    level = level_field(_l("Level"))
    country = LineField(
        _l("Country"),
        [Regexp(r"^([A-Za-z]{2})?$", message=_l("Enter the two-letter country code, like GB"))],
        description=_l(
            "Two letters, for example GB. Leave blank if it works in several countries."
        ),
    )
    source_label = LineField(
        _l("Source"),
        [MaxLength(MAX_SOURCE_LABEL_LENGTH)],
        description=_l("Where this information comes from."),
    )
    source_url = LineField(
        _l("Web address"),
        [MaxLength(MAX_WEB_ADDRESS_LENGTH)],
        description=_l("Enter a web address, like https://example.org/page"),
    )

    def validate_source_url(self, field: LineField) -> None:
        """Raise ValidationError if the web address is not valid."""
        try:
            check_web_address(field.data or "")
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def content(self) -> DecisionMakerContent:
        """Return the content of a valid form."""
        return DecisionMakerContent(
            name=self.name.data,
            about=self.about.data or "",
            level=Level(self.level.data) if self.level.data else None,
            country=(self.country.data or "").upper(),
            source_label=self.source_label.data or "",
            source_url=self.source_url.data or "",
        )


def maker_form_data(maker: DecisionMaker) -> dict[str, Any]:
    """Return the form's data for an existing decision-maker."""
    return {
        "name": maker.name,
        "about": maker.about,
        "level": maker.level.value if maker.level else "",
        "country": maker.country,
        "source_label": maker.source_label,
        "source_url": maker.source_url,
        "version": str(maker.version),
    }
