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
from tracker.sight.catalogue import OrganisationEntry
from tracker.workarounds.commands import (
    LONGEST_DETAILS,
    LONGEST_TITLE,
    LONGEST_WHAT_IT_TOOK,
    Course,
    Way,
)

# Each limit here has its twins in the model's constraints and in the commands.


FindObstacle = Callable[[str], Obstacle | None]
"""Finds the obstacle of a code among those that the act in question may be done on."""


class WorkaroundForm(VersionedForm):
    """What gets round an obstacle, and who may read it."""

    title = TextAreaField(
        _l("What gets round it?"),
        [Said(_l("Write a sentence about what gets round it")), AtMost(LONGEST_TITLE)],
        filters=[one_line],
        description=_l("One sentence that somebody elsewhere could act on."),
    )
    details = TextAreaField(
        _l("How it is done"),
        [AtMost(LONGEST_DETAILS)],
        filters=[plain],
        description=_l("Who has to agree, what it takes, what to watch for."),
    )
    visibility = RadioField(
        _l("Who may read it"),
        [OneOf(_l("Choose who may read it"))],
        choices=offer(choices_of(Visibility)),
        validate_choice=False,
        description=_l("Freedom-of-information law may still reach what you write."),
    )
    is_unnamed = BooleanField(_l("Leave out our organisation’s name"))
    organisation = SelectField(
        _l("Which organisation tells of it"),
        [OneOf(_l("Choose one of your organisations"))],
        validate_choice=False,
    )

    def __init__(
        self,
        *args: Any,
        organisations: Collection[OrganisationEntry | Organisation],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._organisations = {one.slug: one for one in organisations}
        self.organisation.choices = offer((one.slug, one.name) for one in organisations)
        if self.visibility.raw_data == []:
            # What is sent without these questions keeps the answers that stood there.
            self.is_unnamed.data = self.is_unnamed.object_data

    @property
    def chosen_organisation(self) -> OrganisationEntry | Organisation:
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


def blank_way(organisation: OrganisationEntry) -> dict[str, Any]:
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
        _l("The obstacle’s code"), description=_l("It stands above its words, such as TICC-7KQ4.")
    )

    def __init__(self, *args: Any, find: FindObstacle, **options: Any) -> None:
        super().__init__(*args, **options)
        self._find = find

    def validate_obstacle(self, _field: LineField) -> None:
        """Ask for a code that the person may put something beside."""
        if self.beside is None:
            raise ValidationError(_l("Write the code of one of your own obstacles"))

    @cached_property
    def beside(self) -> Obstacle | None:
        """The obstacle of the code typed, or None."""
        return self._find((self.obstacle.data or "").upper())


class CourseForm(VersionedForm):
    """How a trial of a workaround goes."""

    outcome = RadioField(
        _l("How does it go?"),
        [OneOf(_l("Choose how it goes"))],
        choices=offer(choices_of(Outcome)),
        default=Outcome.TOO_EARLY.value,
        validate_choice=False,
    )
    started_on = DayField(_l("Tried from"))
    ended_on = DayField(_l("Until"))
    what_it_took = TextAreaField(
        _l("What it took"),
        [AtMost(LONGEST_WHAT_IT_TOOK)],
        filters=[plain],
        description=_l("Time, money, a decision, somebody’s consent."),
    )

    def validate_ended_on(self, field: DayField) -> None:
        """Ask for an end that is not before the start."""
        if field.day and self.started_on.day and field.day < self.started_on.day:
            raise ValidationError(_l("Give an end that is not before the start"))

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
        _l("Against which of your obstacles?"),
        description=_l("Its code, which stands above its words, such as TICC-7KQ4."),
    )

    def __init__(self, *args: Any, find: FindObstacle, **options: Any) -> None:
        super().__init__(*args, **options)
        self._find = find

    def validate_obstacle(self, _field: LineField) -> None:
        """Ask for the code of an obstacle that is the person's own."""
        if self.against is None:
            raise ValidationError(_l("Write the code of one of your own obstacles"))

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
