"""Forms for obstacles, their status and their hindrances."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from tracker.forms.fields import (
    DayField,
    LineField,
    MaxLength,
    MeasureField,
    MoneyField,
    OneOf,
    Required,
    SinceField,
    WholeNumberField,
    level_field,
    measure_text,
    shorten_or_move_advice,
    to_choices,
)
from tracker.forms.parsing import has_visible_text, one_line, plain, since_text
from tracker.forms.pick_list import PickField, PickList
from tracker.forms.readers import (
    ReadersForm,
    blank_readers,
    filled_readers,
    organisation_field,
    unnamed_field,
    visibility_field,
)
from tracker.forms.refusable import RefusableForm
from tracker.models import Obstacle, Organisation
from tracker.models.labels import choices_of
from tracker.models.moment import now
from tracker.models.obstacle import (
    CURRENCIES,
    DETAILS_LENGTH,
    REASON_LENGTH,
    TEAM_LENGTH,
    TITLE_LENGTH,
)
from tracker.models.vocabulary import Level, Status, Visibility
from tracker.obstacles.commands_status import NewStatus
from tracker.obstacles.content import MEASURES, ObstacleInput
from tracker.sight.catalogue import CategoryEntry, OrganisationEntry

# The model's constraints and content.check_content enforce the same limits.


class ObstacleForm(RefusableForm, ReadersForm):
    """Form to log or edit an obstacle; only its title is required."""

    refused_field = "title"

    title = TextAreaField(
        _l("What is in the way?"),
        [
            Required(_l("Enter a sentence about what is in the way")),
            MaxLength(TITLE_LENGTH, shorten_or_move_advice),
        ],
        filters=[one_line],
        description=_l("One sentence in your own words is enough. Do not name people you support."),
    )
    visibility = visibility_field()
    is_unnamed = unnamed_field()
    organisation = organisation_field(_l("Which organisation has it?"))
    details = TextAreaField(_l("What happened?"), [MaxLength(DETAILS_LENGTH)], filters=[plain])
    since = SinceField(_l("Since"), description=_l("For example %(example)s", example="3 2018"))
    categories = SelectMultipleField(
        _l("Category"), [OneOf(_l("Choose categories from the list"))], validate_choice=False
    )
    level = level_field(_l("Which level can remove it?"))
    team = LineField(
        _l("Team"),
        [MaxLength(TEAM_LENGTH)],
        description=_l("Not shown where our organisation’s name is not shown."),
    )
    people_supported = WholeNumberField(_l("People supported who are affected"))
    staff_hours_a_week = MeasureField(_l("Staff hours a week"))
    sickness_days_a_year = MeasureField(_l("Staff sickness days a year"))
    budget_a_year = MoneyField(_l("Budget a year"))
    budget_currency = SelectField(
        _l("Currency"),
        [OneOf(_l("Choose a currency from the list"))],
        choices=to_choices((currency, currency) for currency in CURRENCIES),
        validate_choice=False,
        default=CURRENCIES[0],
    )

    def __init__(self, *args: Any, categories: Iterable[CategoryEntry], **options: Any) -> None:
        super().__init__(*args, **options)
        self._categories = list(categories)
        self.categories.choices = to_choices((one.slug, one.name) for one in self._categories)
        now = {old: one.slug for one in self._categories for old in one.former_slugs}
        # A category that was merged meanwhile is read as the one it was merged into.
        self.categories.data = [now.get(slug, slug) for slug in self.categories.data or []]

    @property
    def readers(self) -> Visibility:
        """The visibility that is chosen in the form; the most restrictive one if it is invalid."""
        chosen = self.visibility.data
        is_valid = chosen in set(Visibility)
        return Visibility(chosen) if is_valid else Visibility.ORGANISATION

    @property
    def category_groups(self) -> list[list[CategoryEntry]]:
        """The category choices, each first-level one with its subcategories."""
        groups: list[list[CategoryEntry]] = []
        for category in self._categories:
            if groups and category.parent_id == groups[-1][0].id:
                groups[-1].append(category)
            else:
                groups.append([category])
        return groups

    @property
    def has_optional_input(self) -> bool:
        """Whether a field in the collapsed part has data or errors."""
        return any(self[name].data or self[name].errors for name in COLLAPSED_FIELDS)

    def content(self) -> ObstacleInput:
        """Return the input of the valid form."""
        return ObstacleInput(
            title=self.title.data,
            visibility=Visibility(self.visibility.data),
            is_named=not self.is_unnamed.data,
            details=self.details.data or "",
            team=self.team.data or "",
            level=Level(self.level.data) if self.level.data else None,
            since_year=self.since.year,
            since_month=self.since.month,
            **{measure: self[measure].number for measure in MEASURES},
            budget_currency=self.budget_a_year.currency or self.budget_currency.data,
            form_key=self.form_key.key,
            category_ids=frozenset(
                category.id
                for category in self._categories
                if category.slug in self.categories.data
            ),
        )


COLLAPSED_FIELDS = ("details", "since", "categories", "level", "team", *MEASURES)
"""The optional fields, in the part of the page that is collapsed at first."""

_CURRENCY_OF = {"CH": "CHF", "DK": "DKK", "GB": "GBP", "NO": "NOK", "SE": "SEK", "US": "USD"}


def blank_form(organisation: OrganisationEntry) -> dict[str, Any]:
    """Return the initial data of the form: the organisation's defaults."""
    return {**blank_readers(organisation), "budget_currency": own_currency(organisation)}


