"""What a programme lead may type about a barrier."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from tracker.barriers.commands import LONGEST_EXPLANATION, LONGEST_TITLE, Cause
from tracker.errors import DomainError
from tracker.forms.fields import MaxLength, OneOf, Required, level_field, to_choices
from tracker.forms.parsing import one_line, plain
from tracker.forms.versioned import VersionedForm
from tracker.models import Barrier, Category, DecisionMaker
from tracker.models.vocabulary import Level

# Each limit here has its twins in the model's constraints and in the commands.


class BarrierForm(VersionedForm):
    """The cause that several obstacles share, in the programme's words."""

    title = TextAreaField(
        _l("What do these obstacles have in common?"),
        [Required(_l("Enter what the obstacles have in common")), MaxLength(LONGEST_TITLE)],
        filters=[one_line],
        description=_l(
            "Use the programme’s words, not those of one partner. Everyone who can see one of the "
            "obstacles will see this."
        ),
    )
    explanation = TextAreaField(
        _l("What belongs here, and what does not"),
        [MaxLength(LONGEST_EXPLANATION)],
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
        self._makers = {maker.reference: maker for maker in decision_makers}
        nothing = ("", _l("not recorded"))
        self.category.choices = to_choices(
            [nothing, *((one.slug, _indented(one)) for one in categories)]
        )
        self.decision_maker.choices = to_choices(
            [nothing, *((one.reference, one.name) for one in decision_makers)]
        )

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.title.errors = [*self.title.errors, str(error)]

    def cause(self) -> Cause:
        """Return what the valid form tells."""
        return Cause(
            title=self.title.data,
            explanation=self.explanation.data or "",
            level=Level(self.level.data) if self.level.data else None,
            category=self._categories.get(self.category.data),
            decision_maker=self._makers.get(self.decision_maker.data),
        )


def _indented(category: Category) -> str:
    return category.name if category.parent_id is None else f"· {category.name}"


def filled_barrier(barrier: Barrier) -> dict[str, Any]:
    """Return what stands in the form of a barrier that is there already."""
    return {
        "title": barrier.title,
        "explanation": barrier.explanation,
        "level": barrier.level.value if barrier.level else "",
        "category": barrier.category.slug if barrier.category else "",
        "decision_maker": barrier.decision_maker.reference if barrier.decision_maker else "",
        "version": str(barrier.version),
    }
