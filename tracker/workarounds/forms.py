"""Forms for workarounds and trials."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import ValidationError

from tracker.forms.fields import DayField, MaxLength, OneOf, Required, to_choices
from tracker.forms.parsing import one_line, plain
from tracker.forms.pick_list import PickField, PickList
from tracker.forms.readers import (
    ReadersForm,
    filled_readers,
    organisation_field,
    unnamed_field,
    visibility_field,
)
from tracker.forms.refusable import RefusableForm
from tracker.forms.versioned import VersionedForm
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.labels import choices_of
from tracker.models.vocabulary import Outcome, Visibility
from tracker.workarounds.commands import (
    MAX_DETAILS_LENGTH,
    MAX_TITLE_LENGTH,
    MAX_WHAT_IT_TOOK_LENGTH,
    TrialInput,
    WorkaroundInput,
)

# The model's constraints and the commands enforce the same limits.


class WorkaroundForm(RefusableForm, ReadersForm):
    """Form to log or edit a workaround."""

    refused_field = "title"

    title = TextAreaField(
        _l("What gets round it?"),
        [
            Required(_l("Enter a sentence about what gets round the obstacle")),
            MaxLength(MAX_TITLE_LENGTH),
        ],
        filters=[one_line],
        description=_l("One sentence that someone elsewhere can use."),
    )
    details = TextAreaField(
        _l("How is it done?"),
        [MaxLength(MAX_DETAILS_LENGTH)],
        filters=[plain],
        description=_l("Who must agree, what you need, what to watch out for."),
    )
    visibility = visibility_field()
    is_unnamed = unnamed_field()
    organisation = organisation_field(_l("Which organisation adds it?"))

    def content(self) -> WorkaroundInput:
        """Return the input of the valid form."""
        return WorkaroundInput(
            title=self.title.data,
            details=self.details.data or "",
            visibility=Visibility(self.visibility.data),
            is_named=not self.is_unnamed.data,
        )


def filled_workaround(workaround: Workaround) -> dict[str, Any]:
    """Return the form data of an existing workaround."""
    return {
        "title": workaround.title,
        "details": workaround.details,
        **filled_readers(workaround),
        "version": str(workaround.version),
    }


class PickingForm(FlaskForm):
    """Base of forms with an obstacle to choose in a field `obstacle`."""

    def __init__(self, *args: Any, pick_list: PickList, **options: Any) -> None:
        super().__init__(*args, **options)
        self.obstacle.pick_list = pick_list

    @property
    def found(self) -> Obstacle | None:
        """The chosen obstacle, or None."""
        return self.obstacle.found  # type: ignore[no-any-return]


class LinkForm(PickingForm):
    """Form to link a workaround to an obstacle."""

    obstacle = PickField(
        _l("Obstacle"),
        description=_l("Enter words from its title, its organisation or its reference."),
    )


class EditTrialForm(VersionedForm):
    """Form to edit a trial."""

    outcome = RadioField(
        _l("How is the trial going?"),
        [OneOf(_l("Choose an outcome"))],
        choices=to_choices(choices_of(Outcome)),
        default=Outcome.TOO_EARLY.value,
        validate_choice=False,
    )
    started_on = DayField(_l("Start date"))
    ended_on = DayField(_l("End date"))
    what_it_took = TextAreaField(
        _l("What did it take?"),
        [MaxLength(MAX_WHAT_IT_TOOK_LENGTH)],
        filters=[plain],
        description=_l("For example time, money, a decision or someone’s agreement."),
    )

    def validate_ended_on(self, field: DayField) -> None:
        """Require an end that is not before the start."""
        if field.day and self.started_on.day and field.day < self.started_on.day:
            raise ValidationError(_l("End date must be the same as or after the start date"))

    def content(self) -> TrialInput:
        """Return the input of the valid form."""
        return TrialInput(
            outcome=Outcome(self.outcome.data),
            started_on=self.started_on.day,
            ended_on=self.ended_on.day,
            what_it_took=self.what_it_took.data or "",
        )


class TrialForm(PickingForm, EditTrialForm):
    """Form to record a trial against an obstacle."""

    obstacle = PickField(
        _l("For which of your obstacles?"),
        description=_l("Enter words from its title or its reference."),
    )


def filled_trial(trial: Trial) -> dict[str, Any]:
    """Return the form data of an existing trial."""
    return {
        "outcome": trial.outcome.value,
        "started_on": trial.started_on.isoformat() if trial.started_on else "",
        "ended_on": trial.ended_on.isoformat() if trial.ended_on else "",
        "what_it_took": trial.what_it_took,
        "version": str(trial.version),
    }
