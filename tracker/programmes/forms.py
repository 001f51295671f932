"""What a programme's lead may say of it, and what an administrator says of a new one."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, TextAreaField
from wtforms.validators import ValidationError

from tracker.errors import DomainError
from tracker.forms.fields import MaxLength, Required, WholeNumberField
from tracker.forms.names import NameField
from tracker.forms.parsing import plain
from tracker.models import Programme
from tracker.programmes.commands import (
    FEWEST_REMINDERS,
    LARGEST_THRESHOLD,
    LONGEST_ABOUT,
    LONGEST_FULL_NAME,
    LONGEST_NAME,
    LONGEST_RETENTION,
    LONGEST_UNTOUCHED,
    MOST_REMINDERS,
    SMALLEST_THRESHOLD,
    Rules,
)

# Each limit here has its twins in the model's constraints and in the commands.


class ProgrammeForm(FlaskForm):
    """What a programme is called, what it is about, and by which rules it goes."""

    name = NameField(
        _l("Name"),
        LONGEST_NAME,
        Required(_l("Enter the programme’s name")),
        description=_l("The short name people use."),
    )
    full_name = NameField(
        _l("Full name"),
        LONGEST_FULL_NAME,
        Required(_l("Enter the programme’s full name")),
    )
    about = TextAreaField(_l("Description"), [MaxLength(LONGEST_ABOUT)], filters=[plain])
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
        """Ask for a number under which nobody can be worked out."""
        _check_range(field, SMALLEST_THRESHOLD, LARGEST_THRESHOLD)

    def validate_retention_months(self, field: Field) -> None:
        """Ask for a time that is neither nothing nor for ever."""
        number = field.number
        if field.data and (number is None or not 1 <= number <= LONGEST_RETENTION):
            raise ValidationError(
                ngettext(
                    "Enter 1 to %(num)s month, or leave blank",
                    "Enter 1 to %(num)s months, or leave blank",
                    LONGEST_RETENTION,
                )
            )

    def validate_reminder_months(self, field: Field) -> None:
        """Ask for months, 0 among them."""
        _check_range(field, 0, LONGEST_UNTOUCHED)

    def validate_reminders_a_week(self, field: Field) -> None:
        """Ask for so few that each gets an answer."""
        _check_range(field, FEWEST_REMINDERS, MOST_REMINDERS)

    def rules(self) -> Rules:
        """Return the rules that the valid form tells."""
        return Rules(
            threshold=self.threshold.number or 0,
            retention_months=self.retention_months.number,
            reminder_months=self.reminder_months.number or 0,
            reminders_a_week=self.reminders_a_week.number or 0,
            requires_second_factor=self.requires_second_factor.data,
        )

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.name.errors = [*self.name.errors, str(error)]


def _check_range(field: Field, least: int, most: int) -> None:
    if field.number is None or not least <= field.number <= most:
        raise ValidationError(
            _("Enter a number from %(least)s to %(most)s", least=least, most=most)
        )


def filled_programme(programme: Programme) -> dict[str, Any]:
    """Return what stands in the form at first: what holds now."""
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
    }
