"""What a programme lead may type about a decision-maker."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Regexp, ValidationError

from tracker.decision_makers.commands import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    LONGEST_SOURCE_LABEL,
    Known,
)
from tracker.errors import DomainError
from tracker.forms.fields import AtMost, LineField, Said, level_field
from tracker.forms.parsing import plain
from tracker.forms.versioned import VersionedForm
from tracker.models import DecisionMaker
from tracker.models.checks import MAX_WEB_ADDRESS_LENGTH, check_web_address
from tracker.models.vocabulary import Level

# Each limit here has its twins in the model's constraints and in the commands.


class DecisionMakerForm(VersionedForm):
    """A body that could loosen or remove a barrier."""

    name = LineField(
        _l("Name"),
        [Said(_l("Enter the decision-maker’s name")), AtMost(LONGEST_NAME)],
        description=_l(
            "An organisation, not a person, for example a regulator, a funder or a board."
        ),
    )
    about = TextAreaField(_l("What it decides"), [AtMost(LONGEST_ABOUT)], filters=[plain])
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
        [AtMost(LONGEST_SOURCE_LABEL)],
        description=_l("Where this information comes from."),
    )
    source_url = LineField(
        _l("Web address"),
        [AtMost(MAX_WEB_ADDRESS_LENGTH)],
        description=_l("Enter a web address, like https://example.org/page"),
    )

    def validate_source_url(self, field: LineField) -> None:
        """Ask for a whole web address."""
        try:
            check_web_address(field.data or "")
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.name.errors = [*self.name.errors, str(error)]

    def known(self) -> Known:
        """Return what the valid form tells."""
        return Known(
            name=self.name.data,
            about=self.about.data or "",
            level=Level(self.level.data) if self.level.data else None,
            country=(self.country.data or "").upper(),
            source_label=self.source_label.data or "",
            source_url=self.source_url.data or "",
        )


def filled_maker(maker: DecisionMaker) -> dict[str, Any]:
    """Return what stands in the form of a decision-maker that is there already."""
    return {
        "name": maker.name,
        "about": maker.about,
        "level": maker.level.value if maker.level else "",
        "country": maker.country,
        "source_label": maker.source_label,
        "source_url": maker.source_url,
        "version": str(maker.version),
    }
