"""The form of a programme's settings."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, Field, RadioField, TextAreaField
from wtforms.validators import ValidationError

from tracker.forms.fields import MaxLength, OneOf, Required, WholeNumberField, to_choices
from tracker.forms.names import NameField
from tracker.forms.parsing import plain
from tracker.forms.refusable import RefusableForm
from tracker.forms.versioned import MergedForm
from tracker.models import Programme
from tracker.models.labels import choices_of
from tracker.models.vocabulary import Visibility
from tracker.programmes.commands import (
    MAX_ABOUT_LENGTH,
    MAX_FULL_NAME_LENGTH,
    MAX_NAME_LENGTH,
    MAX_REMINDER_MONTHS,
    MAX_REMINDERS_A_WEEK,
    MAX_RETENTION_MONTHS,
    MAX_THRESHOLD,
    MIN_REMINDERS_A_WEEK,
    MIN_THRESHOLD,
    Rules,
)

# Each limit here has its twins in the model's constraints and in the commands.


class ProgrammeForm(RefusableForm, MergedForm):
    """A programme's names, description and rules."""

    refused_field = "name"

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
    about = TextAreaField(_l("Description"), [MaxLength(MAX_ABOUT_LENGTH)], filters=[plain])
    default_visibility = RadioField(
        _l("Who can see new obstacles by default?"),
        [OneOf(_l("Choose who can see it"))],
        choices=to_choices(choices_of(Visibility)),
        validate_choice=False,
        description=_l(
            "For organisations that join from now. Each can change its default, and authors can "
            "choose differently each time."
        ),
    )
    threshold = WholeNumberField(
        _l("Smallest number of unnamed organisations shown in a published summary"),
        description=_l(
            "At least 3. We leave out smaller numbers, and other numbers that could reveal them."
        ),
    )
    retention_months = WholeNumberField(
        _l(
            "After how many months do we delete obstacles that are resolved or accepted "
            "as immovable?"
        ),
        description=_l(
            "We count from the last change to the obstacle. Leave blank to keep all obstacles."
        ),
    )
    reminder_months = WholeNumberField(
        _l("After how many months do we ask if an obstacle is still in the way?"),
        description=_l(
            "Only for obstacles in the way that nobody has updated. Enter 0 to never ask."
        ),
    )
    reminders_a_week = WholeNumberField(
        _l("How many reminders does a person get in a week at most?"),
    )
    requires_second_factor = BooleanField(
        _l("Everyone in this programme needs a second step to sign in")
    )

    def validate_threshold(self, field: Field) -> None:
        """Require a threshold within the limits that protect unnamed organisations."""
        _check_range(field, MIN_THRESHOLD, MAX_THRESHOLD)

    def validate_retention_months(self, field: Field) -> None:
        """Require a number of months within the limits, or none."""
        number = field.number
        if field.data and (number is None or not 1 <= number <= MAX_RETENTION_MONTHS):
            raise ValidationError(
                ngettext(
                    "Enter 1 to %(num)s month, or leave blank",
                    "Enter 1 to %(num)s months, or leave blank",
                    MAX_RETENTION_MONTHS,
                )
            )

    def validate_reminder_months(self, field: Field) -> None:
        """Require a number of months within the limits; 0 is allowed."""
        _check_range(field, 0, MAX_REMINDER_MONTHS)

    def validate_reminders_a_week(self, field: Field) -> None:
        """Require a number of reminders within the limits."""
        _check_range(field, MIN_REMINDERS_A_WEEK, MAX_REMINDERS_A_WEEK)

    def rules(self) -> Rules:
        """Return the rules from the valid form."""
        return Rules(
            threshold=self.threshold.number or 0,
            retention_months=self.retention_months.number,
            reminder_months=self.reminder_months.number or 0,
            reminders_a_week=self.reminders_a_week.number or 0,
            requires_second_factor=self.requires_second_factor.data,
            default_visibility=Visibility(self.default_visibility.data),
        )


def _check_range(field: Field, minimum: int, maximum: int) -> None:
    if field.number is None or not minimum <= field.number <= maximum:
        raise ValidationError(
            _("Enter a number from %(least)s to %(most)s", least=minimum, most=maximum)
        )


def initial_values(programme: Programme) -> dict[str, Any]:
    """Return the initial values of the form: the programme's current ones."""
    months = programme.retention_months
    return {
        "name": programme.name,
        "full_name": programme.full_name,
        "about": programme.about,
        "threshold": str(programme.threshold),
        "retention_months": "" if months is None else str(months),
        "reminder_months": str(programme.reminder_months),
        "reminders_a_week": str(programme.reminders_a_week),
        "requires_second_factor": programme.requires_second_factor,
        "default_visibility": (programme.default_visibility or Visibility.PARTNERS).value,
    }
