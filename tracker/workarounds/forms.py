"""What may be typed about a workaround and a trial; labels are the questions asked."""

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import ValidationError

from tracker.errors import DomainError
from tracker.forms.fields import AtMost, DayField, LineField, OneOf, Said, offer
from tracker.forms.parsing import one_line, plain
from tracker.forms.versioned import VersionedForm
from tracker.models import Obstacle, Organisation, Trial, Workaround
from tracker.models.labels import choices_of
from tracker.models.vocabulary import Outcome, Visibility
from tracker.sight.catalogue import KnownOrganisation
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


class WorkaroundForm(VersionedForm):
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
    visibility = RadioField(
        _l("Who can see it?"),
        [OneOf(_l("Choose who can see it"))],
        choices=offer(choices_of(Visibility)),
        validate_choice=False,
        description=_l(
            "Under freedom of information law, people may still ask to see what you write."
        ),
    )
    is_unnamed = BooleanField(_l("Do not show our organisation’s name"))
    organisation = SelectField(
        _l("Which organisation adds it?"),
        [OneOf(_l("Choose one of your organisations"))],
        validate_choice=False,
    )

    def __init__(
        self,
        *args: Any,
        organisations: Collection[KnownOrganisation | Organisation],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._organisations = {one.slug: one for one in organisations}
        self.organisation.choices = offer((one.slug, one.name) for one in organisations)
        if self.visibility.raw_data == []:
            # What is sent without these questions keeps the answers that stood there.
            self.is_unnamed.data = self.is_unnamed.object_data

    @property
    def chosen_organisation(self) -> KnownOrganisation | Organisation:
        """The organisation chosen, once the form is valid."""
        return self._organisations[self.organisation.data]

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


def blank_way(organisation: KnownOrganisation) -> dict[str, Any]:
    """Return what stands in the form at first: the organisation's own defaults."""
    return {
        "visibility": organisation.default_visibility.value,
        "is_unnamed": organisation.is_unnamed_by_default,
        "organisation": organisation.slug,
    }


def filled_way(workaround: Workaround) -> dict[str, Any]:
    """Return what stands in the form of a workaround that is there already."""
    return {
        "title": workaround.title,
        "details": workaround.details,
        "visibility": workaround.visibility.value,
        "is_unnamed": not workaround.is_named,
        "organisation": workaround.organisation.slug,
        "version": str(workaround.version),
    }


class LinkForm(FlaskForm):
    """An obstacle to put a workaround beside."""

    obstacle = LineField(
        _l("Reference of the obstacle"),
        description=_l(
            "The reference at the top of the obstacle’s page. For example, %(reference)s.",
            reference=EXAMPLE,
        ),
    )

    def __init__(self, *args: Any, find: FindObstacle, **options: Any) -> None:
        super().__init__(*args, **options)
        self._find = find

    def validate_obstacle(self, _field: LineField) -> None:
        """Ask for a code that the person may put something beside."""
        if self.beside is None:
            raise ValidationError(_l("Enter the reference of one of your organisation’s obstacles"))

    @cached_property
    def beside(self) -> Obstacle | None:
        """The obstacle of the code typed, or None."""
        return self._find((self.obstacle.data or "").upper())


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


class TrialForm(CourseForm):
    """Against which obstacle a workaround is tried, and how it goes."""

    obstacle = LineField(
        _l("For which of your obstacles?"),
        description=_l(
            "The reference at the top of the obstacle’s page. For example, %(reference)s.",
            reference=EXAMPLE,
        ),
    )

    def __init__(self, *args: Any, find: FindObstacle, **options: Any) -> None:
        super().__init__(*args, **options)
        self._find = find

    def validate_obstacle(self, _field: LineField) -> None:
        """Ask for the code of an obstacle that is the person's own."""
        if self.against is None:
            raise ValidationError(_l("Enter the reference of one of your organisation’s obstacles"))

    @cached_property
    def against(self) -> Obstacle | None:
        """The obstacle of the code typed, or None."""
        return self._find((self.obstacle.data or "").upper())


def filled_course(trial: Trial) -> dict[str, Any]:
    """Return what stands in the form of a trial that is there already."""
    return {
        "outcome": trial.outcome.value,
        "started_on": trial.started_on.isoformat() if trial.started_on else "",
        "ended_on": trial.ended_on.isoformat() if trial.ended_on else "",
        "what_it_took": trial.what_it_took,
        "version": str(trial.version),
    }