def own_currency(organisation: OrganisationEntry | Organisation) -> str:
    """Return the currency of the organisation's country."""
    return _CURRENCY_OF.get(organisation.country, CURRENCIES[0])


def filled_form(obstacle: Obstacle, categories: Iterable[CategoryEntry]) -> dict[str, Any]:
    """Return the form data of an existing obstacle."""
    return {
        "title": obstacle.title,
        **filled_readers(obstacle),
        "details": obstacle.details,
        "since": since_text(obstacle.since_year, obstacle.since_month),
        "categories": [category.slug for category in categories],
        "level": obstacle.level.value if obstacle.level else "",
        "team": obstacle.team,
        "people_supported": _formatted(obstacle.people_supported),
        "staff_hours_a_week": _formatted_measure(obstacle.staff_hours_a_week),
        "sickness_days_a_year": _formatted_measure(obstacle.sickness_days_a_year),
        "budget_a_year": _formatted(obstacle.budget_a_year),
        "budget_currency": (
            own_currency(obstacle.organisation)
            if obstacle.budget_a_year is None
            else obstacle.budget_currency
        ),
        "version": str(obstacle.version),
    }


def _formatted(value: int | Decimal | None) -> str:
    return "" if value is None else format_decimal(value)


def _formatted_measure(value: Decimal | None) -> str:
    return "" if value is None else measure_text(value)


class StatusForm(FlaskForm):
    """Form to change the status of an obstacle."""

    status = RadioField(
        _l("Status"),
        [OneOf(_l("Choose a status"))],
        choices=to_choices(choices_of(Status)),
        validate_choice=False,
    )
    reason = TextAreaField(
        _l("Why?"),
        [MaxLength(REASON_LENGTH)],
        filters=[plain],
        description=_l(
            "One sentence is enough. You must give a reason if you accept the obstacle as "
            "immovable."
        ),
    )
    look_again_on = DayField(
        _l("Review date"), description=_l("Only if the obstacle is accepted as immovable.")
    )

    @property
    def is_immovable(self) -> bool:
        """Whether the person accepts the obstacle as immovable."""
        return bool(self.status.data == Status.ACCEPTED_AS_IMMOVABLE)

    def validate_reason(self, field: TextAreaField) -> None:
        """Require a reason to accept the obstacle as immovable."""
        if self.is_immovable and not has_visible_text(field.data or ""):
            raise ValidationError(_l("Enter why it is accepted as immovable"))

    def validate_look_again_on(self, field: DayField) -> None:
        """Require a review date after today to accept the obstacle as immovable."""
        is_missing = field.day is None and not field.errors
        is_past = field.day is not None and field.day <= now().date()
        if self.is_immovable and (is_missing or is_past):
            raise ValidationError(_l("Enter a review date after today"))

    def new_status(self) -> NewStatus:
        """Return the new status from the valid form."""
        return NewStatus(
            status=Status(self.status.data),
            reason=self.reason.data or "",
            look_again_on=self.look_again_on.day,
        )


class Direction(StrEnum):
    """The direction of a hindrance between two obstacles."""

    HOLDS_UP = "holds-up"
    HELD_UP_BY = "held-up-by"


class HindranceForm(FlaskForm):
    """Form to add or remove a hindrance between two obstacles."""

    direction = RadioField(
        _l("How are the two obstacles linked?"),
        [OneOf(_l("Choose which obstacle blocks the other"))],
        choices=to_choices(
            [
                (Direction.HOLDS_UP.value, _l("This obstacle blocks the other one")),
                (Direction.HELD_UP_BY.value, _l("The other obstacle blocks this one")),
            ]
        ),
        default=Direction.HOLDS_UP,
        validate_choice=False,
    )
    other = PickField(
        _l("Other obstacle"),
        description=_l("Enter words from its title, its organisation or its reference."),
    )

    def __init__(self, *args: Any, pick_list: PickList, **options: Any) -> None:
        super().__init__(*args, **options)
        self.other.pick_list = pick_list
