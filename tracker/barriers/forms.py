"""The forms for barriers."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField

from tracker.barriers.commands import MAX_EXPLANATION_LENGTH, MAX_TITLE_LENGTH, BarrierInput
from tracker.forms.fields import MaxLength, OneOf, Required, level_field, to_choices
from tracker.forms.parsing import one_line, plain
from tracker.forms.pick_list import PickField, PickList
from tracker.forms.refusable import RefusableForm
from tracker.forms.versioned import VersionedForm
from tracker.models import Barrier, Category, DecisionMaker
from tracker.models.vocabulary import Level

# The model's constraints and the commands enforce the same limits.


class BarrierForm(RefusableForm, VersionedForm):
    """Form to add or edit a barrier."""

    refused_field = "title"

    title = TextAreaField(
        _l("What do these obstacles have in common?"),
        [Required(_l("Enter what the obstacles have in common")), MaxLength(MAX_TITLE_LENGTH)],
        filters=[one_line],
        description=_l(
            "Use the programme’s words, not those of one partner. Everyone who can see one of the "
            "obstacles will see this."
        ),
    )
    explanation = TextAreaField(
        _l("What belongs here, and what does not"),
        [MaxLength(MAX_EXPLANATION_LENGTH)],
        filters=[plain],
    )
    level = level_field(_l("Which level can remove it?"))
    category = SelectField(
        _l("Category"),
        [OneOf(_l("Choose a category from the list"))],
        validate_choice=False,
        default="",
    )
    decision_maker = SelectField(
        _l("Who could change or remove it?"),
        [OneOf(_l("Choose a decision-maker from the list"))],
        validate_choice=False,
        default="",
    )

    def __init__(
        self,
        *args: Any,
        categories: Sequence[Category],
        decision_makers: Sequence[DecisionMaker],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._categories = {category.slug: category for category in categories}
        self._decision_makers = {
            decision_maker.reference: decision_maker for decision_maker in decision_makers
        }
        none = ("", _l("not recorded"))
        self.category.choices = to_choices(
            [none, *((one.slug, _indented(one)) for one in categories)]
        )
        self.decision_maker.choices = to_choices(
            [none, *((one.reference, one.name) for one in decision_makers)]
        )

    def content(self) -> BarrierInput:
        """Return the input of the valid form."""
        return BarrierInput(
            title=self.title.data,
            explanation=self.explanation.data or "",
            level=Level(self.level.data) if self.level.data else None,
            category=self._categories.get(self.category.data),
            decision_maker=self._decision_makers.get(self.decision_maker.data),
        )


def _indented(category: Category) -> str:
    return category.name if category.parent_id is None else f"· {category.name}"


def filled_barrier(barrier: Barrier) -> dict[str, Any]:
    """Return the form data of an existing barrier."""
    return {
        "title": barrier.title,
        "explanation": barrier.explanation,
        "level": barrier.level.value if barrier.level else "",
        "category": barrier.category.slug if barrier.category else "",
        "decision_maker": barrier.decision_maker.reference if barrier.decision_maker else "",
        "version": str(barrier.version),
    }


class LinkObstacleForm(FlaskForm):
    """Form to link an obstacle to a barrier, on the barrier's page."""

    obstacle = PickField(
        _l("Obstacle"),
        description=_l(
            "Enter words from its title, its organisation or its reference. "
            "Obstacles without a barrier come first."
        ),
    )

    def __init__(self, *args: Any, pick_list: PickList, **options: Any) -> None:
        super().__init__(*args, **options)
        self.obstacle.pick_list = pick_list
