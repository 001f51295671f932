"""What may be typed about a workaround and a trial; labels are the questions asked."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import ValidationError

from tracker.errors import DomainError
from tracker.forms.fields import AtMost, DayField, LineField, OneOf, Said, offer
from tracker.forms.parsing import one_line, plain
from tracker.forms.readers import (
    ReadersForm,
    filled_readers,
    organisation_field,
    unnamed_field,
    visibility_field,
)
from tracker.forms.versioned import VersionedForm
from tracker.models import Obstacle, Trial, Workaround
from tracker.models.labels import choices_of
from tracker.models.vocabulary import Outcome, Visibility
from tracker.workarounds.commands import (
    LONGEST_DETAILS,
    LONGEST_TITLE,
    LONGEST_WHAT_IT_TOOK,
    Course,
    Way,
)

EXAMPLE = "TICC-7KQ4"
"""A reference as people read it."""

# Each limit here has its twins in the model's constraints and in the commands.


FindObstacle = Callable[[str], Obstacle | None]
"""Finds the obstacle of a code among those that the act in question may be done on."""


class WorkaroundForm(ReadersForm):
    """What gets round an obstacle, and who may read it."""

    title = TextAreaField(
        _l("What gets round it?"),
        [Said(_l("Enter a sentence about what gets round the obstacle")), AtMost(LONGEST_TITLE)],
        filters=[one_line],
        description=_l("One sentence that someone elsewhere can use."),
    )
    details = TextAreaField(
        _l("How is it done?"),
        [AtMost(LONGEST_DETAILS)],
        filters=[plain],
        description=_l("Who must agree, what you need, what to watch out for."),
    )
    visibility = visibility_field()
    is_unnamed = unnamed_field()
    organisation = organisation_field(_l("Which organisation adds it?"))

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.title.errors = [*self.title.errors, str(error)]

    def way(self) -> Way:
        """Return what the valid form tells."""
        return Way(
            title=self.title.data,
            details=self.details.data or "",
            visibility=Visibility(self.visibility.data),
            is_named=not self.is_unnamed.data,
        )


def filled_way(workaround: Workaround) -> dict[str, Any]:
    """Return what stands in the form of a workaround that is there already."""
    return {
        "title": workaround.title,
        "details": workaround.details,
        **filled_readers(workaround),
        "version": str(workaround.version),
    }


class ReferenceForm(FlaskForm):
    """A form that asks for the reference of an obstacle, in a field `obstacle` of its own."""

    def __init__(self, *args: Any, find: FindObstacle, **options: Any) -> None:
        super().__init__(*args, **options)
        self._find = find

    def validate_obstacle(self, _field: LineField) -> None:
        """Ask for an obstacle on which the person may do what the form does."""
        if self.found is None:
            raise ValidationError(_l("Enter the reference of one of your organisation’s obstacles"))

    @cached_property
    def found(self) -> Obstacle | None:
        """The obstacle of the code typed, or None."""
        return self._find((self.obstacle.data or "").upper())


def _reference_field(label: LazyString) -> LineField:
    return LineField(
        label,
        description=_l(
            "The reference at the top of the obstacle’s page. For example, %(reference)s.",
            reference=EXAMPLE,
        ),
    )


class LinkForm(ReferenceForm):
    """An obstacle to put a workaround beside."""

    obstacle = _reference_field(_l("Reference of the obstacle"))


class CourseForm(VersionedForm):
    """How a trial of a workaround goes."""

    outcome = RadioField(
        _l("How is the trial going?"),
        [OneOf(_l("Choose an outcome"))],
        choices=offer(choices_of(Outcome)),
        default=Outcome.TOO_EARLY.value,
        validate_choice=False,
    )
    started_on = DayField(_l("Start date"))
    ended_on = DayField(_l("End date"))
    what_it_took = TextAreaField(
        _l("What did it take?"),
        [AtMost(LONGEST_WHAT_IT_TOOK)],
        filters=[plain],
        description=_l("For example time, money, a decision or someone’s agreement."),
    )

    def validate_ended_on(self, field: DayField) -> None:
        """Ask for an end that is not before the start."""
        if field.day and self.started_on.day and field.day < self.started_on.day:
            raise ValidationError(_l("End date must be the same as or after the start date"))

    def course(self) -> Course:
        """Return what the valid form tells."""
        return Course(
            outcome=Outcome(self.outcome.data),
            started_on=self.started_on.day,
            ended_on=self.ended_on.day,
            what_it_took=self.what_it_took.data or "",
        )


class TrialForm(ReferenceForm, CourseForm):
    """Against which obstacle a workaround is tried, and how it goes."""

    obstacle = _reference_field(_l("For which of your obstacles?"))


def filled_course(trial: Trial) -> dict[str, Any]:
    """Return what stands in the form of a trial that is there already."""
    return {
        "outcome": trial.outcome.value,
        "started_on": trial.started_on.isoformat() if trial.started_on else "",
        "ended_on": trial.ended_on.isoformat() if trial.ended_on else "",
        "what_it_took": trial.what_it_took,
        "version": str(trial.version),
    }
